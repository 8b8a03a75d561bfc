// Operators on atomic values (F&O 6.2 to 6.4, 7.3, 9.3).
#include <cmath>

#include "tests/conformance/differential/atom.h"

namespace quittance::differential {

namespace {

Integer power_of_ten(int exponent) {
  return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

/// Digits after the point that count; negative for hundreds, thousands …
int least_scale(const Exact& value) {
  if (value.digits == 0) return 0;
  Integer digits = value.digits;
  int scale = value.scale;
  for (; digits % 10 == 0; --scale) digits /= 10;
  return scale;
}

/// F&O leaves the precision open; the engine promises Saxon's: max(18, scale(a) - scale(b) + 18) places, ties
/// toward zero, and an xs:integer has scale 0.
Exact quotient(const Atom& a, const Atom& b) {
  const int of_a = a.type == Type::integer ? 0 : least_scale(a.exact);
  const int of_b = b.type == Type::integer ? 0 : least_scale(b.exact);
  const int places = std::max(18, of_a - of_b + 18);
  const bool negative = (a.exact.digits < 0) != (b.exact.digits < 0);
  const Integer above = abs(a.exact.digits) * power_of_ten(places + b.exact.scale);
  const Integer below = abs(b.exact.digits) * power_of_ten(a.exact.scale);
  Integer digits = above / below;
  if ((above % below) * 2 > below) ++digits;
  return {negative ? Integer(-digits) : digits, places};
}

/// The whole part of a div b.
Integer whole_quotient(const Exact& a, const Exact& b) {
  return (a.digits * power_of_ten(b.scale)) / (b.digits * power_of_ten(a.scale));
}

Atom exact_result(const std::string& op, const Atom& a, const Atom& b) {
  const Type type = a.type == Type::integer && b.type == Type::integer ? Type::integer : Type::decimal;
  Atom out = decimal_atom({});
  out.type = type;
  if (op == "+") out.exact = plus(a.exact, b.exact);
  if (op == "-") out.exact = plus(a.exact, {-b.exact.digits, b.exact.scale});
  if (op == "*") out.exact = {a.exact.digits * b.exact.digits, a.exact.scale + b.exact.scale};
  if (op == "+" || op == "-" || op == "*") return out;
  if (b.exact.digits == 0) throw Error{"FOAR0001"};
  if (op == "div") return decimal_atom(quotient(a, b));
  const Integer whole = whole_quotient(a.exact, b.exact);
  if (op == "idiv") return integer_atom(whole);
  const Exact taken{-(whole * b.exact.digits), b.exact.scale};
  out.exact = plus(a.exact, taken);
  return out;
}

template <typename Binary>
Binary binary_result(const std::string& op, Binary a, Binary b) {
  if (op == "+") return a + b;
  if (op == "-") return a - b;
  if (op == "*") return a * b;
  if (op == "div") return a / b;
  return std::fmod(a, b);
}

Atom whole_of_binary(double a, double b, bool single) {
  if (b == 0) throw Error{"FOAR0001"};
  if (std::isnan(a) || std::isnan(b) || std::isinf(a)) throw Error{"FOAR0002"};
  if (std::isinf(b)) return integer_atom(0);
  const double result = single ? static_cast<double>(static_cast<float>(a) / static_cast<float>(b)) : a / b;
  if (std::isinf(result)) throw Error{"FOAR0002"};
  return cast(binary_atom(std::trunc(result)), Type::integer);
}

template <typename Value>
int order_of(const Value& a, const Value& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

Atom compute(const std::string& op, const Atom& left, const Atom& right) {
  const Type wider = std::max(left.type, right.type);
  if (is_exact(wider)) return exact_result(op, left, right);
  const double a = cast(left, wider).binary;
  const double b = cast(right, wider).binary;
  if (op == "idiv") return whole_of_binary(a, b, wider == Type::single);
  if (wider == Type::real) return binary_atom(binary_result(op, a, b));
  return binary_atom(binary_result(op, static_cast<float>(a), static_cast<float>(b)), Type::single);
}

Atom negated(const Atom& number) {
  Atom out = number;
  out.exact.digits = -out.exact.digits;
  out.binary = -out.binary;
  return out;
}

std::optional<int> compare(const Atom& left, const Atom& right) {
  if (is_text(left.type) && is_text(right.type)) return order_of(left.text, right.text);
  if (left.type == Type::boolean && right.type == Type::boolean) return order_of(left.truth, right.truth);
  if (!is_number(left.type) || !is_number(right.type)) throw Error{"XPTY0004"};
  const Type wider = std::max(left.type, right.type);
  if (is_exact(wider)) return compare(left.exact, right.exact);
  const double a = cast(left, wider).binary;
  const double b = cast(right, wider).binary;
  if (std::isnan(a) || std::isnan(b)) return std::nullopt;
  return order_of(a, b);
}

}  // namespace quittance::differential
