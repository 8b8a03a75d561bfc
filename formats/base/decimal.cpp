#include "formats/base/decimal.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "formats/base/decimal_parts.h"

namespace quittance {

Decimal::Decimal(std::int64_t unscaled, int scale) noexcept : small_(unscaled), scale_(scale) {
  assert(scale >= 0);
  if (unscaled == kNoSmall || scale > kSmallScale) {
    const bool negative = unscaled < 0;
    const auto magnitude = negative ? -static_cast<__int128>(unscaled) : static_cast<__int128>(unscaled);
    small_ = 0;
    scale_ = 0;
    *this = make(negative, Natural(static_cast<unsigned __int128>(magnitude)), scale);
  }
}

Decimal::Decimal(const Decimal& other) noexcept : scale_(other.scale_), big_(other.big_) {
  if (!big_) {
    small_ = other.small_;
    return;
  }
  shared_ = other.shared_;
  shared_->owners.fetch_add(1, std::memory_order_relaxed);
}

Decimal::Decimal(Decimal&& other) noexcept : small_(0) {
  std::swap(scale_, other.scale_);
  std::swap(big_, other.big_);
  if (big_) {
    shared_ = other.shared_;
    other.small_ = 0;
  } else {
    small_ = other.small_;
  }
}

Decimal& Decimal::operator=(const Decimal& other) noexcept {
  if (this != &other) *this = Decimal(other);
  return *this;
}

Decimal& Decimal::operator=(Decimal&& other) noexcept {
  if (this == &other) return *this;
  release();
  scale_ = other.scale_;
  big_ = other.big_;
  if (big_) {
    shared_ = other.shared_;
    other.big_ = false;
    other.small_ = 0;
    other.scale_ = 0;
  } else {
    small_ = other.small_;
  }
  return *this;
}

void Decimal::release() noexcept {
  if (big_ && shared_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared_;
  big_ = false;
}

Decimal Decimal::make(bool negative, Natural magnitude, int scale) {
  if (magnitude.is_zero()) return {};
  if (scale > 0) {  // zeros at the end of a fraction only make numbers big
    const auto zeros = std::min(magnitude.trailing_zeros(), static_cast<std::size_t>(scale));
    if (zeros > 0) magnitude = magnitude.divide_power_of_ten(zeros).quotient;
    scale -= static_cast<int>(zeros);
  }
  if (scale <= kSmallScale) {
    const auto value = magnitude.to_uint64();
    if (value && *value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      const auto small = static_cast<std::int64_t>(*value);
      return Decimal(Raw{}, negative ? -small : small, scale);
    }
  }
  Decimal out;
  out.shared_ = new Big{{1}, negative, std::move(magnitude)};
  out.scale_ = scale;
  out.big_ = true;
  return out;
}

Decimal Decimal::make_wide(__int128 unscaled, int scale) {
  if (scale <= kSmallScale && unscaled <= std::numeric_limits<std::int64_t>::max() &&
      unscaled >= -std::numeric_limits<std::int64_t>::max())
    return Decimal(Raw{}, static_cast<std::int64_t>(unscaled), scale);
  const bool negative = unscaled < 0;
  const auto magnitude = static_cast<unsigned __int128>(negative ? -unscaled : unscaled);
  return make(negative, Natural(magnitude), scale);
}

Decimal::Parts Decimal::parts() const {
  if (big_) return {shared_->negative, shared_->magnitude, scale_};
  const auto magnitude = static_cast<unsigned __int128>(small_ < 0 ? -small_ : small_);
  return {small_ < 0, Natural(magnitude), scale_};
}

std::optional<std::int64_t> Decimal::to_int64() const {
  if (big_) {
    if (scale_ != 0) return {};
    const auto value = shared_->magnitude.to_uint64();
    if (shared_->negative && value == std::uint64_t{1} << 63) return std::numeric_limits<std::int64_t>::min();
    return {};  // what fits otherwise is small
  }
  const std::int64_t unit = kPowersOfTen[static_cast<std::size_t>(scale_)];
  if (small_ % unit != 0) return {};
  return small_ / unit;
}

bool Decimal::is_negative() const { return big_ ? shared_->negative : small_ < 0; }

bool Decimal::is_integer() const {
  // make() has taken the zeros off a big fraction
  return big_ ? scale_ == 0 : small_ % kPowersOfTen[static_cast<std::size_t>(scale_)] == 0;
}

std::size_t Decimal::digits() const {
  if (big_) return shared_->magnitude.digits();
  return Natural(static_cast<unsigned __int128>(small_ < 0 ? -small_ : small_)).digits();
}

int Decimal::least_scale() const {
  if (is_zero()) return 0;
  if (big_) return scale_ - static_cast<int>(shared_->magnitude.trailing_zeros());
  int scale = scale_;
  for (std::int64_t rest = small_; rest % 10 == 0; rest /= 10) --scale;
  return scale;
}

Decimal Decimal::operator-() const {
  if (!big_) return Decimal(Raw{}, -small_, scale_);
  return make(!shared_->negative, shared_->magnitude, scale_);
}

Decimal Decimal::add(const Decimal& a, const Decimal& b, bool negate_b) {
  const int scale = std::max(a.scale_, b.scale_);
  if (!a.big_ && !b.big_) {
    const __int128 left =
        static_cast<__int128>(a.small_) * kPowersOfTen[static_cast<std::size_t>(scale - a.scale_)];
    const __int128 right =
        static_cast<__int128>(b.small_) * kPowersOfTen[static_cast<std::size_t>(scale - b.scale_)];
    return make_wide(negate_b ? left - right : left + right, scale);
  }
  Parts left = a.parts();
  Parts right = b.parts();
  if (negate_b) right.negative = !right.negative;
  left.magnitude = left.magnitude.scaled_up(static_cast<std::size_t>(scale - a.scale_));
  right.magnitude = right.magnitude.scaled_up(static_cast<std::size_t>(scale - b.scale_));
  if (left.negative == right.negative) return make(left.negative, left.magnitude + right.magnitude, scale);
  if (left.magnitude < right.magnitude) return make(right.negative, right.magnitude - left.magnitude, scale);
  return make(left.negative, left.magnitude - right.magnitude, scale);
}

Decimal operator*(const Decimal& a, const Decimal& b) {
  if (!a.big_ && !b.big_)
    return Decimal::make_wide(static_cast<__int128>(a.small_) * b.small_, a.scale_ + b.scale_);
  const Decimal::Parts left = a.parts();
  const Decimal::Parts right = b.parts();
  return Decimal::make(left.negative != right.negative, left.magnitude * right.magnitude,
                       left.scale + right.scale);
}

Decimal Decimal::divide(const Decimal& divisor, bool integer_dividend, bool integer_divisor) const {
  constexpr int kLeastPlaces = 18;
  const int dividend_scale = integer_dividend ? 0 : least_scale();
  const int divisor_scale = integer_divisor ? 0 : divisor.least_scale();
  return divide_to(divisor, std::max(kLeastPlaces, dividend_scale - divisor_scale + kLeastPlaces));
}

Decimal Decimal::divide_to(const Decimal& divisor, int places) const {
  assert(!divisor.is_zero() && places >= 0);
  if (!big_ && !divisor.big_) {  // exact quotients of money are common: 100.00 div 4
    const int shift = divisor.scale_ - scale_;
    const __int128 top =
        static_cast<__int128>(small_) * kPowersOfTen[static_cast<std::size_t>(std::max(0, shift))];
    const __int128 bottom =
        static_cast<__int128>(divisor.small_) * kPowersOfTen[static_cast<std::size_t>(std::max(0, -shift))];
    if (top % bottom == 0) return make_wide(top / bottom, 0);
  }
  // n/10^s ÷ d/10^t, with p places: n × 10^(p + t - s) ÷ d
  Parts top = parts();
  Parts bottom = divisor.parts();
  const int shift = places + bottom.scale - top.scale;
  if (shift >= 0) {
    top.magnitude = top.magnitude.scaled_up(static_cast<std::size_t>(shift));
  } else {
    bottom.magnitude = bottom.magnitude.scaled_up(static_cast<std::size_t>(-shift));
  }
  Natural::Division division = top.magnitude.divide(bottom.magnitude);
  Natural twice = division.remainder;
  twice *= 2;
  if (twice > bottom.magnitude) division.quotient += 1;
  return make(top.negative != bottom.negative, std::move(division.quotient), places);
}

Decimal Decimal::integer_divide(const Decimal& divisor) const {
  assert(!divisor.is_zero());
  Parts top = parts();
  Parts bottom = divisor.parts();
  const int scale = std::max(top.scale, bottom.scale);
  top.magnitude = top.magnitude.scaled_up(static_cast<std::size_t>(scale - top.scale));
  bottom.magnitude = bottom.magnitude.scaled_up(static_cast<std::size_t>(scale - bottom.scale));
  return make(top.negative != bottom.negative, top.magnitude.divide(bottom.magnitude).quotient, 0);
}

Decimal Decimal::modulo(const Decimal& divisor) const {
  assert(!divisor.is_zero());
  if (!big_ && !divisor.big_ && scale_ == divisor.scale_)
    return Decimal(Raw{}, small_ % divisor.small_, scale_);
  Parts top = parts();
  Parts bottom = divisor.parts();
  const int scale = std::max(top.scale, bottom.scale);
  top.magnitude = top.magnitude.scaled_up(static_cast<std::size_t>(scale - top.scale));
  bottom.magnitude = bottom.magnitude.scaled_up(static_cast<std::size_t>(scale - bottom.scale));
  return make(top.negative, top.magnitude.divide(bottom.magnitude).remainder, scale);
}

/// Does the magnitude grow by one unit? `to_half` compares what is cut off with half a unit.
bool Decimal::grows(Mode mode, bool negative, bool odd, bool cut, std::strong_ordering to_half) {
  switch (mode) {
    case Mode::down: return cut && negative;
    case Mode::up: return cut && !negative;
    case Mode::zero: return false;
    case Mode::half_up: return to_half > 0 || (to_half == 0 && !negative);
    case Mode::half_even: return to_half > 0 || (to_half == 0 && odd);
    case Mode::half_away: return to_half >= 0;
  }
  return false;
}

Decimal Decimal::rounded(int places, Mode mode) const {
  const std::int64_t cut = static_cast<std::int64_t>(scale_) - places;
  if (cut <= 0 || is_zero()) return *this;
  if (!big_ && places >= 0) {
    const std::int64_t unit = kPowersOfTen[static_cast<std::size_t>(cut)];
    std::int64_t quotient = small_ / unit;
    const std::int64_t rest = small_ < 0 ? -(small_ % unit) : small_ % unit;
    if (grows(mode, small_ < 0, quotient % 2 != 0, rest != 0, rest <=> unit - rest))
      quotient += small_ < 0 ? -1 : 1;
    return Decimal(Raw{}, quotient, places);
  }
  Parts all = parts();
  Natural::Division division{{}, all.magnitude};
  auto to_half = std::strong_ordering::less;  // what has fewer digits than are cut is below a tenth of a unit
  if (static_cast<std::size_t>(cut) <= all.magnitude.digits()) {
    division = all.magnitude.divide_power_of_ten(static_cast<std::size_t>(cut));
    Natural twice = division.remainder;
    twice *= 2;
    to_half = twice <=> Natural(1).scaled_up(static_cast<std::size_t>(cut));
  }
  if (grows(mode, all.negative, division.quotient.is_odd(), !division.remainder.is_zero(), to_half))
    division.quotient += 1;
  if (places < 0 && !division.quotient.is_zero())
    division.quotient = division.quotient.scaled_up(static_cast<std::size_t>(-places));
  return make(all.negative, std::move(division.quotient), std::max(0, places));
}

std::strong_ordering Decimal::compare(const Decimal& a, const Decimal& b) {
  if (a.sign() != b.sign()) return a.sign() <=> b.sign();
  const int scale = std::max(a.scale_, b.scale_);
  if (!a.big_ && !b.big_) {
    const __int128 left =
        static_cast<__int128>(a.small_) * kPowersOfTen[static_cast<std::size_t>(scale - a.scale_)];
    const __int128 right =
        static_cast<__int128>(b.small_) * kPowersOfTen[static_cast<std::size_t>(scale - b.scale_)];
    return left <=> right;
  }
  const Natural left = a.parts().magnitude.scaled_up(static_cast<std::size_t>(scale - a.scale_));
  const Natural right = b.parts().magnitude.scaled_up(static_cast<std::size_t>(scale - b.scale_));
  return a.is_negative() ? right <=> left : left <=> right;
}

std::size_t Decimal::hash() const {
  if (big_) return std::hash<std::string>{}(plain(true));
  std::int64_t unscaled = small_;
  int scale = scale_;
  for (; scale > 0 && unscaled % 10 == 0; unscaled /= 10) --scale;
  return std::hash<std::int64_t>{}(unscaled) * 31 + static_cast<std::size_t>(scale);
}

}  // namespace quittance
