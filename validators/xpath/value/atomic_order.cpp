#include "validators/xpath/value/atomic_order.h"

#include <cmath>
#include <functional>

#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

Order order_from(std::strong_ordering order) {
  return order < 0 ? Order::less : order > 0 ? Order::greater : Order::equal;
}

template <typename Float>
Order floating_order(Float a, Float b) {
  if (a < b) return Order::less;
  if (a > b) return Order::greater;
  return a == b ? Order::equal : Order::unordered;
}

float float_of(const Item& number) {
  return is_floating(number.type()) ? static_cast<float>(number.floating()) : decimal_of(number).to_float();
}

Order numeric_order(const Item& a, const Item& b) {
  if (is_decimal(a.type()) && is_decimal(b.type())) {
    if (!a.is_big() && !b.is_big() && a.scale() == b.scale())
      return order_from(a.unscaled() <=> b.unscaled());
    return order_from(decimal_of(a) <=> decimal_of(b));
  }
  if (a.type() == Type::double_ || b.type() == Type::double_)
    return floating_order(double_of(a), double_of(b));
  return floating_order(float_of(a), float_of(b));
}

std::optional<Order> duration_order(const Item& a, const Item& b) {
  if (a.type() != b.type() || a.type() == Type::duration) return {};
  const Duration& left = a.duration();
  const Duration& right = b.duration();
  if (a.type() == Type::year_month_duration) return order_from(left.months <=> right.months);
  return order_from(left.nanoseconds <=> right.nanoseconds);
}

/// Types for which F&O defines lt.
constexpr bool has_order(Type t) { return t == Type::date_time || t == Type::date || t == Type::time; }

}  // namespace

std::optional<Order> order_of(const Item& a, const Item& b, std::chrono::minutes implicit_zone) {
  const Type left = a.type();
  const Type right = b.type();
  if (is_numeric(left) && is_numeric(right)) return numeric_order(a, b);
  if (is_text(left) && is_text(right)) return order_from(a.text() <=> b.text());
  if (left == Type::boolean && right == Type::boolean) return order_from(a.boolean() <=> b.boolean());
  if (is_duration(left) && is_duration(right)) return duration_order(a, b);
  if (left == right && has_order(left)) return order_from(compare(a.moment(), b.moment(), implicit_zone));
  return {};
}

std::optional<bool> equal(const Item& a, const Item& b, std::chrono::minutes implicit_zone) {
  const Type left = a.type();
  const Type right = b.type();
  if (is_text(left) && is_text(right)) return a.text() == b.text();
  if (is_duration(left) && is_duration(right)) return a.duration() == b.duration();
  if (left == right) {
    if (is_moment(left)) return compare(a.moment(), b.moment(), implicit_zone) == 0;
    if (is_binary(left)) return a.text() == b.text();
    if (left == Type::qname || left == Type::notation)
      return a.qname().uri == b.qname().uri && a.qname().local == b.qname().local;
  }
  const auto order = order_of(a, b, implicit_zone);
  if (!order) return {};
  return *order == Order::equal;
}

std::size_t hash_of(const Item& value, std::chrono::minutes implicit_zone, bool floats) {
  const Type t = value.type();
  if (is_text(t) || is_binary(t)) return std::hash<std::string_view>{}(value.text());
  if (is_numeric(t)) {
    const double number = double_of(value);
    if (std::isnan(number)) return 1;
    return floats ? std::hash<float>{}(static_cast<float>(number)) : std::hash<double>{}(number);
  }
  if (t == Type::boolean) return value.boolean() ? 2 : 3;
  if (is_moment(t))
    return std::hash<std::int64_t>{}(static_cast<std::int64_t>(instant_of(value.moment(), implicit_zone)));
  if (is_duration(t))
    return std::hash<std::int64_t>{}(value.duration().months +
                                     static_cast<std::int64_t>(value.duration().nanoseconds));
  return std::hash<std::string_view>{}(value.qname().local);
}

}  // namespace quittance::xpath
