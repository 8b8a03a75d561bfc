#include "gateway/serve/daemon.h"

#include <utility>

#include "gateway/serve/policies.h"

namespace quittance::serve {
namespace {

/// Each may keep its threads for half a minute, as long as a peer is silent.
constexpr std::size_t kMostFarewells = 4;

}  // namespace

Shift::Fail Daemon::fail() {
  return [this](const Error& error) {
    const std::lock_guard lock(mutex_);
    if (why_broken_.empty()) why_broken_ = error.code + ": " + error.detail;
  };
}

Daemon::~Daemon() { stop(); }

Result<std::unique_ptr<Daemon>> Daemon::open(const config::Config& config, std::shared_ptr<log::Log> log) {
  auto foundation = Foundation::open(config.node.state_dir);
  if (!foundation) return foundation.error();
  std::unique_ptr<Daemon> daemon(new Daemon);
  auto shift = Shift::prepare(std::move(foundation).value(), std::move(log), config, nullptr, daemon->fail());
  if (!shift) return shift.error();
  daemon->shift_ = std::move(shift).value();
  return daemon;
}

Result<std::string> Daemon::start() {
  if (auto begun = shift_->begin_work(); !begun) return begun.error();
  auto where = shift_->open_doors();
  if (!where) return where;
  const auto& config = shift_->config();
  if (auto told =
          shift_->foundation()->answer_tools(config.node.socket(), policy_of(config), shift_->provider());
      !told)
    return told.error();
  return where;
}

Result<std::string> Daemon::change(const config::Config& config, std::shared_ptr<log::Log> log) {
  auto foundation = shift_->foundation();
  if (config.node.state_dir != foundation->state_dir()) {
    auto other = Foundation::open(config.node.state_dir);
    if (!other) return other.error();
    foundation = std::move(other).value();
  }
  auto next = Shift::prepare(foundation, std::move(log), config, shift_.get(), fail());
  if (!next) return next.error();
  auto where = (*next)->open_doors();
  if (!where) return where;
  if (auto told = foundation->answer_tools(config.node.socket(), policy_of(config), (*next)->provider());
      !told)
    return told.error();
  say_farewell(std::exchange(shift_, std::move(next).value()));
  return where;
}

void Daemon::say_farewell(std::unique_ptr<Shift> old) {
  changing_ = true;
  auto& farewell = farewells_.emplace_back();
  farewell.thread = std::thread([this, &farewell, next = shift_.get(), old = std::move(old)]() mutable {
    std::thread doors([&] { old->close_doors(true); });
    old->end_work();
    // Only now: what the old shift has in the air would look to the new one like an answer that was lost.
    if (auto begun = next->begin_work(); !begun) fail()(begun.error());
    changing_ = false;
    doors.join();
    old.reset();
    farewell.over = true;
  });
}

bool Daemon::busy() {
  if (changing_) return true;
  for (auto farewell = farewells_.begin(); farewell != farewells_.end();) {
    if (!farewell->over) {
      ++farewell;
      continue;
    }
    farewell->thread.join();
    farewell = farewells_.erase(farewell);
  }
  return farewells_.size() >= kMostFarewells;
}

void Daemon::stop() {
  for (auto& farewell : farewells_) farewell.thread.join();
  farewells_.clear();
  if (!shift_) return;
  shift_->foundation()->ignore_tools();
  shift_->close_doors(false);
  shift_->end_work();
  shift_.reset();
}

std::string Daemon::broken() const {
  const std::lock_guard lock(mutex_);
  if (why_broken_.empty() && shift_ && shift_->foundation()->halted())
    return "DISK-HALTED: a write could not be made durable";
  return why_broken_;
}

bool Daemon::probe() {
  return shift_->foundation()->store->commit([](core::Writing&) { return Result<void>{}; }).ok();
}

}  // namespace quittance::serve
