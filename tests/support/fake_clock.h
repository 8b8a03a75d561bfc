// A clock that stands still until it is told.
#pragma once

#include <atomic>

#include "formats/base/time.h"

namespace quittance::test {

class FakeClock : public Clock {
 public:
  /// 2026-11-24T10:00:00Z unless told otherwise.
  explicit FakeClock(Instant start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} +
                                     std::chrono::hours{10})
      : start_(start) {}

  [[nodiscard]] Instant wall() const override { return start_ + std::chrono::microseconds{passed_.load()}; }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point{std::chrono::microseconds{passed_.load()}};
  }

  void advance(std::chrono::microseconds by) { passed_ += by.count(); }

 private:
  Instant start_;
  std::atomic<std::int64_t> passed_{0};
};

}  // namespace quittance::test
