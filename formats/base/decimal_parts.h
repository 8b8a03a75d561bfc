// What decimal.cpp and decimal_text.cpp share: how a large value is kept. Of no use to others.
#pragma once

#include <array>
#include <atomic>

#include "formats/base/decimal.h"

namespace quittance {

/// 10^0 to 10^18.
inline constexpr std::array<std::int64_t, 19> kPowersOfTen = [] {
  std::array<std::int64_t, 19> powers{};
  std::int64_t power = 1;
  for (auto& entry : powers) {
    entry = power;
    if (power < 1'000'000'000'000'000'000) power *= 10;
  }
  return powers;
}();

struct Decimal::Big {
  std::atomic<std::uint32_t> owners{1};
  bool negative = false;
  Natural magnitude;
};

struct Decimal::Parts {
  bool negative = false;
  Natural magnitude;
  int scale = 0;
};

}  // namespace quittance
