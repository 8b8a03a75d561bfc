#include "formats/base/decimal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <unordered_set>

namespace quittance {
namespace {

Decimal d(std::string_view text) {
  auto value = Decimal::parse(text);
  EXPECT_TRUE(value.ok()) << text;
  return value.ok() ? *value : Decimal();
}

TEST(Decimal, ReadsEveryLexicalFormOfXsDecimal) {
  EXPECT_EQ(d("+5").to_string(), "5");
  EXPECT_EQ(d(" 5 ").to_string(), "5");
  EXPECT_EQ(d("\n\t.5\r").to_string(), "0.5");
  EXPECT_EQ(d("5.").to_string(), "5");
  EXPECT_EQ(d("-0").to_string(), "0");
  EXPECT_EQ(d("-00.010").to_string(), "-0.01");
  EXPECT_EQ(d("1200").to_string(), "1200");
  EXPECT_EQ(d("0.1234567890123456789012345").to_string(), "0.1234567890123456789012345");
}

TEST(Decimal, RefusesWhatIsNoDecimal) {
  for (const char* text :
       {"1e3", "", " ", ".", "+", "-.", "1,5", "--1", "1.2.3", "INF", "NaN", "1 2", "0x10", "\u00A05"}) {
    const auto value = Decimal::parse(text);
    ASSERT_FALSE(value.ok()) << text;
    EXPECT_EQ(value.error().code, "FORG0001") << text;
    EXPECT_FALSE(Decimal::from_text(text)) << text;
  }
}

TEST(Decimal, NamesTheOffendingText) {
  EXPECT_EQ(Decimal::parse("abc").error().detail, "cannot cast 'abc' to xs:decimal");
}

TEST(Decimal, TakesFourThousandDigitsAndNotOneMore) {
  const std::string longest(Decimal::kMaxDigits, '7');
  EXPECT_EQ(d(longest).to_string(), longest);
  EXPECT_EQ(Decimal::parse(longest + "7").error().code, "FOCA0001");
  EXPECT_EQ(d(std::string(100'000, '0') + "7").to_string(), "7") << "leading zeros are no digits";
  EXPECT_FALSE(d(longest).exceeds_limit());
  EXPECT_TRUE((d(longest) * d(longest)).exceeds_limit());
}

TEST(Decimal, AddsExactlyAcrossScalesAndSizes) {
  EXPECT_EQ(d("0.1") + d("0.2"), d("0.3"));
  EXPECT_EQ(d("9223372036854775807") + Decimal(1), d("9223372036854775808"));
  EXPECT_EQ(d("9223372036854775808") - Decimal(1), Decimal(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(d("-9223372036854775808") - Decimal(1), d("-9223372036854775809"));
  EXPECT_EQ(d("1000000000000000000000") + d("0.000000000000000000001"),
            d("1000000000000000000000.000000000000000000001"));
}

TEST(Decimal, MultipliesExactly) {
  EXPECT_EQ(d("1.1") * d("1.1"), d("1.21"));
  EXPECT_EQ(d("-99999999999.99") * d("99999999999.99"), d("-9999999999998000000000.0001"));
  EXPECT_EQ(d("0.000000001") * d("0.0000000001"), d("0.0000000000000000001"));
  EXPECT_EQ(d("12345678901234567890123456789") * d("98765432109876543210987654321"),
            d("1219326311370217952261850327336229233322374638011112635269"));
}

TEST(Decimal, DividesWithEighteenPlacesAndTiesTowardZero) {
  EXPECT_EQ(Decimal(1).divide(3), d("0.333333333333333333"));
  EXPECT_EQ(Decimal(2).divide(3), d("0.666666666666666667"));
  EXPECT_EQ(Decimal(-2).divide(3), d("-0.666666666666666667"));
  EXPECT_EQ(d("100.00").divide(4), Decimal(25));
  EXPECT_EQ(Decimal(1).divide(Decimal(8)), d("0.125"));
  EXPECT_EQ(Decimal(1).divide_to(Decimal(8), 2), d("0.12")) << "half down";
  EXPECT_EQ(Decimal(3).divide_to(Decimal(8), 2), d("0.37")) << "half down";
  EXPECT_EQ(d("1000000000000000000000").divide(Decimal(7)), d("142857142857142857142.857142857142857143"));
}

TEST(Decimal, KeepsMorePlacesWhereTheScalesAskForThem) {
  EXPECT_EQ(d("0.0001").divide(d("3")).to_string(), "0.0000333333333333333333");
  EXPECT_EQ(Decimal(1).divide(d("300"), true, false).to_string(), "0.00333333333333333333");
  EXPECT_EQ(Decimal(1).divide(d("300"), true, true).to_string(), "0.003333333333333333");
}

TEST(Decimal, IdivTruncatesAndModHasTheSignOfTheDividend) {
  EXPECT_EQ(Decimal(-7).integer_divide(2), Decimal(-3));
  EXPECT_EQ(d("9").integer_divide(d("-0.5")), Decimal(-18));
  EXPECT_EQ(Decimal(10).modulo(3), Decimal(1));
  EXPECT_EQ(Decimal(6).modulo(-2), Decimal(0));
  EXPECT_EQ(d("4.5").modulo(d("1.2")), d("0.9"));
  EXPECT_EQ(d("-4.5").modulo(d("1.2")), d("-0.9"));
  EXPECT_EQ(d("123456789012345678901234567890").modulo(Decimal(97)), Decimal(52));
}

TEST(Decimal, LongDivisionMatchesMultiplication) {
  std::mt19937_64 random(4711);
  const auto number = [&](std::size_t digits) {
    std::string text;
    for (std::size_t i = 0; i < digits; ++i)
      text += static_cast<char>('0' + (random() % 4 == 0 ? 9 * (random() % 2) : random() % 10));
    return d("1" + text);
  };
  for (int round = 0; round < 2000; ++round) {
    const Decimal a = number(random() % 80);
    const Decimal b = number(random() % 60);
    const Decimal quotient = a.integer_divide(b);
    const Decimal rest = a.modulo(b);
    ASSERT_EQ(quotient * b + rest, a) << a << " / " << b;
    ASSERT_TRUE(rest < b && !rest.is_negative()) << a << " / " << b;
  }
}

TEST(Decimal, RoundsHalvesTowardPositiveInfinity) {
  EXPECT_EQ(d("2.5").round(), Decimal(3));
  EXPECT_EQ(d("-2.5").round(), Decimal(-2));
  EXPECT_EQ(d("2.4999").round(), Decimal(2));
  EXPECT_EQ(d("-2.51").round(), Decimal(-3));
  EXPECT_EQ(d("1.125").round(2), d("1.13"));
  EXPECT_EQ(d("-1.125").round(2), d("-1.12"));
  EXPECT_EQ(d("8452").round(-2), d("8500"));
  EXPECT_EQ(d("49").round(-2), Decimal(0));
  EXPECT_EQ(d("50").round(-2), Decimal(100));
  EXPECT_EQ(d("7").round(-2'000'000'000), Decimal(0));
  EXPECT_EQ(d("7.5").round(2'000'000'000), d("7.5"));
  EXPECT_EQ(d("0.00000000000000000000005").round(22), d("0.0000000000000000000001"));
}

TEST(Decimal, RoundsHalvesToEvenWhenAsked) {
  EXPECT_EQ(d("0.5").round_half_even(), Decimal(0));
  EXPECT_EQ(d("1.5").round_half_even(), Decimal(2));
  EXPECT_EQ(d("-2.5").round_half_even(), Decimal(-2));
  EXPECT_EQ(d("3.567812").round_half_even(2), d("3.57"));
  EXPECT_EQ(d("35612.25").round_half_even(-2), d("35600"));
  EXPECT_EQ(d("12345678901234567890.5").round_half_even(), d("12345678901234567890"));
}

TEST(Decimal, FloorAndCeilingGoTheirOwnWays) {
  EXPECT_EQ(d("-0.000000000000000000000001").floor(), Decimal(-1));
  EXPECT_EQ(d("-0.5").ceiling(), Decimal(0));
  EXPECT_EQ(d("10.5").floor(), Decimal(10));
  EXPECT_EQ(d("10.5").ceiling(), Decimal(11));
  EXPECT_EQ(d("-10.5").floor(), Decimal(-11));
  EXPECT_EQ(d("-7.9").truncate(), Decimal(-7));
  EXPECT_EQ(d("123456789012345678901.1").ceiling(), d("123456789012345678902"));
}

TEST(Decimal, ComparesAndHashesByValue) {
  EXPECT_EQ(d("1.0"), d("1.00"));
  EXPECT_EQ(d("1.0").hash(), d("1.000").hash());
  EXPECT_EQ(d("10").hash(), d("10.0").hash());
  EXPECT_LT(d("-3"), d("0.1"));
  EXPECT_LT(d("-123456789012345678901"), d("-123456789012345678900.5"));
  EXPECT_GT(d("123456789012345678901"), d("9"));
  const std::unordered_set<Decimal> set{d("1"), d("1.0"), d("1.10"), d("1.1")};
  EXPECT_EQ(set.size(), 2U);
}

TEST(Decimal, TakesTheExactValueOfADouble) {
  EXPECT_EQ(Decimal::from_double(0.1)->to_string(),
            "0.1000000000000000055511151231257827021181583404541015625");
  EXPECT_EQ(Decimal::from_double(-12.5)->to_string(), "-12.5");
  EXPECT_EQ(Decimal::from_double(1e22)->to_string(), "10000000000000000000000");
  EXPECT_EQ(Decimal::from_double(5e-324)->digits(), 751U);
  EXPECT_EQ(Decimal::from_double(-0.0), Decimal(0));
  EXPECT_FALSE(Decimal::from_double(std::nan("")));
  EXPECT_FALSE(Decimal::from_double(-INFINITY));
}

TEST(Decimal, GivesTheNearestDouble) {
  EXPECT_EQ(d("0.1").to_double(), 0.1);
  EXPECT_EQ(d("123456789012345678.90").to_double(), 123456789012345678.90);
  EXPECT_EQ(d("9007199254740993").to_double(), 9007199254740992.0) << "a tie goes to even";
  EXPECT_EQ(d(std::string(400, '9')).to_double(), INFINITY);
  EXPECT_EQ(d("-" + std::string(400, '9')).to_double(), -INFINITY);
  EXPECT_EQ(d("0." + std::string(400, '0') + "1").to_double(), 0.0);
  EXPECT_EQ(d("16777217").to_float(), 16777216.0F);
}

TEST(Decimal, EveryDoubleSurvivesTheWayThroughDecimal) {
  std::mt19937_64 random(42);
  for (int round = 0; round < 2000; ++round) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(Decimal::from_double(value)->to_double(), value) << value;
  }
}

TEST(Decimal, GivesWholeNumbersThatFit) {
  EXPECT_EQ(d("-9223372036854775808").to_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(d("9223372036854775807").to_int64(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(d("9223372036854775808").to_int64(), std::nullopt);
  EXPECT_EQ(d("12.00").to_int64(), 12);
  EXPECT_EQ(d("12.01").to_int64(), std::nullopt);
  EXPECT_TRUE(d("12.0").is_integer());
  EXPECT_FALSE(d("1234567890123456789012.5").is_integer());
}

TEST(Decimal, PrintsMoneyWithFixedPlaces) {
  EXPECT_EQ(d("12.5").to_fixed(2), "12.50");
  EXPECT_EQ(d("12").to_fixed(2), "12.00");
  EXPECT_EQ(d("0").to_fixed(2), "0.00");
  EXPECT_EQ(d("-0.005").to_fixed(2), "-0.01");
  EXPECT_EQ(d("1.23456").to_fixed(2), "1.23");
  EXPECT_EQ(d("1.5").to_fixed(0), "2");
  EXPECT_EQ(d("0.10").to_fixed(2), "0.10");
}

TEST(Decimal, CopiesShareAndMovesLeaveAnAssignableRest) {
  Decimal big = d("123456789012345678901234567890");
  Decimal copy = big;
  Decimal moved = std::move(big);
  big = Decimal(7);
  EXPECT_EQ(copy, moved);
  EXPECT_EQ(big, Decimal(7));
  copy = *&copy;
  EXPECT_EQ(copy, moved);
}

}  // namespace
}  // namespace quittance
