#include "validators/regex/cache.h"

#include <gtest/gtest.h>

namespace quittance::regex {
namespace {

TEST(RegexCache, GivesTheSameExpressionForTheSameText) {
  Cache cache;
  const std::string first = "^a+$";
  const std::string elsewhere = "^a+$";
  const auto* found = &cache.find(first, "");
  EXPECT_EQ(found, &cache.find(elsewhere, ""));
  EXPECT_NE(found, &cache.find(first, "i"));
  EXPECT_TRUE(*cache.find(first, "i")->matches("AA"));
  EXPECT_FALSE(*cache.find(first, "")->matches("AA"));
}

TEST(RegexCache, IsNotDeceivedByANewPatternInTheSamePlace) {
  Cache cache;
  std::string pattern = "^a$";
  EXPECT_TRUE(*cache.find(pattern, "")->matches("a"));
  pattern[1] = 'b';
  EXPECT_FALSE(*cache.find(pattern, "")->matches("a"));
}

TEST(RegexCache, KeepsMistakesToo) {
  Cache cache;
  EXPECT_EQ(cache.find("(", "").error().code, "FORX0002");
  EXPECT_EQ(cache.find("(", "").error().code, "FORX0002");
}

TEST(RegexCache, ForgetsWhenADocumentMakesManyPatterns) {
  Cache cache;
  for (int i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(i);
    ASSERT_TRUE(*cache.find("^" + number + "$", "")->matches(number));
  }
}

}  // namespace
}  // namespace quittance::regex
