// Dates, times and durations taken apart and moved between zones (F&O 5.2, 10.5, 10.7, 16.3 to 16.6).
#include <array>
#include <string>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

enum class Part { year, month, day, hour, minute, second, zone };

template <Part part>
Sequence part_of_moment(const Call& call) {
  if (call.empty(0)) return {};
  const DateTime& moment = call.item(0).moment();
  switch (part) {
    case Part::year: return Item::integer(moment.year);
    case Part::month: return Item::integer(moment.month);
    case Part::day: return Item::integer(moment.day);
    case Part::hour: return Item::integer(moment.nanoseconds / kHour);
    case Part::minute: return Item::integer(moment.nanoseconds / kMinute % 60);
    case Part::second:
      return number_item(seconds_of(moment.nanoseconds % kMinute), Type::decimal, call.arena);
    case Part::zone: break;
  }
  if (!moment.zone) return {};
  return Item::duration(call.arena.make(Duration{0, Nanoseconds{*moment.zone} * kMinute}),
                        Type::day_time_duration);
}

template <Part part>
Sequence part_of_duration(const Call& call) {
  if (call.empty(0)) return {};
  const Duration& duration = call.item(0).duration();
  const Nanoseconds time = duration.nanoseconds;
  switch (part) {
    case Part::year: return Item::integer(duration.months / 12);
    case Part::month: return Item::integer(duration.months % 12);
    case Part::day: return Item::integer(static_cast<std::int64_t>(time / kDay));
    case Part::hour: return Item::integer(static_cast<std::int64_t>(time % kDay / kHour));
    case Part::minute: return Item::integer(static_cast<std::int64_t>(time % kHour / kMinute));
    case Part::second:
    case Part::zone: break;
  }
  return number_item(seconds_of(time % kMinute), Type::decimal, call.arena);
}

/// The zone that argument 1 gives, the implicit one without that argument. Ends by raise(FODT0003).
std::optional<std::int16_t> wanted_zone(const Call& call) {
  if (call.count() < 2) return static_cast<std::int16_t>(call.evaluation.implicit_zone().count());
  if (call.empty(1)) return {};
  const Nanoseconds offset = call.item(1).duration().nanoseconds;
  constexpr std::int64_t kMost = 14 * kHour;
  if (offset % kMinute != 0 || offset > kMost || offset < -kMost)
    raise("FODT0003", "no time zone: " + text_of(call.item(1).duration(), Type::day_time_duration));
  return static_cast<std::int16_t>(offset / kMinute);
}

Sequence run_adjust(const Call& call) {
  if (call.empty(0)) return {};
  const Type type = call.item(0).type();
  return Item::moment(call.arena.make(adjusted(call.item(0).moment(), wanted_zone(call), type)), type);
}

Sequence run_date_time(const Call& call) {
  if (call.empty(0) || call.empty(1)) return {};
  DateTime out = call.item(0).moment();
  const DateTime& time = call.item(1).moment();
  if (out.zone && time.zone && *out.zone != *time.zone)
    raise("FORG0008", "the date and the time are in different time zones");
  out.nanoseconds = time.nanoseconds;
  if (!out.zone) out.zone = time.zone;
  return Item::moment(call.arena.make(out), Type::date_time);
}

DateTime now(const Call& call) { return moment_of(call.evaluation.now(), call.evaluation.implicit_zone()); }

Sequence run_current_date_time(const Call& call) {
  return Item::moment(call.arena.make(now(call)), Type::date_time);
}

Sequence run_current_date(const Call& call) {
  DateTime out = now(call);
  out.nanoseconds = 0;
  return Item::moment(call.arena.make(out), Type::date);
}

Sequence run_current_time(const Call& call) {
  DateTime out;
  out.nanoseconds = now(call).nanoseconds;
  out.zone = now(call).zone;
  return Item::moment(call.arena.make(out), Type::time);
}

Sequence run_implicit_timezone(const Call& call) {
  return Item::duration(
      call.arena.make(Duration{0, Nanoseconds{call.evaluation.implicit_zone().count()} * kMinute}),
      Type::day_time_duration);
}

using type::one;
using type::optional;
constexpr SequenceType kInteger = optional(Type::integer);
constexpr SequenceType kDecimal = optional(Type::decimal);
constexpr SequenceType kZone = optional(Type::day_time_duration);
constexpr SequenceType kDateTime = optional(Type::date_time);
constexpr SequenceType kDate = optional(Type::date);
constexpr SequenceType kTime = optional(Type::time);
constexpr SequenceType kDuration = optional(Type::duration);

constexpr std::array kFunctions{
    Function{"year-from-dateTime", 1, 1, {kDateTime}, kInteger, part_of_moment<Part::year>},
    Function{"month-from-dateTime", 1, 1, {kDateTime}, kInteger, part_of_moment<Part::month>},
    Function{"day-from-dateTime", 1, 1, {kDateTime}, kInteger, part_of_moment<Part::day>},
    Function{"hours-from-dateTime", 1, 1, {kDateTime}, kInteger, part_of_moment<Part::hour>},
    Function{"minutes-from-dateTime", 1, 1, {kDateTime}, kInteger, part_of_moment<Part::minute>},
    Function{"seconds-from-dateTime", 1, 1, {kDateTime}, kDecimal, part_of_moment<Part::second>},
    Function{"timezone-from-dateTime", 1, 1, {kDateTime}, kZone, part_of_moment<Part::zone>},
    Function{"year-from-date", 1, 1, {kDate}, kInteger, part_of_moment<Part::year>},
    Function{"month-from-date", 1, 1, {kDate}, kInteger, part_of_moment<Part::month>},
    Function{"day-from-date", 1, 1, {kDate}, kInteger, part_of_moment<Part::day>},
    Function{"timezone-from-date", 1, 1, {kDate}, kZone, part_of_moment<Part::zone>},
    Function{"hours-from-time", 1, 1, {kTime}, kInteger, part_of_moment<Part::hour>},
    Function{"minutes-from-time", 1, 1, {kTime}, kInteger, part_of_moment<Part::minute>},
    Function{"seconds-from-time", 1, 1, {kTime}, kDecimal, part_of_moment<Part::second>},
    Function{"timezone-from-time", 1, 1, {kTime}, kZone, part_of_moment<Part::zone>},
    Function{"years-from-duration", 1, 1, {kDuration}, kInteger, part_of_duration<Part::year>},
    Function{"months-from-duration", 1, 1, {kDuration}, kInteger, part_of_duration<Part::month>},
    Function{"days-from-duration", 1, 1, {kDuration}, kInteger, part_of_duration<Part::day>},
    Function{"hours-from-duration", 1, 1, {kDuration}, kInteger, part_of_duration<Part::hour>},
    Function{"minutes-from-duration", 1, 1, {kDuration}, kInteger, part_of_duration<Part::minute>},
    Function{"seconds-from-duration", 1, 1, {kDuration}, kDecimal, part_of_duration<Part::second>},
    Function{"adjust-dateTime-to-timezone", 1, 1, {kDateTime}, kDateTime, run_adjust, kAtEnvironment},
    Function{"adjust-dateTime-to-timezone", 2, 2, {kDateTime, kZone}, kDateTime, run_adjust},
    Function{"adjust-date-to-timezone", 1, 1, {kDate}, kDate, run_adjust, kAtEnvironment},
    Function{"adjust-date-to-timezone", 2, 2, {kDate, kZone}, kDate, run_adjust},
    Function{"adjust-time-to-timezone", 1, 1, {kTime}, kTime, run_adjust, kAtEnvironment},
    Function{"adjust-time-to-timezone", 2, 2, {kTime, kZone}, kTime, run_adjust},
    Function{"dateTime", 2, 2, {kDate, kTime}, kDateTime, run_date_time},
    Function{"current-dateTime", 0, 0, {}, one(Type::date_time), run_current_date_time, kAtEnvironment},
    Function{"current-date", 0, 0, {}, one(Type::date), run_current_date, kAtEnvironment},
    Function{"current-time", 0, 0, {}, one(Type::time), run_current_time, kAtEnvironment},
    Function{
        "implicit-timezone", 0, 0, {}, one(Type::day_time_duration), run_implicit_timezone, kAtEnvironment},
};

}  // namespace

std::span<const Function> date_functions() { return kFunctions; }

}  // namespace quittance::xpath
