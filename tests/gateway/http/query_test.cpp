#include "gateway/http/query.h"

#include <gtest/gtest.h>

namespace quittance::http {
namespace {

TEST(Query, GivesTheFirstValueDecoded) {
  EXPECT_EQ(query_value("a=1&name=in%2Fv+1%C3%A9.xml&name=2", "name"), "in/v 1\xc3\xa9.xml");
  EXPECT_EQ(query_value("a&b=", "a"), "");
  EXPECT_EQ(query_value("a&b=", "b"), "");
  EXPECT_EQ(query_value("n%61me=x", "name"), "x");
}

TEST(Query, GivesNothingForAnAbsentOrBrokenValue) {
  EXPECT_EQ(query_value("", "a"), std::nullopt);
  EXPECT_EQ(query_value("ab=1", "a"), std::nullopt);
  EXPECT_EQ(query_value("a=%2", "a"), std::nullopt);
  EXPECT_EQ(query_value("a=%zz", "a"), std::nullopt);
}

TEST(Query, LeavesAPlusInAPathAsItIs) {
  EXPECT_EQ(percent_decoded("a+b%2B%41"), "a+b+A");
  EXPECT_EQ(percent_decoded("%"), std::nullopt);
}

}  // namespace
}  // namespace quittance::http
