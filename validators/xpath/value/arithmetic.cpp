#include "validators/xpath/value/arithmetic.h"

#include <array>
#include <cmath>
#include <optional>

#include "validators/xpath/failure.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

[[noreturn]] void no_operator(const Item& a, const Item& b) {
  raise("XPTY0004",
        "no arithmetic between " + std::string(name_of(a.type())) + " and " + std::string(name_of(b.type())));
}

[[noreturn]] void divided_by_zero() { raise("FOAR0001", "division by zero"); }

Item float_result(double value, Type type) {
  return Item::floating(type == Type::float_ ? static_cast<double>(static_cast<float>(value)) : value, type);
}

Item floating(Operator op, double a, double b, Type type, Arena& arena) {
  switch (op) {
    case Operator::add: return float_result(a + b, type);
    case Operator::subtract: return float_result(a - b, type);
    case Operator::multiply: return float_result(a * b, type);
    case Operator::divide: return float_result(a / b, type);
    case Operator::modulo: return float_result(std::fmod(a, b), type);
    default: break;
  }
  // F&O 6.2.5: idiv has no answer for these.
  if (b == 0) {
    divided_by_zero();
  }
  if (std::isnan(a) || std::isnan(b) || std::isinf(a)) {
    raise("FOAR0002", "idiv of INF or NaN");
  }
  const double whole = std::trunc(a / b);
  if (std::fabs(whole) < 9e15) {
    return Item::integer(static_cast<std::int64_t>(whole));
  }
  const auto exact = Decimal::from_double(whole);
  if (!exact) {
    raise("FOAR0002", "idiv gives a number that is too large");
  }
  return number_item(*exact, Type::integer, arena);
}

std::optional<Item> small_integers(Operator op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (op) {
    case Operator::add:
      if (!__builtin_add_overflow(a, b, &result)) {
        return Item::integer(result);
      }
      break;
    case Operator::subtract:
      if (!__builtin_sub_overflow(a, b, &result)) {
        return Item::integer(result);
      }
      break;
    case Operator::multiply:
      if (!__builtin_mul_overflow(a, b, &result)) {
        return Item::integer(result);
      }
      break;
    case Operator::integer_divide:
    case Operator::modulo:
      if (b == 0) {
        divided_by_zero();
      }
      if (b == -1) {
        break;
      }  // INT64_MIN / -1 overflows
      return Item::integer(op == Operator::modulo ? a % b : a / b);
    default: break;
  }
  return std::nullopt;
}

constexpr std::array<std::int64_t, 10> kPowers{1,       10,        100,        1'000,       10'000,
                                               100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

/// A quotient that ends within a few digits: it is the same to any number of places.
std::optional<Item> exact_quotient(const Item& a, const Item& b) {
  constexpr int kMorePlaces = 4;
  const std::int64_t divisor = b.unscaled();
  if (divisor <= 0) {
    return std::nullopt;
  }
  for (int more = std::max(0, int{b.scale()} - int{a.scale()}), tried = 0; tried < kMorePlaces;
       ++more, ++tried) {
    std::int64_t dividend = 0;
    if (more >= static_cast<int>(kPowers.size()) ||
        __builtin_mul_overflow(a.unscaled(), kPowers[static_cast<std::size_t>(more)], &dividend)) {
      return std::nullopt;
    }
    const int scale = a.scale() + more - b.scale();
    if (dividend % divisor == 0 && scale <= 18) {
      return Item::decimal(dividend / divisor, static_cast<std::uint8_t>(scale));
    }
  }
  return std::nullopt;
}

/// What rules divide by is 100, to come to cents and from percents.
std::optional<Item> divided_by_power_of_ten(const Item& a, const Item& b) {
  const int places = b.scale() != 0 ? 0 : b.unscaled() == 100 ? 2 : b.unscaled() == 10 ? 1 : 0;
  if (places == 0 || a.scale() + places > 18) {
    return std::nullopt;
  }
  return Item::decimal(a.unscaled(), static_cast<std::uint8_t>(a.scale() + places));
}

/// Sums, differences and products of decimals that fit into 64 bits; some quotients.
std::optional<Item> small_decimals(Operator op, const Item& a, const Item& b) {
  std::int64_t x = a.unscaled();
  std::int64_t y = b.unscaled();
  std::int64_t result = 0;
  if (op == Operator::multiply) {
    const int scale = a.scale() + b.scale();
    if (scale > 18 || __builtin_mul_overflow(x, y, &result)) {
      return std::nullopt;
    }
    return Item::decimal(result, static_cast<std::uint8_t>(scale));
  }
  if (op == Operator::divide) {
    const auto shifted = divided_by_power_of_ten(a, b);
    return shifted ? shifted : exact_quotient(a, b);
  }
  if (op != Operator::add && op != Operator::subtract) {
    return std::nullopt;
  }
  const int apart = int{a.scale()} - int{b.scale()};
  if (std::abs(apart) >= static_cast<int>(kPowers.size())) {
    return std::nullopt;
  }
  std::int64_t& shorter = apart > 0 ? y : x;
  if (__builtin_mul_overflow(shorter, kPowers[static_cast<std::size_t>(std::abs(apart))], &shorter)) {
    return std::nullopt;
  }
  const bool over =
      op == Operator::add ? __builtin_add_overflow(x, y, &result) : __builtin_sub_overflow(x, y, &result);
  if (over) {
    return std::nullopt;
  }
  return Item::decimal(result, std::max(a.scale(), b.scale()));
}

Item decimals(Operator op, const Item& a, const Item& b, Arena& arena) {
  const bool integers = is_integer(a.type()) && is_integer(b.type());
  if (!a.is_big() && !b.is_big()) {
    const auto small = integers && op != Operator::divide ? small_integers(op, a.integer(), b.integer())
                                                          : small_decimals(op, a, b);
    if (small) {
      return *small;
    }
  }
  const Decimal x = decimal_of(a);
  const Decimal y = decimal_of(b);
  const Type type = integers ? Type::integer : Type::decimal;
  switch (op) {
    case Operator::add: return number_item(x + y, type, arena);
    case Operator::subtract: return number_item(x - y, type, arena);
    case Operator::multiply: return number_item(x * y, type, arena);
    default: break;
  }
  if (y.is_zero()) {
    divided_by_zero();
  }
  if (op == Operator::modulo) {
    return number_item(x.modulo(y), type, arena);
  }
  if (op == Operator::integer_divide) {
    return number_item(x.integer_divide(y), Type::integer, arena);
  }
  return number_item(x.divide(y, is_integer(a.type()), is_integer(b.type())), Type::decimal, arena);
}

Item numbers(Operator op, const Item& a, const Item& b, Arena& arena) {
  if (a.type() == Type::double_ || b.type() == Type::double_) {
    return floating(op, double_of(a), double_of(b), Type::double_, arena);
  }
  if (a.type() == Type::float_ || b.type() == Type::float_) {
    const auto as_float = [](const Item& i) {
      return is_decimal(i.type()) ? double{decimal_of(i).to_float()} : i.floating();
    };
    return floating(op, as_float(a), as_float(b), Type::float_, arena);
  }
  return decimals(op, a, b, arena);
}

bool scalable(Type t) { return t == Type::year_month_duration || t == Type::day_time_duration; }

Item durations(Operator op, const Item& a, const Item& b, Arena& arena) {
  const Type type = a.type();
  if (!scalable(type) || b.type() != type) {
    no_operator(a, b);
  }
  switch (op) {
    case Operator::add: return Item::duration(arena.make(add(a.duration(), b.duration())), type);
    case Operator::subtract:
      return Item::duration(arena.make(add(a.duration(), negated(b.duration()))), type);
    case Operator::divide: return number_item(ratio(a.duration(), b.duration(), type), Type::decimal, arena);
    default: no_operator(a, b);
  }
}

Item scaled_duration(Operator op, const Item& duration, const Item& factor, Arena& arena) {
  if (!scalable(duration.type())) {
    no_operator(duration, factor);
  }
  const double by = double_of(factor);
  if (op == Operator::multiply) {
    return Item::duration(arena.make(multiply(duration.duration(), by)), duration.type());
  }
  if (op == Operator::divide) {
    return Item::duration(arena.make(divide(duration.duration(), by)), duration.type());
  }
  no_operator(duration, factor);
}

Item moment_and_duration(Operator op, const Item& moment, const Item& duration, Arena& arena) {
  const Type type = moment.type();
  const bool dated = type == Type::date_time || type == Type::date;
  const bool fits = (dated && scalable(duration.type())) ||
                    (type == Type::time && duration.type() == Type::day_time_duration);
  if (!fits || (op != Operator::add && op != Operator::subtract)) {
    no_operator(moment, duration);
  }
  const Duration by = op == Operator::add ? duration.duration() : negated(duration.duration());
  return Item::moment(arena.make(add(moment.moment(), by, type)), type);
}

Item from_untyped(const Item& item, Arena& arena) {
  return item.type() == Type::untyped_atomic ? cast(item, Type::double_, arena) : item;
}

}  // namespace

Item arithmetic(Operator op, const Item& left, const Item& right, Arena& arena,
                std::chrono::minutes implicit_zone) {
  const Item a = from_untyped(left, arena);
  const Item b = from_untyped(right, arena);
  if (is_numeric(a.type()) && is_numeric(b.type())) {
    return numbers(op, a, b, arena);
  }
  if (is_duration(a.type())) {
    if (is_duration(b.type())) {
      return durations(op, a, b, arena);
    }
    if (is_numeric(b.type())) {
      return scaled_duration(op, a, b, arena);
    }
    if (is_moment(b.type()) && op == Operator::add) {
      return moment_and_duration(op, b, a, arena);
    }
  } else if (is_duration(b.type())) {
    if (is_moment(a.type())) {
      return moment_and_duration(op, a, b, arena);
    }
    if (is_numeric(a.type()) && op == Operator::multiply) {
      return scaled_duration(op, b, a, arena);
    }
  } else if (a.type() == b.type() && op == Operator::subtract &&
             (a.type() == Type::date_time || a.type() == Type::date || a.type() == Type::time)) {
    return Item::duration(arena.make(difference(a.moment(), b.moment(), implicit_zone)),
                          Type::day_time_duration);
  }
  no_operator(a, b);
}

Item unchanged(const Item& item, Arena& arena) {
  const Item a = from_untyped(item, arena);
  if (!is_numeric(a.type())) {
    raise("XPTY0004", "unary plus or minus before " + std::string(name_of(a.type())));
  }
  return is_integer(a.type()) ? a.as(Type::integer) : a;
}

Item negated(const Item& item, Arena& arena) {
  const Item a = unchanged(item, arena);
  if (is_floating(a.type())) {
    return Item::floating(-a.floating(), a.type());
  }
  if (a.is_big() || a.unscaled() == INT64_MIN) {
    return number_item(-decimal_of(a), a.type(), arena);
  }
  return is_integer(a.type()) ? Item::integer(-a.integer()) : Item::decimal(-a.unscaled(), a.scale());
}

}  // namespace quittance::xpath
