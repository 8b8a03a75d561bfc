// Numbers rounded and read (F&O 6.4, 14.4.1).
#include <array>
#include <cmath>
#include <limits>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/functions/number_picture.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

/// The four types that numeric functions return; what derives from xs:integer becomes it.
Type base_number(Type t) { return is_integer(t) ? Type::integer : t; }

Item with_value(const Item& like, double value) {
  return like.type() == Type::float_ ? Item::floating(static_cast<float>(value), Type::float_)
                                     : Item::floating(value);
}

/// Applies to a number what is one function for binary and another for decimal numbers.
template <typename OnDouble, typename OnDecimal>
Sequence map_number(const Call& call, OnDouble on_double, OnDecimal on_decimal) {
  if (call.empty(0)) return {};
  const Item& number = call.item(0);
  if (is_floating(number.type())) return with_value(number, on_double(number.floating()));
  return number_item(on_decimal(decimal_of(number)), base_number(number.type()), call.arena);
}

/// Is it a decimal or integer that fits into 64 bits?
bool is_small(const Call& call) {
  return !call.empty(0) && is_decimal(call.item(0).type()) && !call.item(0).is_big();
}

/// The nearest whole number, halves upwards.
Item rounded_small(const Item& number) {
  std::int64_t unit = 1;
  for (int i = number.scale(); i > 0; --i) {
    unit *= 10;
  }
  std::int64_t whole = number.unscaled() / unit;
  std::int64_t rest = number.unscaled() % unit;
  if (rest < 0) {
    rest += unit;
    --whole;
  }
  return Item::decimal(rest >= unit - rest ? whole + 1 : whole, 0);
}

Sequence run_abs(const Call& call) {
  if (is_small(call) && call.item(0).unscaled() >= 0)
    return call.item(0).as(base_number(call.item(0).type()));
  return map_number(call, [](double x) { return std::fabs(x); }, [](const Decimal& x) { return x.abs(); });
}

Sequence run_ceiling(const Call& call) {
  return map_number(
      call, [](double x) { return std::ceil(x); }, [](const Decimal& x) { return x.ceiling(); });
}

Sequence run_floor(const Call& call) {
  return map_number(call, [](double x) { return std::floor(x); }, [](const Decimal& x) { return x.floor(); });
}

/// Places to round to, brought into what an int holds: beyond 5,000 places there is nothing left to round.
int places_of(const Call& call) {
  constexpr std::int64_t kFar = 5000;
  if (call.count() < 2) return 0;
  if (call.item(1).is_big()) return static_cast<int>(call.item(1).big().is_negative() ? -kFar : kFar);
  return static_cast<int>(std::max(-kFar, std::min(kFar, call.item(1).integer())));
}

/// Rounds a binary number by way of its exact decimal value, as F&O 3.1, 4.4.4 says.
template <typename Round>
double rounded(double value, Round round) {
  const auto exact = Decimal::from_double(value);
  if (!exact || value == 0) return value;
  return std::copysign(round(*exact).to_double(), value);
}

Sequence run_round(const Call& call) {
  if (call.count() == 1 && is_small(call)) {
    const Item& number = call.item(0);
    return number.scale() == 0 ? number.as(base_number(number.type())) : rounded_small(number);
  }
  const int places = places_of(call);
  const auto decimal = [places](const Decimal& x) { return x.round(places); };
  if (places == 0) return map_number(call, round_half_up, decimal);
  return map_number(call, [&](double x) { return rounded(x, decimal); }, decimal);
}

Sequence run_round_half_to_even(const Call& call) {
  const int places = places_of(call);
  const auto decimal = [places](const Decimal& x) { return x.round_half_even(places); };
  return map_number(call, [&](double x) { return rounded(x, decimal); }, decimal);
}

double number_of(const Item& item) {
  if (is_numeric(item.type())) return double_of(item);
  if (item.type() == Type::boolean) return item.boolean() ? 1 : 0;
  if (is_text(item.type()) && item.type() != Type::any_uri)
    return parse_double(item.text()).value_or(std::numeric_limits<double>::quiet_NaN());
  return std::numeric_limits<double>::quiet_NaN();
}

Sequence run_number(const Call& call) {
  if (call.count() == 0)
    return Item::floating(number_of(call.evaluation.atomize(context_item(call), call.arena)));
  if (call.empty(0)) return Item::floating(std::numeric_limits<double>::quiet_NaN());
  return Item::floating(number_of(call.item(0)));
}

Sequence run_format_number(const Call& call) {
  if (call.count() > 2 && !call.empty(2)) raise("FODF1280", "no decimal format of that name is declared");
  const auto picture = Picture::parse(call.text(1));
  if (!picture) raise("FODF1310", "no picture of a number: " + std::string(call.text(1).substr(0, 80)));
  if (call.empty(0)) return new_text(call, picture->format(std::numeric_limits<double>::quiet_NaN()));
  const Item& number = call.item(0);
  if (is_floating(number.type())) return new_text(call, picture->format(number.floating()));
  return new_text(call, picture->format(decimal_of(number)));
}

using type::one;
using type::optional;
constexpr SequenceType kNumber = optional(Type::numeric);

constexpr std::array kFunctions{
    Function{"abs", 1, 1, {kNumber}, kNumber, run_abs},
    Function{"ceiling", 1, 1, {kNumber}, kNumber, run_ceiling},
    Function{"floor", 1, 1, {kNumber}, kNumber, run_floor},
    Function{"round", 1, 2, {kNumber, one(Type::integer)}, kNumber, run_round},
    Function{"round-half-to-even", 1, 2, {kNumber, one(Type::integer)}, kNumber, run_round_half_to_even},
    Function{"format-number",
             2,
             3,
             {kNumber, one(Type::string), optional(Type::string)},
             one(Type::string),
             run_format_number},
    Function{"number", 0, 0, {}, one(Type::double_), run_number, kAtContextItem},
    Function{"number", 1, 1, {optional(Type::any_atomic)}, one(Type::double_), run_number},
};

}  // namespace

std::span<const Function> number_functions() { return kFunctions; }

}  // namespace quittance::xpath
