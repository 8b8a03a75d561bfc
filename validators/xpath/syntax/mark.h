// A number for what an expression means: equal for expressions of one module that have equal values in equal
// contexts.
#pragma once

#include <cstdint>
#include <string_view>

namespace quittance::xpath {

/// 128 bits of hash, so that two different expressions are not taken for one. Absent: nothing is known to be
/// equal.
struct Mark {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  [[nodiscard]] bool absent() const { return high == 0 && low == 0; }
  bool operator==(const Mark&) const = default;

  /// The mark of this followed by a number, a text or a part; absent when either is.
  [[nodiscard]] Mark with(std::uint64_t number) const {
    return absent() ? Mark()
                    : Mark{mixed(high ^ number, 0x9E3779B97F4A7C15ULL),
                           mixed(low ^ number, 0xC2B2AE3D27D4EB4FULL)};
  }
  [[nodiscard]] Mark with(std::string_view text) const {
    std::uint64_t a = 0xCBF29CE484222325ULL;
    std::uint64_t b = text.size();
    for (const char c : text) {
      a = (a ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
      b = (b + static_cast<unsigned char>(c)) * 0xD6E8FEB86659FD93ULL;
      b ^= b >> 32U;
    }
    return with(a).with(b);
  }
  [[nodiscard]] Mark with(const Mark& part) const {
    return part.absent() ? Mark() : with(part.high).with(part.low);
  }

  struct Hash {
    std::size_t operator()(const Mark& mark) const { return mark.low; }
  };

 private:
  static constexpr std::uint64_t mixed(std::uint64_t x, std::uint64_t factor) {
    x ^= x >> 31U;
    x *= factor;
    x ^= x >> 29U;
    return x * 0xBF58476D1CE4E5B9ULL + 1;
  }
};

}  // namespace quittance::xpath
