// The machine's clocks behind the port.
#pragma once

#include "formats/base/time.h"

namespace quittance::serve {

class SystemClock : public Clock {
 public:
  [[nodiscard]] Instant wall() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::now();
  }
};

}  // namespace quittance::serve
