#include "gateway/serve/expiry_watch.h"

#include <algorithm>

namespace quittance::serve {
namespace {

constexpr std::chrono::hours kEvery{1};
constexpr std::size_t kMostTasks = 10000;
constexpr std::string_view kReason = "certificate-ends-";

std::string reason_of(const keys::Certificate& certificate) {
  return std::string(kReason) + certificate.fingerprint().hex().substr(0, 16);
}

core::Task task_of(const Ending& ending) {
  const auto& [role, file, certificate] = ending.which;
  const std::string day = to_string(certificate.not_after()).substr(0, 10);
  return {core::the_house(), reason_of(certificate),
          "Certificate " + std::string(certificate.subject()) + " (" + role + ") " +
              (ending.ended ? "ended on " : "ends on ") + day,
          "Get its successor and install it before that day: without it nothing is sent to, or taken from, "
          "those who rely on it. " +
              (role == "our key" ? std::string("quittance keys import lays our new key beside the old one.")
                                 : "It is in " + file + ". Reload the service when it is there.")};
}

}  // namespace

Result<void> ExpiryWatch::look() {
  const Instant now = world_.clock.wall();
  const auto soon = ending(watched_, now, ahead_);
  const auto open = world_.store.tasks(kMostTasks);
  if (!open) return open.error();
  std::map<std::string, std::string> settled;  // titles by reason
  for (const core::Task& task : *open)
    if (task.reason.starts_with(kReason)) settled.emplace(task.reason, task.title);
  std::vector<core::Task> fresh;
  for (const Ending& one : soon) {
    core::Task task = task_of(one);
    const auto known = settled.extract(task.reason);
    if (known.empty() || known.mapped() != task.title) fresh.push_back(std::move(task));
  }
  auto committed = world_.store.commit([&](core::Writing& writing) -> Result<void> {
    for (const core::Task& task : fresh)
      if (auto put = writing.put_task(task, now); !put) return put;
    for (const auto& [reason, title] : settled)
      if (auto closed = writing.close_task(core::the_house(), reason, now); !closed) return closed;
    return {};
  });
  if (!committed) return committed;
  const Date today{std::chrono::floor<std::chrono::days>(now)};
  for (const Ending& one : soon) {
    auto [said, first] = said_.emplace(one.which.certificate.fingerprint(), today);
    if (!first && said->second == today) continue;
    said->second = today;
    world_.lines.certificate_ends(one);
  }
  return {};
}

void ExpiryWatch::start() {
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      if (auto looked = look(); !looked) world_.lines.trouble("certificates", looked.error());
      lock.lock();
      bell_.wait_for(lock, kEvery, [this] { return stopping_; });
    }
  });
}

void ExpiryWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  bell_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace quittance::serve
