// Decimal: exact decimal numbers (xs:decimal and xs:integer values, money). No binary rounding ever enters,
// except where a double is asked for.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "formats/base/natural.h"
#include "formats/base/result.h"

namespace quittance {

/// An immutable decimal number of any size, compared and hashed by value: 1.0 is 1. Sixteen octets; up to 18
/// digits need no memory beside them. Arithmetic is exact and never fails: who chains operations on foreign
/// numbers asks exceeds_limit() about each result (XPath: FOAR0002), which keeps every step bounded.
class Decimal {
 public:
  /// More digits than this are refused by parse() and reported by exceeds_limit(). Above it lies no double.
  static constexpr std::size_t kMaxDigits = 4000;

  Decimal() noexcept : small_(0) {}
  Decimal(int value) noexcept : small_(value) {}               // NOLINT(google-explicit-constructor)
  Decimal(std::int64_t value) noexcept : Decimal(value, 0) {}  // NOLINT(google-explicit-constructor)
  /// unscaled × 10^-scale, scale ≥ 0: Decimal(1250, 2) is 12.50.
  Decimal(std::int64_t unscaled, int scale) noexcept;
  Decimal(const Decimal& other) noexcept;
  Decimal(Decimal&& other) noexcept;
  Decimal& operator=(const Decimal& other) noexcept;
  Decimal& operator=(Decimal&& other) noexcept;
  ~Decimal() { release(); }

  /// The xs:decimal lexical form with white space around it: "+5", " 5 ", ".5", "5.", "-0.10".
  /// Fails with FORG0001 on anything else ("1e3", "", "."), with FOCA0001 above kMaxDigits digits.
  static Result<Decimal> parse(std::string_view text);
  /// The same without a reason: nothing where parse() fails.
  static std::optional<Decimal> from_text(std::string_view text);
  /// The exact binary value of a finite double, up to 1,075 digits after the point. Nothing for NaN and
  /// infinities.
  static std::optional<Decimal> from_double(double value);

  /// XPath's canonical text: "12.5", "0", "-0.01", never an exponent, a "+", or a zero at the end of a
  /// fraction.
  [[nodiscard]] std::string to_string() const;
  /// Exactly `places` digits after the point, rounded half away from zero: "12.50". Money is printed so.
  [[nodiscard]] std::string to_fixed(int places) const;
  /// The nearest double (ties to even); infinite above the largest.
  [[nodiscard]] double to_double() const;
  /// The nearest float, rounded once.
  [[nodiscard]] float to_float() const;
  /// Nothing when there is a fraction or the value does not fit.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const;

  [[nodiscard]] bool is_zero() const { return big_ ? false : small_ == 0; }
  [[nodiscard]] bool is_negative() const;
  [[nodiscard]] int sign() const { return is_zero() ? 0 : is_negative() ? -1 : 1; }
  [[nodiscard]] bool is_integer() const;
  [[nodiscard]] bool exceeds_limit() const { return big_ && digits() > kMaxDigits; }
  /// All digits, those after the point included.
  [[nodiscard]] std::size_t digits() const;
  /// Digits after the point without zeros at their end; negative where the whole number ends in zeros (1200
  /// is -2).
  [[nodiscard]] int least_scale() const;
  /// Digits after the point as written or computed, zeros included.
  [[nodiscard]] int scale() const { return scale_; }

  /// Do the digits fit into the 64 bits that unscaled() gives, with a scale() of at most 18?
  [[nodiscard]] bool is_small() const { return !big_; }
  /// The value × 10^scale(); only when is_small().
  [[nodiscard]] std::int64_t unscaled() const { return small_; }

  friend Decimal operator+(const Decimal& a, const Decimal& b) {
    std::int64_t sum = 0;
    if (!a.big_ && !b.big_ && a.scale_ == b.scale_ && !__builtin_add_overflow(a.small_, b.small_, &sum) &&
        sum != kNoSmall)
      return Decimal(Raw{}, sum, a.scale_);
    return add(a, b, false);
  }
  friend Decimal operator-(const Decimal& a, const Decimal& b) { return add(a, b, true); }
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  Decimal operator-() const;
  Decimal& operator+=(const Decimal& b) { return *this = *this + b; }
  Decimal& operator-=(const Decimal& b) { return *this = *this - b; }
  Decimal& operator*=(const Decimal& b) { return *this = *this * b; }

  /// a div b as Saxon computes it (Calculator.decimalDivide): max(18, scale(a) - scale(b) + 18) places, half
  /// down, scales being least_scale(), and 0 for an xs:integer. F&O 6.2.4 leaves the precision open. The
  /// divisor must not be zero.
  [[nodiscard]] Decimal divide(const Decimal& divisor, bool integer_dividend = false,
                               bool integer_divisor = false) const;
  /// Quotient with `places` digits after the point, ties toward zero.
  [[nodiscard]] Decimal divide_to(const Decimal& divisor, int places) const;
  /// a idiv b: the whole part of the quotient, toward zero. The divisor must not be zero.
  [[nodiscard]] Decimal integer_divide(const Decimal& divisor) const;
  /// a mod b: has the sign of a. The divisor must not be zero.
  [[nodiscard]] Decimal modulo(const Decimal& divisor) const;

  [[nodiscard]] Decimal abs() const { return is_negative() ? -*this : *this; }
  [[nodiscard]] Decimal floor() const { return rounded(0, Mode::down); }
  [[nodiscard]] Decimal ceiling() const { return rounded(0, Mode::up); }
  [[nodiscard]] Decimal truncate() const { return rounded(0, Mode::zero); }
  /// fn:round: ties toward positive infinity. A negative `places` rounds tens, hundreds…
  [[nodiscard]] Decimal round(int places = 0) const { return rounded(places, Mode::half_up); }
  /// fn:round-half-to-even.
  [[nodiscard]] Decimal round_half_even(int places = 0) const { return rounded(places, Mode::half_even); }
  /// Commercial rounding: ties away from zero.
  [[nodiscard]] Decimal round_half_away(int places) const { return rounded(places, Mode::half_away); }

  std::strong_ordering operator<=>(const Decimal& other) const {
    if (!big_ && !other.big_ && scale_ == other.scale_) return small_ <=> other.small_;
    return compare(*this, other);
  }
  bool operator==(const Decimal& other) const { return (*this <=> other) == std::strong_ordering::equal; }
  [[nodiscard]] std::size_t hash() const;
  friend std::ostream& operator<<(std::ostream& out, const Decimal& value) {
    return out << value.to_string();
  }

 private:
  enum class Mode { down, up, zero, half_up, half_even, half_away };
  struct Raw {};
  struct Big;
  struct Parts;  ///< sign, digits and scale of any value

  static constexpr int kSmallScale = 18;               ///< so that two small values align in 128 bits
  static constexpr std::int64_t kNoSmall = INT64_MIN;  ///< kept out, so that every small value can be negated

  Decimal(Raw, std::int64_t unscaled, std::int32_t scale) noexcept : small_(unscaled), scale_(scale) {}
  static Decimal make(bool negative, Natural magnitude, int scale);
  static Decimal make_wide(__int128 unscaled, int scale);
  static Decimal add(const Decimal& a, const Decimal& b, bool negate_b);
  static std::strong_ordering compare(const Decimal& a, const Decimal& b);
  static bool grows(Mode mode, bool negative, bool odd, bool cut, std::strong_ordering to_half);
  [[nodiscard]] Decimal rounded(int places, Mode mode) const;
  [[nodiscard]] Parts parts() const;
  [[nodiscard]] std::string plain(bool strip) const;
  void release() noexcept;

  union {
    std::int64_t small_;
    Big* shared_;
  };
  std::int32_t scale_ = 0;
  bool big_ = false;
};

}  // namespace quittance

template <>
struct std::hash<quittance::Decimal> {
  std::size_t operator()(const quittance::Decimal& value) const { return value.hash(); }
};
