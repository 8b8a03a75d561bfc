// One value from many (F&O 15.4).
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/value/atomic_order.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

/// xs:untypedAtomic counts as xs:double.
Item as_number(const Item& item, Arena& arena) {
  return item.type() == Type::untyped_atomic ? cast(item, Type::double_, arena) : item;
}

[[noreturn]] void mixed(const char* function, const Item& a, const Item& b) {
  raise("FORG0006", std::string(function) + "() cannot take " + std::string(name_of(a.type())) + " with " +
                        std::string(name_of(b.type())));
}

/// A running op:numeric-add: the sum has the type that the items so far ask for, and becomes binary with the
/// first item that is.
class Total {
 public:
  explicit Total(const Item& first) { add(first); }

  void add(const Item& item) {
    const Type t = is_integer(item.type()) ? Type::integer : item.type();
    if (type_ == Type::none) type_ = t;
    if (is_floating(type_) || is_floating(t)) {
      add_floating(item, t);
      return;
    }
    if (t == Type::decimal) type_ = t;
    exact_ += item.is_big() ? item.big() : Decimal(item.unscaled(), item.scale());
  }

  [[nodiscard]] Item value(Arena& arena) const {
    if (is_floating(type_)) return Item::floating(floating_, type_);
    return number_item(exact_, type_, arena);
  }

 private:
  void add_floating(const Item& item, Type t) {
    if (!is_floating(type_)) {
      floating_ = t == Type::float_ ? static_cast<double>(exact_.to_float()) : exact_.to_double();
      type_ = t;
    }
    if (t == Type::double_) type_ = t;
    if (type_ == Type::double_) {
      floating_ += double_of(item);
    } else {
      const float term = is_floating(t) ? static_cast<float>(item.floating()) : decimal_of(item).to_float();
      floating_ = static_cast<float>(floating_) + term;
    }
  }

  Type type_ = Type::none;
  Decimal exact_;
  double floating_ = -0.0;  // what a sum may begin with: 0 + -0 would be 0
};

/// Sum of at least one item, by the type of the first.
Item sum_of(const Call& call, const char* function) {
  const Sequence& items = call.arguments[0];
  const Item first = as_number(items.front(), call.arena);
  if (is_duration(first.type()) && first.type() != Type::duration) {
    Duration total = first.duration();
    for (const Item& item : items.slice(1, items.size())) {
      if (item.type() != first.type()) mixed(function, first, item);
      total = add(total, item.duration());
    }
    return Item::duration(call.arena.make(total), first.type());
  }
  if (!is_numeric(first.type())) mixed(function, first, first);
  Total total(first);
  for (const Item& item : items.slice(1, items.size())) {
    const Item number = as_number(item, call.arena);
    if (!is_numeric(number.type())) mixed(function, first, number);
    total.add(number);
  }
  return total.value(call.arena);
}

Sequence run_sum(const Call& call) {
  if (!call.empty(0)) return sum_of(call, "sum");
  return call.count() > 1 ? call.arguments[1] : Sequence(Item::integer(0));
}

Sequence run_avg(const Call& call) {
  if (call.empty(0)) return {};
  const Item sum = sum_of(call, "avg");
  const auto count = static_cast<std::int64_t>(call.arguments[0].size());
  if (is_duration(sum.type()))
    return Item::duration(call.arena.make(divide(sum.duration(), static_cast<double>(count))), sum.type());
  if (sum.type() == Type::double_) return Item::floating(sum.floating() / static_cast<double>(count));
  if (sum.type() == Type::float_)
    return Item::floating(static_cast<float>(sum.floating()) / static_cast<float>(count), Type::float_);
  const Decimal quotient = decimal_of(sum).divide(Decimal(count), is_integer(sum.type()), true);
  return number_item(quotient, Type::decimal, call.arena);
}

/// The type all numbers are promoted to: double before float before what they are.
Type widest(Type a, Type b) {
  if (a == Type::double_ || b == Type::double_) return Type::double_;
  if (a == Type::float_ || b == Type::float_) return Type::float_;
  if (is_integer(a) && is_integer(b)) return Type::integer;
  return Type::decimal;
}

/// The extreme item, `wanted` saying which way; NaN wins over all.
Sequence extreme(const Call& call, const char* function, Order wanted) {
  check_collation(call, 1);
  if (call.empty(0)) return {};
  Item best = as_number(call.arguments[0].front(), call.arena);
  const std::chrono::minutes zone = call.evaluation.implicit_zone();
  if (!order_of(best, best, zone)) mixed(function, best, best);
  Type common = best.type();
  bool nan = false;
  for (const Item& next : call.arguments[0]) {
    const Item item = as_number(next, call.arena);
    const auto order = order_of(item, best, zone);
    if (!order) mixed(function, best, item);
    if (is_numeric(item.type()) && item.type() != common) common = widest(common, item.type());
    nan = nan || *order == Order::unordered;
    if (*order == wanted) best = item;
    if (is_text(item.type()) && common == Type::any_uri && item.type() != Type::any_uri)
      common = Type::string;
  }
  if (nan)
    return Item::floating(std::numeric_limits<double>::quiet_NaN(),
                          common == Type::float_ ? common : Type::double_);
  if (best.type() == Type::any_uri && common != Type::any_uri) return best.as(Type::string);
  if (!is_numeric(common) || best.type() == common) return best;
  return cast(best, common, call.arena);
}

Sequence run_max(const Call& call) { return extreme(call, "max", Order::greater); }
Sequence run_min(const Call& call) { return extreme(call, "min", Order::less); }

using type::many;
using type::one;
using type::optional;
constexpr SequenceType kAtoms = many(Type::any_atomic);
constexpr SequenceType kAtom = optional(Type::any_atomic);

constexpr std::array kFunctions{
    Function{"sum", 1, 2, {kAtoms, kAtom}, kAtom, run_sum},
    Function{"avg", 1, 1, {kAtoms}, kAtom, run_avg},
    Function{"max", 1, 1, {kAtoms}, kAtom, run_max},
    Function{"max", 2, 2, {kAtoms, one(Type::string)}, kAtom, run_max, kAtStatics},
    Function{"min", 1, 1, {kAtoms}, kAtom, run_min},
    Function{"min", 2, 2, {kAtoms, one(Type::string)}, kAtom, run_min, kAtStatics},
};

}  // namespace

std::span<const Function> aggregate_functions() { return kFunctions; }

}  // namespace quittance::xpath
