// Natural numbers of any size: the digits behind Decimal when 64 bits do not hold them.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quittance {

/// An unsigned integer in base 10^9. Base ten because amounts are read, scaled, rounded and printed far more
/// often than they are divided. Cost is linear in the digits, but for * and divide(), which are quadratic.
class Natural {
 public:
  Natural() = default;
  explicit Natural(unsigned __int128 value);
  /// `digits` are '0' to '9' only, any number of them; none is zero.
  static Natural of_digits(std::string_view digits);

  [[nodiscard]] bool is_zero() const { return limbs_.empty(); }
  /// Decimal digits without leading zeros; 0 for zero.
  [[nodiscard]] std::size_t digits() const;
  [[nodiscard]] std::size_t trailing_zeros() const;  ///< decimal; 0 for zero
  [[nodiscard]] bool is_odd() const { return !limbs_.empty() && (limbs_[0] & 1) != 0; }
  [[nodiscard]] std::optional<std::uint64_t> to_uint64() const;
  [[nodiscard]] std::string text() const;  ///< "0" for zero

  friend Natural operator+(const Natural& a, const Natural& b);
  /// a must not be less than b.
  friend Natural operator-(const Natural& a, const Natural& b);
  friend Natural operator*(const Natural& a, const Natural& b);
  Natural& operator*=(std::uint32_t factor);
  Natural& operator+=(std::uint32_t term);

  /// This × 10^power.
  [[nodiscard]] Natural scaled_up(std::size_t power) const;

  struct Division;
  /// Whole quotient and remainder; `divisor` must not be zero (Knuth, TAOCP 2, 4.3.1 D).
  [[nodiscard]] Division divide(const Natural& divisor) const;
  /// The same for a divisor of 10^power, in linear time.
  [[nodiscard]] Division divide_power_of_ten(std::size_t power) const;

  std::strong_ordering operator<=>(const Natural& other) const;
  bool operator==(const Natural& other) const = default;

 private:
  void trim();
  /// One step of long division: takes v × 10^(9j) off u as often as it goes, and says how often.
  static std::uint32_t take_multiple(Natural& u, const Natural& v, std::size_t j);
  [[nodiscard]] Division divide_by_limb(std::uint32_t divisor) const;

  std::vector<std::uint32_t> limbs_;  ///< least first, each below 10^9, the last not 0
};

struct Natural::Division {
  Natural quotient;
  Natural remainder;
};

}  // namespace quittance
