// Atomic values by the book: every number exact until a rule says otherwise, every cast by its table.
#pragma once

#include <optional>
#include <string>

#include <boost/multiprecision/cpp_int.hpp>

namespace quittance::differential {

using Integer =
    boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;

/// digits × 10^-scale.
struct Exact {
  Integer digits;
  int scale = 0;
};

/// A dynamic error.
struct Error {
  std::string code;
};

enum class Type {
  untyped,
  string,
  uri,
  boolean,
  integer,
  decimal,
  single,
  real
};  // single: xs:float, real: xs:double

struct Atom {
  Type type = Type::string;
  std::string text;  ///< untyped, string, uri
  bool truth = false;
  Exact exact;        ///< integer, decimal
  double binary = 0;  ///< single, real
};

constexpr bool is_text(Type t) { return t <= Type::uri; }
constexpr bool is_number(Type t) { return t >= Type::integer; }
constexpr bool is_exact(Type t) { return t == Type::integer || t == Type::decimal; }

Atom text_atom(std::string text, Type type = Type::string);
Atom boolean_atom(bool truth);
Atom integer_atom(Integer value);
Atom decimal_atom(Exact value);
Atom binary_atom(double value, Type type = Type::real);

/// "xs:integer"; nothing for names of no type here.
std::string name_of(Type type);
std::optional<Type> type_named(const std::string& name);

/// The canonical text (F&O 17.1.2).
std::string text_of(const Atom& atom);
/// F&O 17. Throws FORG0001, FOCA0002, XPTY0004.
Atom cast(const Atom& atom, Type to);
/// The nearest xs:double of a number.
double real_of(const Atom& number);

/// op:numeric-add and so on: "+", "-", "*", "div", "idiv", "mod" on two numbers. Throws FOAR0001, FOAR0002.
Atom compute(const std::string& op, const Atom& left, const Atom& right);
Atom negated(const Atom& number);

/// -1, 0, 1, or nothing where neither is (NaN). Throws XPTY0004 when the types cannot be compared.
std::optional<int> compare(const Atom& left, const Atom& right);

Exact plus(const Exact& a, const Exact& b);
Exact floor_of(const Exact& value);
int compare(const Exact& a, const Exact& b);

}  // namespace quittance::differential
