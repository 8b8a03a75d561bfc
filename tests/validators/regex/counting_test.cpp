// Long repetitions of one character, as CIUS-PT asks for attachments: ^(.{1,6826666})$.
#include <gtest/gtest.h>

#include "validators/regex/regex.h"

namespace quittance::regex {
namespace {

bool matches(std::string_view pattern, const std::string& text) {
  const auto regex = Regex::compile(pattern);
  EXPECT_TRUE(regex.ok()) << pattern << ": " << (regex.ok() ? "" : regex.error().detail);
  return regex.ok() && *regex->matches(text);
}

std::string as(std::size_t count) { return std::string(count, 'a'); }

TEST(Counting, HoldsToBothBounds) {
  EXPECT_FALSE(matches("^a{2500,5000}$", as(2499)));
  EXPECT_TRUE(matches("^a{2500,5000}$", as(2500)));
  EXPECT_TRUE(matches("^a{2500,5000}$", as(5000)));
  EXPECT_FALSE(matches("^a{2500,5000}$", as(5001)));
  EXPECT_TRUE(matches("a{2500,5000}", as(9000))) << "without anchors a part is enough";
}

TEST(Counting, CountsCharactersAndNotOctets) {
  std::string text;
  for (int i = 0; i < 2500; ++i) text += "é";
  EXPECT_TRUE(matches("^(.{1,2500})$", text));
  EXPECT_FALSE(matches("^(.{1,2499})$", text));
}

TEST(Counting, TakesNothingForNoneWhereNoneIsAllowed) {
  EXPECT_TRUE(matches("^x(.{0,6826666})$", "x"));
  EXPECT_FALSE(matches("^x(.{1,6826666})$", "x"));
  EXPECT_FALSE(matches("^.{1,6826666}$", "a\nb")) << "the dot takes no newline";
}

TEST(Counting, BeginsAnewAfterAnotherCharacter) {
  EXPECT_FALSE(matches("a{2500}b", as(2499) + "c" + as(2499) + "b"));
  EXPECT_TRUE(matches("a{2500}b", as(2499) + "c" + as(2600) + "b"));
  EXPECT_TRUE(matches("^(a{2001,2100}c)+$", as(2001) + "c" + as(2100) + "c"));
  EXPECT_FALSE(matches("^(a{2001,2100}c)+$", as(2001) + "c" + as(2101) + "c"));
}

TEST(Counting, FollowsOneCounterByAnother) {
  EXPECT_FALSE(matches("^a{2100,}.{2100,2200}$", as(4199)));
  EXPECT_TRUE(matches("^a{2100,}.{2100,2200}$", as(4200)));
  EXPECT_TRUE(matches("^a{2100,}.{2100,2200}$", as(9000)));
  EXPECT_FALSE(matches("^a{2100,2101}b?a{2100}$", as(4202)));
  EXPECT_TRUE(matches("^a{2100,2101}b?a{2100}$", as(4201)));
}

TEST(Counting, TakesBoundsThatNoTextReaches) {
  EXPECT_TRUE(matches("^a{1,99999999999999999999}$", as(10)));
  EXPECT_FALSE(matches("a{99999999999999999999}", as(10)));
}

TEST(Counting, SaysThatItDoesNotReplace) {
  const auto regex = Regex::compile("a{2001}");
  ASSERT_TRUE(regex.ok());
  EXPECT_EQ(regex->replace(as(2001), "b").error().code, "FORX0002");
}

}  // namespace
}  // namespace quittance::regex
