// Random that a seed repeats.
#pragma once

#include <mutex>
#include <random>

#include "formats/base/time.h"

namespace quittance::test {

class FakeRandom : public Random {
 public:
  explicit FakeRandom(unsigned seed) : engine_(seed) {}

  std::string bytes(std::size_t count) override {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(engine_() & 0xff);
    return out;
  }

 private:
  std::mutex mutex_;
  std::mt19937 engine_;
};

}  // namespace quittance::test
