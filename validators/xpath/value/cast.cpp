#include "validators/xpath/value/cast.h"

#include <cmath>
#include <optional>
#include <string>

#include "formats/base/bytes.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/value/cast_text.h"
#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

std::string upper_hex(BytesView octets) {
  std::string out = to_hex(octets);
  for (char& c : out)
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

/// What a cast comes to: a value, or why there is none. castable() must not pay for an exception.
struct Outcome {
  Outcome(const Item& of) : value(of) {}  // NOLINT(google-explicit-constructor)
  Outcome(const char* with, std::string because) : code(with), reason(std::move(because)) {}
  Item value;
  const char* code = nullptr;
  std::string reason;
};

Outcome never(const Item& value, Type target) {
  return {"XPTY0004",
          "cannot cast " + std::string(name_of(value.type())) + " to " + std::string(name_of(target))};
}

Outcome unfit(const char* code, std::string_view text, Type target) {
  return {code, "cannot cast '" + std::string(text.substr(0, 80)) + "' to " + std::string(name_of(target))};
}

Outcome to_whole(const Decimal& whole, Type target, Arena& arena) {
  if (!in_range(whole, target)) return unfit("FORG0001", whole.to_string(), target);
  return {number_item(whole, target, arena)};
}

Outcome from_floating(const Item& value, Type target, Arena& arena) {
  const double number = value.floating();
  if (target == Type::double_) return {Item::floating(number)};
  if (target == Type::float_) return {Item::floating(static_cast<float>(number), Type::float_)};
  if (target == Type::boolean) return {Item::boolean(number != 0 && !std::isnan(number))};
  if (!std::isfinite(number)) return unfit("FOCA0002", text_of_double(number), target);
  const Decimal exact = *Decimal::from_double(number);
  if (target == Type::decimal) return {number_item(exact, target, arena)};
  return to_whole(exact.truncate(), target, arena);
}

Outcome from_decimal(const Item& value, Type target, Arena& arena) {
  if (target == Type::double_) return {Item::floating(double_of(value))};
  if (target == Type::float_) return {Item::floating(decimal_of(value).to_float(), Type::float_)};
  if (target == Type::boolean) return {Item::boolean(value.is_big() || value.unscaled() != 0)};
  if (target == Type::decimal) return {value.as(Type::decimal)};
  if (is_integer(value.type()) && !value.is_big()) {
    if (!in_range(value.integer(), target)) return unfit("FORG0001", std::to_string(value.integer()), target);
    return {value.as(target)};
  }
  return to_whole(decimal_of(value).truncate(), target, arena);
}

Outcome from_boolean(const Item& value, Type target) {
  const std::int64_t number = value.boolean() ? 1 : 0;
  if (target == Type::boolean) return {value};
  if (is_floating(target)) return {Item::floating(static_cast<double>(number), target)};
  if (target == Type::decimal) return {Item::decimal(number, 0)};
  if (!in_range(number, target)) return unfit("FORG0001", value.boolean() ? "true" : "false", target);
  return {Item::integer(number, target)};
}

Outcome from_duration(const Item& value, Type target, Arena& arena) {
  if (!is_duration(target)) return never(value, target);
  Duration part = value.duration();
  if (target == Type::year_month_duration) part.nanoseconds = 0;
  if (target == Type::day_time_duration) part.months = 0;
  return {Item::duration(arena.make(part), target)};
}

/// xs:dateTime and xs:date give up parts to the types that have fewer; the others only become themselves.
Outcome from_moment(const Item& value, Type target, Arena& arena) {
  const Type source = value.type();
  if (source == target) return {value};
  const bool from_date = source == Type::date;
  if (!is_moment(target) || (source != Type::date_time && !from_date) || (from_date && target == Type::time))
    return never(value, target);
  DateTime part;
  const DateTime& whole = value.moment();
  part.zone = whole.zone;
  if (target == Type::date_time || target == Type::date || target == Type::g_year_month ||
      target == Type::g_year)
    part.year = whole.year;
  if (target == Type::g_year) part.month = 1;
  if (target == Type::g_year || target == Type::g_year_month || target == Type::g_month) part.day = 1;
  if (target != Type::g_year && target != Type::g_day && target != Type::time) part.month = whole.month;
  if (target == Type::date_time || target == Type::date || target == Type::g_month_day ||
      target == Type::g_day)
    part.day = whole.day;
  if (target == Type::date_time || target == Type::time) part.nanoseconds = whole.nanoseconds;
  return {Item::moment(arena.make(part), target)};
}

Outcome from_text(const Item& value, Type target, Arena& arena) {
  if (value.type() == Type::any_uri) return never(value, target);
  const char* code = "FORG0001";
  if (const auto item = parse_text(value.text(), target, arena, code)) return {*item};
  return unfit(code, value.text(), target);
}

Outcome to_text(const Item& value, Type target, Arena& arena) {
  const std::string_view text = text_of(value, arena);
  if (target == Type::any_uri && !is_text(value.type())) return never(value, target);
  if (target == Type::string || target == Type::untyped_atomic) return {Item::text(text, target)};
  if (value.type() == target) return {value};
  const char* code = "FORG0001";
  if (const auto item = parse_text(text, target, arena, code)) return {*item};
  return unfit(code, text, target);
}

Outcome attempt(const Item& value, Type target, Arena& arena) {
  const Type source = value.type();
  if (is_text(target)) return to_text(value, target, arena);
  if (is_text(source)) return from_text(value, target, arena);
  if (is_binary(source) && is_binary(target)) return {value.as(target)};
  if (source == Type::qname || source == Type::notation) {
    if (source == target) return {value};
    return never(value, target);
  }
  if (is_duration(source)) return from_duration(value, target, arena);
  if (is_moment(source)) return from_moment(value, target, arena);
  if (!is_numeric(target) && target != Type::boolean) return never(value, target);
  if (source == Type::boolean) return from_boolean(value, target);
  if (is_floating(source)) return from_floating(value, target, arena);
  if (is_decimal(source)) return from_decimal(value, target, arena);
  return never(value, target);
}

std::string text_of_qname(const QName& name) {
  return name.prefix.empty() ? std::string(name.local)
                             : std::string(name.prefix) + ':' + std::string(name.local);
}

}  // namespace

std::string_view text_of(const Item& value, Arena& arena) {
  const Type t = value.type();
  if (is_text(t)) return value.text();
  if (t == Type::boolean) return value.boolean() ? "true" : "false";
  if (is_decimal(t)) return arena.copy(decimal_of(value).to_string());
  if (t == Type::double_) return arena.copy(text_of_double(value.floating()));
  if (t == Type::float_) return arena.copy(text_of_float(static_cast<float>(value.floating())));
  if (is_duration(t)) return arena.copy(text_of(value.duration(), t));
  if (is_moment(t)) return arena.copy(text_of(value.moment(), t));
  if (t == Type::hex_binary) return arena.copy(upper_hex(value.text()));
  if (t == Type::base64_binary) return arena.copy(to_base64(value.text()));
  return arena.copy(text_of_qname(value.qname()));
}

Item cast(const Item& value, Type target, Arena& arena) {
  if (value.type() == target) return value;
  if (target == Type::decimal && value.type() == Type::untyped_atomic) {
    if (const auto plain = parse_plain_decimal(value.text())) return *plain;
  }
  Outcome outcome = attempt(value, target, arena);
  if (outcome.code != nullptr) raise(outcome.code, std::move(outcome.reason));
  return outcome.value;
}

bool castable(const Item& value, Type target, Arena& arena) {
  if (value.type() == target) return true;
  return attempt(value, target, arena).code == nullptr;
}

}  // namespace quittance::xpath
