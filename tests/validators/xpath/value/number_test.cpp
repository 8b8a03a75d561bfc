#include "validators/xpath/value/number.h"

#include <gtest/gtest.h>

#include <cmath>

namespace quittance::xpath {
namespace {

TEST(Number, PrintsDoublesAsXPathCastsThem) {
  EXPECT_EQ(text_of_double(1), "1");
  EXPECT_EQ(text_of_double(0.1), "0.1");
  EXPECT_EQ(text_of_double(999999.9), "999999.9");
  EXPECT_EQ(text_of_double(1e6), "1.0E6");
  EXPECT_EQ(text_of_double(12345678.9), "1.23456789E7");
  EXPECT_EQ(text_of_double(0.000001), "0.000001");
  EXPECT_EQ(text_of_double(0.0000009), "9.0E-7");
  EXPECT_EQ(text_of_double(-1.5e-10), "-1.5E-10");
  EXPECT_EQ(text_of_double(1.7976931348623157e308), "1.7976931348623157E308");
  EXPECT_EQ(text_of_double(-0.0), "-0");
  EXPECT_EQ(text_of_double(INFINITY), "INF");
  EXPECT_EQ(text_of_double(-INFINITY), "-INF");
  EXPECT_EQ(text_of_double(std::nan("")), "NaN");
}

TEST(Number, PrintsFloatsWithTheDigitsThatTellThemApart) {
  EXPECT_EQ(text_of_float(0.1F), "0.1");
  EXPECT_EQ(text_of_float(16777216.0F), "1.6777216E7");
  EXPECT_EQ(text_of_float(3.4028235e38F), "3.4028235E38");
}

TEST(Number, ReadsTheLexicalFormOfXsDouble) {
  EXPECT_EQ(parse_double(" 1e3\n"), 1000.0);
  EXPECT_EQ(parse_double("+.5E-1"), 0.05);
  EXPECT_EQ(parse_double("5."), 5.0);
  EXPECT_EQ(parse_double("-INF"), -INFINITY);
  EXPECT_TRUE(std::isnan(*parse_double("NaN")));
  EXPECT_TRUE(std::signbit(*parse_double("-0")));
  EXPECT_EQ(parse_double("1e999"), INFINITY);
  EXPECT_EQ(parse_double("-1e999"), -INFINITY);
  EXPECT_EQ(parse_double("1e-999"), 0.0);
  EXPECT_EQ(parse_double("0.00001e400"), INFINITY);
  EXPECT_EQ(parse_double("100000e-400"), 0.0);
  EXPECT_EQ(parse_float("16777217"), 16777216.0F);
}

TEST(Number, RefusesWhatIsNoDouble) {
  for (const char* text :
       {"", "e1", "1e", "1e+", ".", "inf", "nan", "+INF", "0x1p3", "1,5", "1 2", "--1", "infinity", "nan(1)"})
    EXPECT_FALSE(parse_double(text)) << text;
}

TEST(Number, KnowsTheRangesOfTheIntegerTypes) {
  const auto d = [](const char* text) { return *Decimal::from_text(text); };
  EXPECT_TRUE(in_range(std::int64_t{127}, Type::byte));
  EXPECT_FALSE(in_range(std::int64_t{128}, Type::byte));
  EXPECT_TRUE(in_range(d("18446744073709551615"), Type::unsigned_long));
  EXPECT_FALSE(in_range(d("18446744073709551616"), Type::unsigned_long));
  EXPECT_FALSE(in_range(d("9223372036854775808"), Type::long_));
  EXPECT_TRUE(in_range(d("-9223372036854775808"), Type::long_));
  EXPECT_FALSE(in_range(std::int64_t{0}, Type::positive_integer));
  EXPECT_TRUE(in_range(d("-99999999999999999999"), Type::negative_integer));
  EXPECT_FALSE(in_range(d("-99999999999999999999"), Type::non_negative_integer));
  EXPECT_TRUE(in_range(d("99999999999999999999"), Type::integer));
}

}  // namespace
}  // namespace quittance::xpath
