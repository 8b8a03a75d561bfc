#include "tests/conformance/differential/atom.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <regex>

namespace quittance::differential {

namespace {

const std::array<std::pair<Type, const char*>, 8> kNames{{{Type::untyped, "xs:untypedAtomic"},
                                                          {Type::string, "xs:string"},
                                                          {Type::uri, "xs:anyURI"},
                                                          {Type::boolean, "xs:boolean"},
                                                          {Type::integer, "xs:integer"},
                                                          {Type::decimal, "xs:decimal"},
                                                          {Type::single, "xs:float"},
                                                          {Type::real, "xs:double"}}};

Integer power_of_ten(int exponent) {
  return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

std::string collapsed(const std::string& text) {
  const char* const spaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(spaces);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

bool looks_like(const std::string& text, const char* expression) {
  return std::regex_match(text, std::regex(expression));
}

std::string text_of(const Exact& value) {
  std::string digits = boost::multiprecision::abs(value.digits).str();
  if (value.scale > 0) {
    const auto places = static_cast<std::size_t>(value.scale);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return (value.digits < 0 ? "-" : "") + digits;
}

template <typename Binary>
std::string text_of_binary(Binary value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-INF" : "INF";
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  std::array<char, 64> room{};
  const bool plain = std::fabs(value) >= Binary(1e-6) && std::fabs(value) < Binary(1e6);
  const auto form = plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::string out(room.data(), std::to_chars(room.data(), room.data() + room.size(), value, form).ptr);
  if (plain) return out;
  const std::size_t e = out.find('e');
  std::string mantissa = out.substr(0, e);
  if (mantissa.find('.') == std::string::npos) mantissa += ".0";
  return mantissa + "E" + std::to_string(std::atoi(out.c_str() + e + 1));
}

Exact exact_of_text(const std::string& text) {
  std::string digits;
  int scale = 0;
  bool after_point = false;
  for (const char c : text) {
    if (c == '.') after_point = true;
    if (c < '0' || c > '9') continue;
    digits += c;
    if (after_point) ++scale;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  Exact out{Integer(digits), scale};
  if (text.front() == '-') out.digits = -out.digits;
  return out;
}

/// Every finite binary number is a decimal: m × 2^-k is m × 5^k × 10^-k.
Exact exact_of_binary(double value) {
  if (!std::isfinite(value)) throw Error{"FOCA0002"};
  int exponent = 0;
  const auto mantissa = static_cast<long long>(std::ldexp(std::frexp(value, &exponent), 53));
  exponent -= 53;
  if (exponent >= 0) return {Integer(mantissa) << exponent, 0};
  return {Integer(mantissa) * boost::multiprecision::pow(Integer(5), static_cast<unsigned>(-exponent)),
          -exponent};
}

Integer whole_part(const Exact& value) { return value.digits / power_of_ten(value.scale); }

Atom from_text(const std::string& written, Type to) {
  const std::string text = collapsed(written);
  switch (to) {
    case Type::boolean:
      if (text == "true" || text == "1") return boolean_atom(true);
      if (text == "false" || text == "0") return boolean_atom(false);
      break;
    case Type::integer:
      if (looks_like(text, "[-+]?[0-9]+")) return integer_atom(exact_of_text(text).digits);
      break;
    case Type::decimal:
      if (looks_like(text, "[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)")) return decimal_atom(exact_of_text(text));
      break;
    case Type::single:
    case Type::real: {
      const bool number = looks_like(text, "[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");
      if (!number && text != "INF" && text != "-INF" && text != "NaN") break;
      const bool single = to == Type::single;
      return binary_atom(single ? std::strtof(text.c_str(), nullptr) : std::strtod(text.c_str(), nullptr),
                         to);
    }
    default: return text_atom(to == Type::uri ? text : written, to);
  }
  throw Error{"FORG0001"};
}

Atom from_number(const Atom& number, Type to) {
  const bool exact = is_exact(number.type);
  switch (to) {
    case Type::boolean:
      return boolean_atom(exact ? number.exact.digits != 0
                                : number.binary != 0 && !std::isnan(number.binary));
    case Type::integer:
      return integer_atom(whole_part(exact ? number.exact : exact_of_binary(number.binary)));
    case Type::decimal: return decimal_atom(exact ? number.exact : exact_of_binary(number.binary));
    case Type::single:
      if (exact) return binary_atom(std::strtof(text_of(number.exact).c_str(), nullptr), to);
      return binary_atom(static_cast<float>(number.binary), to);
    default: return binary_atom(real_of(number), Type::real);
  }
}

}  // namespace

Atom text_atom(std::string text, Type type) {
  Atom out;
  out.type = type;
  out.text = std::move(text);
  return out;
}
Atom boolean_atom(bool truth) {
  Atom out;
  out.type = Type::boolean;
  out.truth = truth;
  return out;
}
Atom integer_atom(Integer value) {
  Atom out;
  out.type = Type::integer;
  out.exact.digits = std::move(value);
  return out;
}
Atom decimal_atom(Exact value) {
  Atom out;
  out.type = Type::decimal;
  out.exact = std::move(value);
  return out;
}
Atom binary_atom(double value, Type type) {
  Atom out;
  out.type = type;
  out.binary = value;
  return out;
}

std::string name_of(Type type) { return kNames[static_cast<std::size_t>(type)].second; }

std::optional<Type> type_named(const std::string& name) {
  for (const auto& [type, called] : kNames)
    if (name == called) return type;
  return std::nullopt;
}

std::string text_of(const Atom& atom) {
  switch (atom.type) {
    case Type::boolean: return atom.truth ? "true" : "false";
    case Type::integer:
    case Type::decimal: return text_of(atom.exact);
    case Type::single: return text_of_binary(static_cast<float>(atom.binary));
    case Type::real: return text_of_binary(atom.binary);
    default: return atom.text;
  }
}

double real_of(const Atom& number) {
  return is_exact(number.type) ? std::strtod(text_of(number.exact).c_str(), nullptr) : number.binary;
}

Atom cast(const Atom& atom, Type to) {
  if (atom.type == to) return atom;
  if (to == Type::string || to == Type::untyped) return text_atom(text_of(atom), to);
  if (atom.type == Type::uri || (to == Type::uri && !is_text(atom.type))) throw Error{"XPTY0004"};
  if (is_text(atom.type)) return from_text(atom.text, to);
  if (atom.type == Type::boolean) {
    const int one = atom.truth ? 1 : 0;
    return to >= Type::single ? binary_atom(one, to) : cast(integer_atom(one), to);
  }
  return from_number(atom, to);
}

Exact plus(const Exact& a, const Exact& b) {
  const int scale = std::max(a.scale, b.scale);
  return {a.digits * power_of_ten(scale - a.scale) + b.digits * power_of_ten(scale - b.scale), scale};
}

int compare(const Exact& a, const Exact& b) {
  const Integer difference = plus(a, {-b.digits, b.scale}).digits;
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

Exact floor_of(const Exact& value) {
  const Integer whole = whole_part(value);
  return {compare(value, {whole, 0}) < 0 ? whole - 1 : whole, 0};
}

}  // namespace quittance::differential
