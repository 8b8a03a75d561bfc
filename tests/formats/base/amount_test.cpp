#include "formats/base/amount.h"

#include <gtest/gtest.h>

namespace quittance {
namespace {

Amount amount(std::string_view value, std::string_view currency) {
  auto parsed = Amount::parse(value, currency);
  EXPECT_TRUE(parsed.ok()) << value << ' ' << currency;
  return parsed.ok() ? *parsed : Amount();
}

TEST(Amount, IsPrintedWithAtLeastItsMinorUnit) {
  EXPECT_EQ(amount("1234.5", "EUR").to_string(), "1234.50 EUR");
  EXPECT_EQ(amount("1234.567", "EUR").to_string(), "1234.567 EUR");
  EXPECT_EQ(amount("1200", "JPY").to_string(), "1200 JPY");
  EXPECT_EQ(amount("1", "KWD").to_string(), "1.000 KWD");
  EXPECT_EQ(amount("-0.5", "CLF").to_string(), "-0.5000 CLF");
}

TEST(Amount, RoundsCommerciallyToTheMinorUnit) {
  EXPECT_EQ(amount("1.005", "EUR").rounded(), amount("1.01", "EUR"));
  EXPECT_EQ(amount("-1.005", "EUR").rounded(), amount("-1.01", "EUR"));
  EXPECT_EQ(amount("1.5", "JPY").rounded(), amount("2", "JPY"));
}

TEST(Amount, AddsWithinOneCurrency) {
  EXPECT_EQ(amount("0.10", "EUR") + amount("0.20", "EUR"), amount("0.30", "EUR"));
  EXPECT_EQ(amount("0.10", "EUR") - amount("0.20", "EUR"), -amount("0.10", "EUR"));
  EXPECT_NE(amount("1", "EUR"), amount("1", "SEK"));
}

TEST(Amount, RefusesWhatIsNoMoney) {
  EXPECT_EQ(Amount::parse("1,00", "EUR").error().code, "FORG0001");
  for (const char* code : {"eur", "EU", "EURO", "", "E1R"})
    EXPECT_EQ(Amount::parse("1", code).error().code, "ISO-4217") << code;
}

}  // namespace
}  // namespace quittance
