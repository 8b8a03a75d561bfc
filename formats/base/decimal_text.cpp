// Decimal from and to text and binary numbers.
#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "formats/base/decimal_parts.h"

namespace quittance {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// What an xs:decimal literal is made of.
struct Literal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

std::optional<Literal> split(std::string_view text) {
  text = trimmed(text);
  Literal out;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    out.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  out.whole = text.substr(0, point);
  if (point < text.size()) out.fraction = text.substr(point + 1);
  if (out.whole.empty() && out.fraction.empty()) return {};
  if (!std::all_of(out.whole.begin(), out.whole.end(), is_digit)) return {};
  if (!std::all_of(out.fraction.begin(), out.fraction.end(), is_digit)) return {};
  while (!out.whole.empty() && out.whole.front() == '0') out.whole.remove_prefix(1);
  return out;
}

}  // namespace

std::optional<Decimal> Decimal::from_text(std::string_view text) {
  const auto literal = split(text);
  if (!literal) return {};
  const auto [negative, whole, fraction] = *literal;
  if (whole.size() + fraction.size() > kMaxDigits) return {};
  if (whole.size() + fraction.size() <= kSmallScale) {
    std::int64_t unscaled = 0;
    for (const char c : whole) unscaled = unscaled * 10 + (c - '0');
    for (const char c : fraction) unscaled = unscaled * 10 + (c - '0');
    return Decimal(Raw{}, negative ? -unscaled : unscaled, static_cast<std::int32_t>(fraction.size()));
  }
  std::string digits(whole);
  digits += fraction;
  return make(negative, Natural::of_digits(digits), static_cast<int>(fraction.size()));
}

Result<Decimal> Decimal::parse(std::string_view text) {
  if (auto value = from_text(text)) return std::move(*value);
  if (split(text))
    return Error{"FOCA0001", Retry::never,
                 "a decimal of more than " + std::to_string(kMaxDigits) + " digits"};
  return Error{"FORG0001", Retry::never,
               "cannot cast '" + std::string(text.substr(0, 80)) + "' to xs:decimal"};
}

std::optional<Decimal> Decimal::from_double(double value) {
  if (!std::isfinite(value)) return {};
  if (value == 0) return Decimal();
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  auto odd = static_cast<std::uint64_t>(std::ldexp(std::fabs(mantissa), 53));
  exponent -= 53;
  const int even = std::countr_zero(odd);
  odd >>= even;
  exponent += even;
  Natural magnitude(odd);
  // n × 2^-k = n × 5^k × 10^-k
  const std::uint32_t step = exponent < 0 ? 5 : 2;
  const std::uint32_t leap = exponent < 0 ? 5 * 5 * 5 * 5 * 5 * 5 * 5 * 5 : 256;
  int left = exponent < 0 ? -exponent : exponent;
  for (; left >= 8; left -= 8) magnitude *= leap;
  for (; left > 0; --left) magnitude *= step;
  return make(value < 0, std::move(magnitude), std::max(0, -exponent));
}

std::string Decimal::plain(bool strip) const {
  if (is_zero()) return "0";
  std::string digits;
  if (big_) {
    digits = shared_->magnitude.text();
  } else {
    digits = std::to_string(small_ < 0 ? -small_ : small_);
  }
  const auto scale = static_cast<std::size_t>(scale_);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  std::string out = is_negative() ? "-" : "";
  out.append(digits, 0, digits.size() - scale);
  std::string_view fraction = std::string_view(digits).substr(digits.size() - scale);
  while (strip && !fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  if (!fraction.empty()) out.append(1, '.').append(fraction);
  return out;
}

std::string Decimal::to_string() const { return plain(true); }

std::string Decimal::to_fixed(int places) const {
  const Decimal value = round_half_away(places);
  std::string out = value.plain(false);
  if (places <= 0) return out;
  const std::size_t point = out.find('.');
  const std::size_t have = point == std::string::npos ? 0 : out.size() - point - 1;
  const auto wanted = static_cast<std::size_t>(places);
  if (point == std::string::npos) out += '.';
  if (have < wanted) out.append(wanted - have, '0');
  if (have > wanted) out.resize(out.size() - (have - wanted));
  return out;
}

double Decimal::to_double() const {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  // Both operands are exact doubles, so that the one division rounds once (Clinger 1990).
  if (!big_ && small_ <= kExact && small_ >= -kExact)
    return static_cast<double>(small_) / static_cast<double>(kPowersOfTen[static_cast<std::size_t>(scale_)]);
  const std::string text = plain(true);
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{}) {
    const bool whole = digits() > static_cast<std::size_t>(scale_);
    out = whole ? std::numeric_limits<double>::infinity() : 0.0;
    return is_negative() ? -out : out;
  }
  return out;
}

float Decimal::to_float() const {
  const std::string text = plain(true);
  float out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{}) {
    const bool whole = digits() > static_cast<std::size_t>(scale_);
    out = whole ? std::numeric_limits<float>::infinity() : 0.0F;
    return is_negative() ? -out : out;
  }
  return out;
}

}  // namespace quittance
