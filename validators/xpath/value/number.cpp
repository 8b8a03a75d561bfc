#include "validators/xpath/value/number.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "validators/xpath/failure.h"

namespace quittance::xpath {

namespace {

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits of a finite number other than 0, and where the point stands: 0.d1d2d3… × 10^point.
struct Digits {
  std::array<char, 24> text{};
  int count = 0;
  int point = 0;
};

template <typename Float>
Digits shortest(Float magnitude) {
  std::array<char, 48> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude, std::chars_format::scientific)
          .ptr;
  Digits out;
  const char* at = buffer.data();
  for (; at != end && *at != 'e'; ++at)
    if (*at != '.') out.text[static_cast<std::size_t>(out.count++)] = *at;
  int exponent = 0;
  ++at;
  if (*at == '+') ++at;
  std::from_chars(at, end, exponent);
  while (out.count > 1 && out.text[static_cast<std::size_t>(out.count - 1)] == '0') --out.count;
  out.point = exponent + 1;
  return out;
}

void append_plain(std::string& out, const Digits& digits) {
  const std::string_view text(digits.text.data(), static_cast<std::size_t>(digits.count));
  if (digits.point <= 0) {
    out.append("0.").append(static_cast<std::size_t>(-digits.point), '0').append(text);
  } else if (digits.point >= digits.count) {
    out.append(text).append(static_cast<std::size_t>(digits.point - digits.count), '0');
  } else {
    const auto whole = static_cast<std::size_t>(digits.point);
    out.append(text.substr(0, whole)).append(1, '.').append(text.substr(whole));
  }
}

template <typename Float>
std::string text_of_binary(Float value) {
  if (std::isnan(value)) return "NaN";
  std::string out = std::signbit(value) ? "-" : "";
  const Float magnitude = std::fabs(value);
  if (std::isinf(value)) return out + "INF";
  if (magnitude == 0) return out + "0";
  const Digits digits = shortest(magnitude);
  if (magnitude >= static_cast<Float>(1e-6) && magnitude < static_cast<Float>(1e6)) {
    append_plain(out, digits);
    return out;
  }
  out += digits.text[0];
  out += '.';
  if (digits.count == 1) out += '0';
  out.append(digits.text.data() + 1, static_cast<std::size_t>(digits.count - 1));
  return out + 'E' + std::to_string(digits.point - 1);
}

/// Is it digits, a point and an exponent as XML Schema wants them? std::from_chars also takes "inf" and
/// "nan(…)".
bool is_double_form(std::string_view text) {
  std::size_t at = 0;
  const auto skip_digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  const auto skip_sign = [&] {
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  };
  skip_sign();
  std::size_t digits = skip_digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits += skip_digits();
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    skip_sign();
    if (skip_digits() == 0) return false;
  }
  return at == text.size();
}

/// Is a number that no double can hold too large, rather than too small? Its first digit decides, with the
/// exponent.
bool overflows(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  const auto place = static_cast<double>(point) - static_cast<double>(first);
  const std::string_view exponent = e < text.size() ? text.substr(e + 1) : "0";
  const bool negative = exponent.front() == '-';
  double power = 0;
  for (const char c : exponent)
    if (is_digit(c)) power = power * 10 + (c - '0');
  return place + (negative ? -power : power) > 0;
}

template <typename Float>
std::optional<Float> parse_binary(std::string_view text) {
  text = collapsed(text);
  if (text == "INF") return std::numeric_limits<Float>::infinity();
  if (text == "-INF") return -std::numeric_limits<Float>::infinity();
  if (text == "NaN") return std::numeric_limits<Float>::quiet_NaN();
  if (!is_double_form(text)) return {};
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  Float value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc::result_out_of_range)
    value = overflows(text) ? std::numeric_limits<Float>::infinity() : Float{0};
  return negative ? -value : value;
}

struct Bounds {
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
};

/// Bounds that 64 bits with sign can tell; the upper one of unsignedLong they cannot.
Bounds bounds_of(Type type) {
  using Limits = std::numeric_limits<std::int64_t>;
  switch (type) {
    case Type::non_positive_integer: return {{}, 0};
    case Type::negative_integer: return {{}, -1};
    case Type::long_: return {Limits::min(), Limits::max()};
    case Type::int_:
      return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    case Type::short_:
      return {std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
    case Type::byte:
      return {std::numeric_limits<std::int8_t>::min(), std::numeric_limits<std::int8_t>::max()};
    case Type::non_negative_integer:
    case Type::unsigned_long: return {0, {}};
    case Type::unsigned_int: return {0, std::numeric_limits<std::uint32_t>::max()};
    case Type::unsigned_short: return {0, std::numeric_limits<std::uint16_t>::max()};
    case Type::unsigned_byte: return {0, std::numeric_limits<std::uint8_t>::max()};
    case Type::positive_integer: return {1, {}};
    default: return {};
  }
}

}  // namespace

std::string_view collapsed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string text_of_double(double value) { return text_of_binary(value); }
std::string text_of_float(float value) { return text_of_binary(value); }
std::optional<double> parse_double(std::string_view text) { return parse_binary<double>(text); }
std::optional<float> parse_float(std::string_view text) { return parse_binary<float>(text); }

Decimal decimal_of(const Item& number) {
  return number.is_big() ? number.big() : Decimal(number.unscaled(), number.scale());
}

double double_of(const Item& number) {
  if (is_floating(number.type())) return number.floating();
  if (!number.is_big() && number.scale() == 0) return static_cast<double>(number.integer());
  return decimal_of(number).to_double();
}

Item number_item(const Decimal& value, Type type, Arena& arena) {
  if (value.exceeds_limit()) raise("FOAR0002", "a number of more than 4000 digits");
  if (type == Type::decimal) {
    if (value.is_small()) return Item::decimal(value.unscaled(), static_cast<std::uint8_t>(value.scale()));
  } else if (const auto whole = value.to_int64()) {
    return Item::integer(*whole, type);
  }
  return Item::big(arena.make(value), type);
}

bool in_range(std::int64_t whole, Type type) {
  const Bounds bounds = bounds_of(type);
  return (!bounds.least || whole >= *bounds.least) && (!bounds.most || whole <= *bounds.most);
}

bool in_range(const Decimal& whole, Type type) {
  if (const auto small = whole.to_int64()) return in_range(*small, type);
  static const Decimal kMostUnsignedLong(*Decimal::from_text("18446744073709551615"));
  if (type == Type::unsigned_long) return !whole.is_negative() && whole <= kMostUnsignedLong;
  const Bounds bounds = bounds_of(type);
  return whole.is_negative() ? !bounds.least : !bounds.most;
}

}  // namespace quittance::xpath
