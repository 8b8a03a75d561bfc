#include "validators/xpath/value/datetime.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "validators/xpath/failure.h"

namespace quittance::xpath {

namespace {

/// Whole quotient toward negative infinity, and the rest that goes with it.
template <typename T>
T floor_divide(T value, T divisor, T& rest) {
  T quotient = value / divisor;
  rest = value % divisor;
  if (rest < 0) {
    rest += divisor;
    --quotient;
  }
  return quotient;
}

// Days since 1970-01-01 and back, by eras of 400 years that begin on 1 March, so that the leap day comes
// last.
constexpr std::int64_t kEra = 146'097;
constexpr std::int64_t kMarchOfYearZero = 719'468;

std::int64_t days_of(std::int64_t year, unsigned month, unsigned day) {
  std::int64_t year_of_era = 0;
  const std::int64_t era = floor_divide(month <= 2 ? year - 1 : year, std::int64_t{400}, year_of_era);
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * kEra + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         kMarchOfYearZero;
}

void set_days(DateTime& value, std::int64_t days) {
  std::int64_t day = 0;
  const std::int64_t era = floor_divide(days + kMarchOfYearZero, kEra, day);
  const std::int64_t year = (day - day / 1460 + day / 36524 - day / (kEra - 1)) / 365;
  const std::int64_t day_of_year = day - (365 * year + year / 4 - year / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  value.day = static_cast<std::uint8_t>(day_of_year - (153 * month + 2) / 5 + 1);
  value.month = static_cast<std::uint8_t>(month < 10 ? month + 3 : month - 9);
  value.year = year + era * 400 + (value.month <= 2 ? 1 : 0);
}

void check_year(std::int64_t year) {
  if (year > kMostYears || year < -kMostYears)
    raise("FODT0001", "a year beyond " + std::to_string(kMostYears));
}

/// Months first: the day is cut to the length of the month it lands in (XML Schema part 2, appendix E).
void add_months(DateTime& value, std::int64_t months) {
  std::int64_t month = 0;
  value.year += floor_divide(value.month - 1 + months, std::int64_t{12}, month);
  check_year(value.year);
  value.month = static_cast<std::uint8_t>(month + 1);
  const std::int64_t next_year = month == 11 ? value.year + 1 : value.year;
  const auto next_month = static_cast<unsigned>((month + 1) % 12 + 1);
  const std::int64_t length = days_of(next_year, next_month, 1) - days_of(value.year, value.month, 1);
  value.day = static_cast<std::uint8_t>(std::min<std::int64_t>(value.day, length));
}

void add_nanoseconds(DateTime& value, Nanoseconds amount) {
  Nanoseconds rest = 0;
  const Nanoseconds days = floor_divide(value.nanoseconds + amount, Nanoseconds{kDay}, rest);
  constexpr std::int64_t kMostDays = kMostYears * 366;
  if (days > kMostDays || days < -kMostDays) check_year(kMostYears + 1);
  set_days(value, days_of(value.year, value.month, value.day) + static_cast<std::int64_t>(days));
  check_year(value.year);
  value.nanoseconds = static_cast<std::int64_t>(rest);
}

constexpr Nanoseconds kMostNanoseconds =
    static_cast<Nanoseconds>(std::numeric_limits<std::int64_t>::max()) * kSecond;

Duration checked(const Duration& value) {
  if (value.months > kMostMonths || value.months < -kMostMonths || value.nanoseconds > kMostNanoseconds ||
      value.nanoseconds < -kMostNanoseconds)
    raise("FODT0002", "a duration too long to be represented");
  return value;
}

void refuse_nan(double factor) {
  if (std::isnan(factor)) raise("FOCA0005", "a duration cannot be multiplied or divided by NaN");
}

/// Nearest whole number, ties toward positive infinity, of what must stay a duration.
Nanoseconds rounded(long double value, Nanoseconds most) {
  if (std::fabs(value) > static_cast<long double>(most))
    raise("FODT0002", "a duration too long to be represented");
  return static_cast<Nanoseconds>(std::floor(value + 0.5L));
}

Decimal decimal_of(Nanoseconds value) {
  const auto high = static_cast<std::int64_t>(value / kSecond);
  const auto low = static_cast<std::int64_t>(value % kSecond);
  return Decimal(high) * Decimal(kSecond) + Decimal(low);
}

}  // namespace

Nanoseconds instant_of(const DateTime& value, std::chrono::minutes implicit_zone) {
  const std::int64_t zone = value.zone ? *value.zone : implicit_zone.count();
  return static_cast<Nanoseconds>(days_of(value.year, value.month, value.day)) * kDay + value.nanoseconds -
         static_cast<Nanoseconds>(zone) * kMinute;
}

std::strong_ordering compare(const DateTime& a, const DateTime& b, std::chrono::minutes implicit_zone) {
  return instant_of(a, implicit_zone) <=> instant_of(b, implicit_zone);
}

DateTime moment_of(std::chrono::sys_time<std::chrono::microseconds> at, std::chrono::minutes zone) {
  DateTime out{1970, 1, 1, 0, static_cast<std::int16_t>(zone.count())};
  add_nanoseconds(out, static_cast<Nanoseconds>((at.time_since_epoch() + zone).count()) * 1000);
  return out;
}

DateTime add(const DateTime& value, const Duration& duration, Type type) {
  DateTime out = value;
  if (duration.months != 0) add_months(out, duration.months);
  if (duration.nanoseconds != 0) add_nanoseconds(out, duration.nanoseconds);
  if (type == Type::date) out.nanoseconds = 0;
  if (type == Type::time) {
    const DateTime whole;
    out.year = whole.year;
    out.month = whole.month;
    out.day = whole.day;
  }
  return out;
}

Duration negated(const Duration& value) { return {-value.months, -value.nanoseconds}; }

Duration add(const Duration& a, const Duration& b) {
  return checked({a.months + b.months, a.nanoseconds + b.nanoseconds});
}

Duration difference(const DateTime& a, const DateTime& b, std::chrono::minutes implicit_zone) {
  return checked({0, instant_of(a, implicit_zone) - instant_of(b, implicit_zone)});
}

// Months in double arithmetic: 35 months × 2.3 is 80.5 there and so 81, as F&O 10.6.3 has it. Nanoseconds
// need more digits than a double has.
Duration multiply(const Duration& value, double factor) {
  refuse_nan(factor);
  if (std::isinf(factor)) raise("FODT0002", "a duration multiplied by infinity");
  return {static_cast<std::int64_t>(rounded(static_cast<double>(value.months) * factor, kMostMonths)),
          rounded(static_cast<long double>(value.nanoseconds) * static_cast<long double>(factor),
                  kMostNanoseconds)};
}

Duration divide(const Duration& value, double divisor) {
  refuse_nan(divisor);
  if (divisor == 0) raise("FODT0002", "a duration divided by zero");
  return {static_cast<std::int64_t>(rounded(static_cast<double>(value.months) / divisor, kMostMonths)),
          rounded(static_cast<long double>(value.nanoseconds) / static_cast<long double>(divisor),
                  kMostNanoseconds)};
}

Decimal ratio(const Duration& a, const Duration& b, Type type) {
  const bool months = type == Type::year_month_duration;
  const Decimal top = months ? Decimal(a.months) : decimal_of(a.nanoseconds);
  const Decimal bottom = months ? Decimal(b.months) : decimal_of(b.nanoseconds);
  if (bottom.is_zero()) raise("FOAR0001", "a duration divided by a duration of zero length");
  return top.divide_to(bottom, 20);  // as many places as Saxon gives; F&O 10.6.5 and 10.6.10 leave it open
}

DateTime adjusted(const DateTime& value, std::optional<std::int16_t> zone, Type type) {
  DateTime out = value;
  if (zone && value.zone) {
    add_nanoseconds(out, static_cast<Nanoseconds>(*zone - *value.zone) * kMinute);
    out = add(out, {}, type);
  }
  out.zone = zone;
  return out;
}

Decimal seconds_of(Nanoseconds value) {
  constexpr int kPlaces = 9;
  const auto whole = static_cast<std::int64_t>(value / kSecond);
  const auto fraction = static_cast<std::int64_t>(value % kSecond);
  return Decimal(whole) + Decimal(fraction, kPlaces);
}

}  // namespace quittance::xpath
