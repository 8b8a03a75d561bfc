#include "validators/xpath/value/compare.h"

#include <cmath>
#include <compare>

#include "validators/xpath/failure.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

bool holds(Operator op, std::partial_ordering order) {
  switch (op) {
    case Operator::equal: return order == 0;
    case Operator::not_equal: return order != 0;
    case Operator::less: return order < 0;
    case Operator::less_equal: return order <= 0;
    case Operator::greater: return order > 0;
    case Operator::greater_equal: return order >= 0;
    default: return false;
  }
}

namespace {

[[noreturn]] void incomparable(const Item& a, const Item& b) {
  raise("XPTY0004",
        "cannot compare " + std::string(name_of(a.type())) + " with " + std::string(name_of(b.type())));
}

bool is_equality(Operator op) { return op == Operator::equal || op == Operator::not_equal; }

std::strong_ordering compare_texts(std::string_view a, std::string_view b) {
  // Octets of UTF-8 sort as their code points do.
  return a.compare(b) <=> 0;
}

std::partial_ordering compare_numbers(const Item& a, const Item& b) {
  if (is_integer(a.type()) && is_integer(b.type()) && !a.is_big() && !b.is_big()) {
    return a.integer() <=> b.integer();
  }
  if (a.type() == Type::double_ || b.type() == Type::double_) {
    return double_of(a) <=> double_of(b);
  }
  if (a.type() == Type::float_ || b.type() == Type::float_) {
    return static_cast<float>(double_of(a)) <=> static_cast<float>(double_of(b));
  }
  if (!a.is_big() && !b.is_big() && a.scale() == b.scale()) {
    return a.unscaled() <=> b.unscaled();
  }
  return decimal_of(a) <=> decimal_of(b);
}

bool compare_durations(Operator op, const Item& a, const Item& b) {
  const Duration& x = a.duration();
  const Duration& y = b.duration();
  if (is_equality(op)) {
    return (x == y) == (op == Operator::equal);
  }
  if (a.type() != b.type() || a.type() == Type::duration) {
    incomparable(a, b);
  }
  return a.type() == Type::year_month_duration ? holds(op, x.months <=> y.months)
                                               : holds(op, x.nanoseconds <=> y.nanoseconds);
}

bool compare_names(Operator op, const Item& a, const Item& b) {
  if (!is_equality(op)) {
    incomparable(a, b);
  }
  const bool same = a.qname().uri == b.qname().uri && a.qname().local == b.qname().local;
  return same == (op == Operator::equal);
}

}  // namespace

Operator mirrored(Operator op) {
  switch (op) {
    case Operator::less: return Operator::greater;
    case Operator::less_equal: return Operator::greater_equal;
    case Operator::greater: return Operator::less;
    case Operator::greater_equal: return Operator::less_equal;
    default: return op;
  }
}

bool compare_values(Operator op, const Item& a, const Item& b, const ComparisonContext& context) {
  const Type x = a.type();
  const Type y = b.type();
  if (is_text(x) && is_text(y)) {
    return holds(op, compare_texts(a.text(), b.text()));
  }
  if (is_numeric(x) && is_numeric(y)) {
    return holds(op, compare_numbers(a, b));
  }
  if (x == Type::boolean && y == Type::boolean) {
    return holds(op, int{a.boolean()} <=> int{b.boolean()});
  }
  if (is_duration(x) && is_duration(y)) {
    return compare_durations(op, a, b);
  }
  if (x != y) {
    incomparable(a, b);
  }
  if (is_moment(x)) {
    const bool ordered = x == Type::date_time || x == Type::date || x == Type::time;
    if (!ordered && !is_equality(op)) {
      incomparable(a, b);
    }
    return holds(op, compare(a.moment(), b.moment(), context.implicit_zone));
  }
  if (is_binary(x)) {
    if (!is_equality(op)) {
      incomparable(a, b);
    }
    return holds(op, compare_texts(a.text(), b.text()));
  }
  if (x == Type::qname || x == Type::notation) {
    return compare_names(op, a, b);
  }
  incomparable(a, b);
}

bool compare_general(Operator op, const Item& a, const Item& b, const ComparisonContext& context) {
  if (is_text(a.type()) && is_text(b.type())) {
    return holds(op, compare_texts(a.text(), b.text()));
  }
  const auto typed = [&](const Item& untyped, const Item& other) {
    const Type wanted = is_numeric(other.type()) ? Type::double_ : other.type();
    return cast(untyped, wanted, context.arena);
  };
  if (a.type() == Type::untyped_atomic) {
    return compare_values(op, typed(a, b), b, context);
  }
  if (b.type() == Type::untyped_atomic) {
    return compare_values(op, a, typed(b, a), context);
  }
  return compare_values(op, a, b, context);
}

}  // namespace quittance::xpath
