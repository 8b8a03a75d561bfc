#include "validators/xpath/value/datetime.h"

#include <gtest/gtest.h>

#include <cmath>

#include "validators/xpath/failure.h"

namespace quittance::xpath {
namespace {

constexpr std::chrono::minutes kUtc{0};

DateTime moment(std::string_view text, Type type = Type::date_time) {
  bool overflow = false;
  const auto value = parse_moment(text, type, overflow);
  EXPECT_TRUE(value) << text;
  return value.value_or(DateTime{});
}

Duration duration(std::string_view text, Type type = Type::duration) {
  bool overflow = false;
  const auto value = parse_duration(text, type, overflow);
  EXPECT_TRUE(value) << text;
  return value.value_or(Duration{});
}

struct Case {
  Type type;
  const char* text;
  const char* canonical;  ///< "" where the text is refused
};

TEST(DateTime, ReadsAndPrintsEveryLexicalForm) {
  for (const Case& c : {
           Case{Type::date_time, "2026-11-24T09:30:00.1200Z", "2026-11-24T09:30:00.12Z"},
           Case{Type::date_time, "2026-12-31T24:00:00+00:00", "2027-01-01T00:00:00Z"},
           Case{Type::date_time, "-0044-03-15T00:00:00-05:30", "-0044-03-15T00:00:00-05:30"},
           Case{Type::date_time, "12026-01-01T00:00:00", "12026-01-01T00:00:00"},
           Case{Type::date, " 2024-02-29 ", "2024-02-29"},
           Case{Type::date, "2000-02-29+14:00", "2000-02-29+14:00"},
           Case{Type::time, "24:00:00", "00:00:00"},
           Case{Type::time, "01:02:03.000000001", "01:02:03.000000001"},
           Case{Type::g_year_month, "2026-11", "2026-11"},
           Case{Type::g_year, "-0001Z", "-0001Z"},
           Case{Type::g_month_day, "--02-29", "--02-29"},
           Case{Type::g_day, "---31Z", "---31Z"},
           Case{Type::g_month, "--11", "--11"},
           Case{Type::date, "2026-2-1", ""},
           Case{Type::date, "2023-02-29", ""},
           Case{Type::date, "1900-02-29", ""},
           Case{Type::date, "2026-13-01", ""},
           Case{Type::date, "2026-00-10", ""},
           Case{Type::date, "02026-01-01", ""},
           Case{Type::date, "26-01-01", ""},
           Case{Type::date, "2026-01-01+14:01", ""},
           Case{Type::date, "2026-01-01 Z", ""},
           Case{Type::date, "20260101", ""},
           Case{Type::date, "+2026-01-01", ""},
           Case{Type::date, "", ""},
           Case{Type::time, "24:00:01", ""},
           Case{Type::time, "12:60:00", ""},
           Case{Type::time, "12:00:60", ""},
           Case{Type::time, "12:00:00.", ""},
           Case{Type::time, "12:00", ""},
           Case{Type::time, "1:00:00", ""},
           Case{Type::date_time, "2026-01-01", ""},
           Case{Type::date_time, "2026-01-01 00:00:00", ""},
           Case{Type::g_month_day, "--02-30", ""},
           Case{Type::g_day, "---32", ""},
           Case{Type::g_month, "--13", ""},
       }) {
    bool overflow = false;
    const auto value = parse_moment(c.text, c.type, overflow);
    EXPECT_EQ(value ? text_of(*value, c.type) : "", c.canonical) << c.text;
    EXPECT_FALSE(overflow) << c.text;
  }
}

TEST(DateTime, TellsYearsThatDoNotFitFromMistakes) {
  bool overflow = false;
  EXPECT_FALSE(parse_moment("9999999999-01-01", Type::date, overflow));
  EXPECT_TRUE(overflow);
  EXPECT_FALSE(parse_moment("9999999999-13-01", Type::date, overflow));
  EXPECT_FALSE(overflow);
}

TEST(Duration, ReadsAndPrintsEveryLexicalForm) {
  for (const Case& c : {
           Case{Type::duration, "P1Y14M3DT25H61M61.50S", "P2Y2M4DT2H2M1.5S"},
           Case{Type::duration, "-P0Y", "PT0S"},
           Case{Type::duration, "PT0.000000001S", "PT0.000000001S"},
           Case{Type::year_month_duration, "-P15M", "-P1Y3M"},
           Case{Type::year_month_duration, "P0Y", "P0M"},
           Case{Type::day_time_duration, "PT36H", "P1DT12H"},
           Case{Type::day_time_duration, "P0D", "PT0S"},
           Case{Type::duration, "P", ""},
           Case{Type::duration, "PT", ""},
           Case{Type::duration, "P1YT", ""},
           Case{Type::duration, "1Y", ""},
           Case{Type::duration, "P1M1Y", ""},
           Case{Type::duration, "P1.5D", ""},
           Case{Type::duration, "PT1.S", ""},
           Case{Type::duration, "PT.5S", ""},
           Case{Type::duration, "P-1D", ""},
           Case{Type::duration, "P1S", ""},
           Case{Type::duration, "P1YT1D", ""},
           Case{Type::duration, "P1D1D", ""},
           Case{Type::year_month_duration, "P1D", ""},
           Case{Type::day_time_duration, "P1Y", ""},
           Case{Type::duration, "+P1D", ""},
           Case{Type::duration, "PT1H1H", ""},
           Case{Type::duration, "PTT1H", ""},
       }) {
    bool overflow = false;
    const auto value = parse_duration(c.text, c.type, overflow);
    EXPECT_EQ(value ? text_of(*value, c.type) : "", c.canonical) << c.text;
    EXPECT_FALSE(overflow) << c.text;
  }
}

TEST(DateTime, ComparesInstantsAcrossZones) {
  EXPECT_TRUE(compare(moment("2026-01-01T12:00:00+01:00"), moment("2026-01-01T11:00:00Z"), kUtc) == 0);
  EXPECT_TRUE(
      compare(moment("2026-01-01T12:00:00"), moment("2026-01-01T12:00:00Z"), std::chrono::minutes(60)) < 0);
  EXPECT_TRUE(compare(moment("-0001-12-31T23:59:59Z"), moment("0000-01-01T00:00:00Z"), kUtc) < 0);
  EXPECT_TRUE(compare(moment("--12-31", Type::g_month_day), moment("--01-01", Type::g_month_day), kUtc) > 0);
}

TEST(DateTime, CountsDaysAsTheCalendarLibraryDoes) {
  for (std::int64_t day = -800'000; day < 800'000; day += 997) {
    const std::chrono::year_month_day expected{std::chrono::sys_days{std::chrono::days{day}}};
    const DateTime found = moment_of(std::chrono::sys_days{std::chrono::days{day}}, kUtc);
    ASSERT_EQ(found.year, static_cast<int>(expected.year())) << day;
    ASSERT_EQ(found.month, static_cast<unsigned>(expected.month())) << day;
    ASSERT_EQ(found.day, static_cast<unsigned>(expected.day())) << day;
    ASSERT_EQ(instant_of(found, kUtc) / kDay, day);
  }
}

TEST(DateTime, AddsMonthsToTheLastDayOfTheMonth) {
  const auto plus = [](const char* date, const char* by) {
    return text_of(add(moment(date, Type::date), duration(by), Type::date), Type::date);
  };
  EXPECT_EQ(plus("2026-01-31", "P1M"), "2026-02-28");
  EXPECT_EQ(plus("2024-02-29", "P1Y"), "2025-02-28");
  EXPECT_EQ(plus("2026-03-31", "-P1M"), "2026-02-28");
  EXPECT_EQ(plus("2026-01-01", "-P1M"), "2025-12-01");
  EXPECT_EQ(plus("2026-12-31", "P1D"), "2027-01-01");
  EXPECT_EQ(plus("2026-11-24", "-PT1S"), "2026-11-23");
  EXPECT_EQ(plus("2026-11-24", "P20Y"), "2046-11-24");
}

TEST(DateTime, DropsTheDayFromTimes) {
  const DateTime late = add(moment("23:30:00", Type::time), duration("PT1H"), Type::time);
  EXPECT_EQ(text_of(late, Type::time), "00:30:00");
  EXPECT_TRUE(compare(late, moment("00:30:00", Type::time), kUtc) == 0);
}

TEST(DateTime, RefusesYearsBeyondItsEnd) {
  try {
    add(moment("999999999-12-31", Type::date), duration("P1D"), Type::date);
    ADD_FAILURE() << "a year beyond the end was made";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code, "FODT0001");
  }
}

TEST(Duration, IsMultipliedAndDividedWithItsFraction) {
  EXPECT_EQ(text_of(multiply(duration("PT2H10M"), 2.1), Type::day_time_duration), "PT4H33M");
  EXPECT_EQ(text_of(multiply(duration("P2Y11M"), 2.3), Type::year_month_duration), "P6Y9M");
  EXPECT_EQ(text_of(divide(duration("P2Y11M"), 1.5), Type::year_month_duration), "P1Y11M");
  EXPECT_EQ(ratio(duration("P3Y4M"), duration("-P1Y4M"), Type::year_month_duration).to_string(), "-2.5");
  EXPECT_EQ(text_of(difference(moment("2026-11-24T00:00:00Z"), moment("2026-11-22T12:00:00-01:00"), kUtc),
                    Type::day_time_duration),
            "P1DT11H");
}

TEST(Duration, SaysWhichArithmeticIsWrong) {
  const auto code_of = [](auto action) -> std::string {
    try {
      action();
    } catch (const Failure& failure) {
      return failure.code;
    }
    return "none";
  };
  EXPECT_EQ(code_of([] { multiply(duration("P1Y"), std::nan("")); }), "FOCA0005");
  EXPECT_EQ(code_of([] { multiply(duration("P1Y"), INFINITY); }), "FODT0002");
  EXPECT_EQ(code_of([] { divide(duration("P1D"), 0); }), "FODT0002");
  EXPECT_EQ(code_of([] { ratio(duration("P1D"), duration("PT0S"), Type::day_time_duration); }), "FOAR0001");
}

}  // namespace
}  // namespace quittance::xpath
