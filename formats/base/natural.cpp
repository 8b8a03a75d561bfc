#include "formats/base/natural.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace quittance {
namespace {

constexpr std::uint32_t kBase = 1'000'000'000;
constexpr std::size_t kLimbDigits = 9;
constexpr std::array<std::uint32_t, 10> kPowers{1,       10,        100,        1'000,       10'000,
                                                100'000, 1'000'000, 10'000'000, 100'000'000, kBase};

std::size_t digits_of(std::uint32_t limb) {
  std::size_t count = 0;
  while (count < kLimbDigits && limb >= kPowers[count]) ++count;
  return count;
}

}  // namespace

Natural::Natural(unsigned __int128 value) {
  for (; value != 0; value /= kBase) limbs_.push_back(static_cast<std::uint32_t>(value % kBase));
}

Natural Natural::of_digits(std::string_view digits) {
  Natural out;
  out.limbs_.reserve(digits.size() / kLimbDigits + 1);
  while (!digits.empty()) {
    const std::size_t taken = std::min(kLimbDigits, digits.size());
    std::uint32_t limb = 0;
    for (const char c : digits.substr(digits.size() - taken))
      limb = limb * 10 + static_cast<std::uint32_t>(c - '0');
    out.limbs_.push_back(limb);
    digits.remove_suffix(taken);
  }
  out.trim();
  return out;
}

void Natural::trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
}

std::size_t Natural::digits() const {
  return limbs_.empty() ? 0 : (limbs_.size() - 1) * kLimbDigits + digits_of(limbs_.back());
}

std::size_t Natural::trailing_zeros() const {
  std::size_t count = 0;
  for (std::uint32_t limb : limbs_) {
    if (limb == 0) {
      count += kLimbDigits;
      continue;
    }
    for (; limb % 10 == 0; limb /= 10) ++count;
    return count;
  }
  return 0;
}

std::optional<std::uint64_t> Natural::to_uint64() const {
  if (limbs_.size() > 3) return {};
  unsigned __int128 value = 0;
  for (auto limb = limbs_.rbegin(); limb != limbs_.rend(); ++limb) value = value * kBase + *limb;
  if (value > ~std::uint64_t{0}) return {};
  return static_cast<std::uint64_t>(value);
}

std::string Natural::text() const {
  if (limbs_.empty()) return "0";
  std::string out = std::to_string(limbs_.back());
  out.reserve(out.size() + limbs_.size() * kLimbDigits);
  for (auto limb = limbs_.rbegin() + 1; limb != limbs_.rend(); ++limb)
    for (std::size_t place = kLimbDigits; place-- > 0;)
      out += static_cast<char>('0' + *limb / kPowers[place] % 10);
  return out;
}

Natural operator+(const Natural& a, const Natural& b) {
  const auto& longer = a.limbs_.size() >= b.limbs_.size() ? a.limbs_ : b.limbs_;
  const auto& shorter = a.limbs_.size() >= b.limbs_.size() ? b.limbs_ : a.limbs_;
  Natural out;
  out.limbs_.reserve(longer.size() + 1);
  std::uint32_t carry = 0;
  for (std::size_t i = 0; i < longer.size(); ++i) {
    const std::uint32_t sum = longer[i] + (i < shorter.size() ? shorter[i] : 0) + carry;
    carry = sum >= kBase ? 1 : 0;
    out.limbs_.push_back(carry != 0 ? sum - kBase : sum);
  }
  if (carry != 0) out.limbs_.push_back(carry);
  return out;
}

Natural operator-(const Natural& a, const Natural& b) {
  assert(a >= b);
  Natural out = a;
  std::uint32_t borrow = 0;
  for (std::size_t i = 0; i < out.limbs_.size(); ++i) {
    const std::uint32_t taken = (i < b.limbs_.size() ? b.limbs_[i] : 0) + borrow;
    borrow = out.limbs_[i] < taken ? 1 : 0;
    out.limbs_[i] += (borrow != 0 ? kBase : 0) - taken;
  }
  out.trim();
  return out;
}

Natural operator*(const Natural& a, const Natural& b) {
  Natural out;
  out.limbs_.assign(a.limbs_.size() + b.limbs_.size(), 0);
  for (std::size_t i = 0; i < a.limbs_.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.limbs_.size() || carry != 0; ++j) {
      carry += out.limbs_[i + j];
      if (j < b.limbs_.size()) carry += std::uint64_t{a.limbs_[i]} * b.limbs_[j];
      out.limbs_[i + j] = static_cast<std::uint32_t>(carry % kBase);
      carry /= kBase;
    }
  }
  out.trim();
  return out;
}

Natural& Natural::operator*=(std::uint32_t factor) {
  std::uint64_t carry = 0;
  for (auto& limb : limbs_) {
    carry += std::uint64_t{limb} * factor;
    limb = static_cast<std::uint32_t>(carry % kBase);
    carry /= kBase;
  }
  for (; carry != 0; carry /= kBase) limbs_.push_back(static_cast<std::uint32_t>(carry % kBase));
  trim();
  return *this;
}

Natural& Natural::operator+=(std::uint32_t term) { return *this = *this + Natural(term); }

Natural Natural::scaled_up(std::size_t power) const {
  if (limbs_.empty()) return *this;
  Natural out;
  out.limbs_.reserve(limbs_.size() + power / kLimbDigits + 1);
  out.limbs_.assign(power / kLimbDigits, 0);
  out.limbs_.insert(out.limbs_.end(), limbs_.begin(), limbs_.end());
  if (power % kLimbDigits != 0) out *= kPowers[power % kLimbDigits];
  return out;
}

Natural::Division Natural::divide_power_of_ten(std::size_t power) const {
  const std::size_t whole = power / kLimbDigits;
  if (whole >= limbs_.size()) return {{}, *this};
  Division out;
  out.quotient.limbs_.assign(limbs_.begin() + static_cast<std::ptrdiff_t>(whole), limbs_.end());
  out.remainder.limbs_.assign(limbs_.begin(), limbs_.begin() + static_cast<std::ptrdiff_t>(whole));
  if (const std::size_t rest = power % kLimbDigits; rest != 0) {
    Division part = out.quotient.divide_by_limb(kPowers[rest]);
    out.quotient = std::move(part.quotient);
    out.remainder.limbs_.push_back(part.remainder.limbs_.empty() ? 0 : part.remainder.limbs_[0]);
  }
  out.remainder.trim();
  return out;
}

Natural::Division Natural::divide_by_limb(std::uint32_t divisor) const {
  Division out;
  out.quotient.limbs_.resize(limbs_.size());
  std::uint64_t rest = 0;
  for (std::size_t i = limbs_.size(); i-- > 0;) {
    rest = rest * kBase + limbs_[i];
    out.quotient.limbs_[i] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  out.quotient.trim();
  out.remainder = Natural(rest);
  return out;
}

std::uint32_t Natural::take_multiple(Natural& u, const Natural& v, std::size_t j) {
  const std::size_t n = v.limbs_.size();
  // D3: guess from the first two limbs, corrected by the third: at most one too large
  const std::uint64_t top = std::uint64_t{u.limbs_[j + n]} * kBase + u.limbs_[j + n - 1];
  std::uint64_t guess = top / v.limbs_[n - 1];
  std::uint64_t rest = top % v.limbs_[n - 1];
  while (guess >= kBase || guess * v.limbs_[n - 2] > rest * kBase + u.limbs_[j + n - 2]) {
    --guess;
    rest += v.limbs_[n - 1];
    if (rest >= kBase) break;
  }
  std::int64_t borrow = 0;
  for (std::size_t i = 0; i <= n; ++i) {  // D4: multiply and subtract
    const std::int64_t product = i < n ? static_cast<std::int64_t>(guess * v.limbs_[i]) : 0;
    std::int64_t limb = static_cast<std::int64_t>(u.limbs_[i + j]) - borrow - product;
    borrow = limb < 0 ? (-limb + kBase - 1) / kBase : 0;
    limb += borrow * kBase;
    u.limbs_[i + j] = static_cast<std::uint32_t>(limb);
  }
  if (borrow == 0) return static_cast<std::uint32_t>(guess);
  std::uint32_t carry = 0;
  for (std::size_t i = 0; i <= n; ++i) {  // D6: it was one too large, add one back
    const std::uint32_t sum = u.limbs_[i + j] + (i < n ? v.limbs_[i] : 0) + carry;
    carry = sum >= kBase ? 1 : 0;
    u.limbs_[i + j] = carry != 0 ? sum - kBase : sum;
  }
  return static_cast<std::uint32_t>(guess - 1);
}

Natural::Division Natural::divide(const Natural& divisor) const {
  assert(!divisor.is_zero());
  if (*this < divisor) return {{}, *this};
  if (divisor.limbs_.size() == 1) return divide_by_limb(divisor.limbs_[0]);
  // D1: the divisor's first limb becomes at least half the base, which is what makes the guesses good
  const std::uint32_t scale = kBase / (divisor.limbs_.back() + 1);
  Natural u = *this;
  Natural v = divisor;
  u *= scale;
  v *= scale;
  u.limbs_.push_back(0);
  Division out;
  out.quotient.limbs_.assign(u.limbs_.size() - v.limbs_.size(), 0);
  for (std::size_t j = out.quotient.limbs_.size(); j-- > 0;) out.quotient.limbs_[j] = take_multiple(u, v, j);
  out.quotient.trim();
  u.trim();
  out.remainder = u.divide_by_limb(scale).quotient;
  return out;
}

std::strong_ordering Natural::operator<=>(const Natural& other) const {
  if (limbs_.size() != other.limbs_.size()) return limbs_.size() <=> other.limbs_.size();
  for (std::size_t i = limbs_.size(); i-- > 0;)
    if (limbs_[i] != other.limbs_[i]) return limbs_[i] <=> other.limbs_[i];
  return std::strong_ordering::equal;
}

}  // namespace quittance
