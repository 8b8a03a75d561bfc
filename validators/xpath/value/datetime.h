// Dates, times and durations (XML Schema 1.1 part 2; F&O 10). Seconds have nine digits after the point;
// further ones are cut off, as Saxon does.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/base/decimal.h"
#include "validators/xpath/value/type.h"

namespace quittance::xpath {

using Nanoseconds = __int128;
inline constexpr std::int64_t kSecond = 1'000'000'000;
inline constexpr std::int64_t kMinute = 60 * kSecond;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;

/// Value of xs:dateTime and of the types that are parts of it; the parts a type does not have keep these
/// defaults, so that values of one type compare by the instant they begin.
struct DateTime {
  std::int64_t year = 1972;  ///< proleptic Gregorian; 0 is the year before 1
  std::uint8_t month = 12;
  std::uint8_t day = 31;
  std::int64_t nanoseconds = 0;      ///< since midnight
  std::optional<std::int16_t> zone;  ///< minutes east of UTC
};

/// Both parts have the same sign or are 0.
struct Duration {
  std::int64_t months = 0;
  Nanoseconds nanoseconds = 0;
  bool operator==(const Duration&) const = default;
};

/// Years beyond ± this are refused (FODT0001).
inline constexpr std::int64_t kMostYears = 999'999'999;
inline constexpr std::int64_t kMostMonths = kMostYears * 12;

/// Reads the lexical form of a moment type (is_moment) with white space around it; nothing when it is not
/// one, or when its year cannot be represented: `overflow` is then true.
std::optional<DateTime> parse_moment(std::string_view text, Type type, bool& overflow);
/// The same for xs:duration, xs:yearMonthDuration, xs:dayTimeDuration.
std::optional<Duration> parse_duration(std::string_view text, Type type, bool& overflow);

/// Canonical text as F&O 17.1 gives it: the zone as it was, no zeros at the end of seconds.
std::string text_of(const DateTime& value, Type type);
std::string text_of(const Duration& value, Type type);

/// Nanoseconds since 1970-01-01T00:00:00Z of the beginning of a moment.
Nanoseconds instant_of(const DateTime& value, std::chrono::minutes implicit_zone);
std::strong_ordering compare(const DateTime& a, const DateTime& b, std::chrono::minutes implicit_zone);
/// The UTC moment of a clock, told in a zone.
DateTime moment_of(std::chrono::sys_time<std::chrono::microseconds> at, std::chrono::minutes zone);

/// value + duration, as F&O 10.8 adds to xs:dateTime, xs:date or xs:time (where the day is dropped).
/// Ends by raise(FODT0001) beyond kMostYears.
DateTime add(const DateTime& value, const Duration& duration, Type type);
Duration negated(const Duration& value);
/// Ends by raise(FODT0002) on overflow.
Duration add(const Duration& a, const Duration& b);
/// a - b of two moments of one type, as xs:dayTimeDuration.
Duration difference(const DateTime& a, const DateTime& b, std::chrono::minutes implicit_zone);
/// Ends by raise(): FOCA0005 for NaN, FODT0002 on overflow.
Duration multiply(const Duration& value, double factor);
Duration divide(const Duration& value, double divisor);
/// Exact quotient of two durations of one kind (F&O 10.6.5, 10.6.10). Ends by raise(FOAR0001) for a zero
/// divisor.
Decimal ratio(const Duration& a, const Duration& b, Type type);

/// adjust-…-to-timezone: without a zone the local parts stay and the zone goes (F&O 10.7).
DateTime adjusted(const DateTime& value, std::optional<std::int16_t> zone, Type type);
/// Seconds with their fraction.
Decimal seconds_of(Nanoseconds value);

}  // namespace quittance::xpath
