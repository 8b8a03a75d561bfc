#include "gateway/serve/intakes.h"

#include <algorithm>

namespace quittance::serve {
namespace {

/// After a folder could not be read: it may be a mount that comes back.
constexpr std::chrono::milliseconds kAfterTrouble{5000};
constexpr std::chrono::milliseconds kLongest{30'000};

bool ends_work(const Error& error) {
  return error.code == "DISK-HALTED" || error.code == "DISK-SYNC" || error.code == "STORE-HALTED";
}

}  // namespace

Intakes::Intakes(std::vector<std::unique_ptr<folder::Intake>> intakes, folder::IntakeObserver& observer,
                 std::function<void()> claimed, std::function<void(const Error&)> broken)
    : intakes_(std::move(intakes)),
      observer_(observer),
      claimed_(std::move(claimed)),
      broken_(std::move(broken)) {}

Intakes::~Intakes() { stop(); }

Result<void> Intakes::start() {
  std::vector<std::string> paths;
  for (const auto& intake : intakes_) {
    if (auto recovered = intake->recover(); !recovered) return recovered.error();
    paths.push_back(intake->path());
  }
  auto hint = folder::Hint::watch(paths);
  if (!hint) return hint.error();
  hint_ = std::move(hint).value();
  thread_ = std::thread([this] { run(); });
  return {};
}

void Intakes::stop() {
  stopping_ = true;
  if (hint_) hint_->wake();
  if (thread_.joinable()) thread_.join();
}

void Intakes::run() {
  while (!stopping_) hint_->wait(look_at_all());
}

std::chrono::milliseconds Intakes::look_at_all() {
  auto wait = kLongest;
  bool took = false;
  for (const auto& intake : intakes_) {
    const auto looked = intake->look();
    if (!looked) {
      observer_.trouble(intake->path(), looked.error());
      if (ends_work(looked.error())) broken_(looked.error());
      wait = std::min(wait, kAfterTrouble);
      continue;
    }
    took = took || looked->claimed > 0;
    wait = std::min(wait, looked->more ? std::chrono::milliseconds(0) : looked->next_look);
  }
  if (took) claimed_();
  return wait;
}

}  // namespace quittance::serve
