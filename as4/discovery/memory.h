// Answers that are remembered for a while.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace quittance::as4 {

/// Values by their question, bounded in number. Any thread.
template <typename Value>
class Memory {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  struct Kept {
    Value value;
    Moment fresh_until, useful_until;
  };

  void keep(const std::string& question, Value value, Moment now, std::chrono::seconds fresh,
            std::chrono::seconds useful) {
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= kMost && !kept_.contains(question)) make_room(now);
    kept_.insert_or_assign(question, Kept{std::move(value), now + fresh, now + std::max(fresh, useful)});
  }
  /// The value while it is fresh.
  std::optional<Value> fresh(const std::string& question, Moment now) const {
    return look(question, now, &Kept::fresh_until);
  }
  /// The value while it may still stand in for a source that cannot be asked.
  std::optional<Value> stale(const std::string& question, Moment now) const {
    return look(question, now, &Kept::useful_until);
  }

 private:
  static constexpr std::size_t kMost = 10'000;

  std::optional<Value> look(const std::string& question, Moment now, Moment Kept::* until) const {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(question);
    if (found == kept_.end() || now >= found->second.*until) return std::nullopt;
    return found->second.value;
  }
  /// What is no longer useful goes; when all is, half of it.
  void make_room(Moment now) {
    std::erase_if(kept_, [&](const auto& entry) { return now >= entry.second.useful_until; });
    for (auto at = kept_.begin(); kept_.size() > kMost / 2 && at != kept_.end();) at = kept_.erase(at);
  }

  mutable std::mutex mutex_;
  std::map<std::string, Kept> kept_;
};

}  // namespace quittance::as4
