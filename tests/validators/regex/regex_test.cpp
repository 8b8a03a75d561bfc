#include "validators/regex/regex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace quittance::regex {
namespace {

using testing::ElementsAre;

Regex compiled(std::string_view pattern, std::string_view flags = {}) {
  auto regex = Regex::compile(pattern, flags);
  EXPECT_TRUE(regex.ok()) << pattern << ": " << (regex.ok() ? Error{} : regex.error());
  return regex.ok() ? *regex : *Regex::compile("");
}

bool matches(std::string_view pattern, std::string_view text, std::string_view flags = {}) {
  const auto out = compiled(pattern, flags).matches(text);
  EXPECT_TRUE(out.ok()) << pattern;
  return out.ok() && *out;
}

std::string replaced(std::string_view pattern, std::string_view text, std::string_view by,
                     std::string_view flags = {}) {
  const auto out = compiled(pattern, flags).replace(text, by);
  return out.ok() ? *out : out.error().code;
}

std::vector<std::string> tokens(std::string_view pattern, std::string_view text) {
  const auto out = compiled(pattern).tokenize(text);
  if (!out.ok()) return {out.error().code};
  return {out->begin(), out->end()};
}

struct Case {
  const char* name;
  const char* pattern;
  const char* flags;
  const char* text;
  bool matches;
};

class Matches : public testing::TestWithParam<Case> {};

TEST_P(Matches, AsTheSpecificationSays) {
  const Case& c = GetParam();
  EXPECT_EQ(matches(c.pattern, c.text, c.flags), c.matches)
      << '/' << c.pattern << '/' << c.flags << " on \"" << c.text << '"';
}

INSTANTIATE_TEST_SUITE_P(
    Regex, Matches,
    testing::Values(
        Case{"anywhere", "bra", "", "abracadabra", true}, Case{"anchored", "^a.*a$", "", "abracadabra", true},
        Case{"anchored_not", "^bra", "", "abracadabra", false},
        Case{"end_is_the_very_end", "a$", "", "a\n", false}, Case{"empty_pattern", "", "", "x", true},
        Case{"gln", "^[0-9]{13}$", "", "7300010000001", true},
        Case{"gln_short", "^[0-9]{13}$", "", "730001000000", false},
        Case{"open_range", "^a{2,}$", "", "aaaa", true}, Case{"open_range_not", "^a{2,}$", "", "a", false},
        Case{"zero_times", "^a{0}b$", "", "b", true}, Case{"range", "^(ab){1,2}$", "", "ababab", false},
        Case{"digit_of_any_script", "^\\d$", "", "\xD9\xA3", true},
        Case{"not_digit", "^\\D$", "", "\xD9\xA3", false},
        Case{"word_takes_no_punctuation", "^\\w+$", "", "a-b", false},
        Case{"word_letters", "^\\w+$", "", "\xC3\xA4\xE4\xBD\xA0", true},
        Case{"name_characters", "^\\i\\c*$", "", "x:y-1.\xC3\xBC", true},
        Case{"name_start", "^\\i", "", "-x", false}, Case{"space", "^\\s$", "", "\xC2\xA0", false},
        Case{"category", "^\\p{Lu}\\p{Ll}+$", "", "\xC3\x84pfel", true},
        Case{"category_inverse", "^\\P{L}$", "", "5", true},
        Case{"block", "^\\p{IsBasicLatin}+$", "", "abc", true},
        Case{"block_not", "^\\p{IsBasicLatin}+$", "", "\xC3\xA4", false},
        Case{"block_with_hyphen", "\\p{IsLatin-1Supplement}", "", "\xC3\xA4", true},
        Case{"block_by_old_name", "\\p{IsGreek}", "", "\xCE\xB1", true},
        Case{"subtraction", "^[a-z-[aeiou]]+$", "", "xyz", true},
        Case{"subtraction_not", "^[a-z-[aeiou]]+$", "", "xaz", false},
        Case{"nested_subtraction", "^[a-z-[b-y-[m]]]+$", "", "amz", true},
        Case{"negated_then_subtracted", "^[^a-[b]]$", "", "b", false},
        Case{"negated_class", "^[^@\\s]+@([^@.\\s]+\\.)+[^@.\\s]+$", "", "a@b.example", true},
        Case{"hyphen_first", "^[-a]+$", "", "-a", true}, Case{"hyphen_last", "^[a-]+$", "", "-a", true},
        Case{"hyphen_after_escape", "^[\\w-.]+$", "", "a-.", true},
        Case{"dot_in_class", "^[.]$", "", "x", false},
        Case{"one_code_point", "^.$", "", "\xF0\x9F\x98\x80", true},
        Case{"dot_no_newline", "a.b", "", "a\nb", false}, Case{"dot_no_return", "a.b", "", "a\rb", false},
        Case{"dot_all", "a.b", "s", "a\nb", true}, Case{"lines", "^b$", "m", "a\nb\nc", true},
        Case{"lines_not", "^b$", "", "a\nb\nc", false},
        Case{"no_line_after_last_newline", "\n^$", "m", "a\n", false},
        Case{"case",
             "^stra\xC3\x9F"
             "e$",
             "i",
             "STRA\xC3\x9F"
             "E",
             true},
        Case{"case_class", "^[A-Z]+$", "i", "abc", true},
        Case{"case_range_negated", "^[^a-z]$", "i", "Q", false},
        Case{"case_keeps_properties", "^\\p{Lu}$", "i", "a", false},
        Case{"case_greek_sigma", "\xCE\xA3", "i", "\xCF\x82", true},
        Case{"free_spacing", "^ a\n b $", "x", "ab", true},
        Case{"free_spacing_not_in_class", "^[ ]$", "x", " ", true},
        Case{"literal", "a.b*", "q", "xa.b*y", true}, Case{"literal_case", "A.B", "qi", "xa.by", true},
        Case{"alternation_of_nothing", "^(a|)$", "", "", true},
        Case{"group_without_capture", "^(?:ab)+$", "", "abab", true},
        Case{"escaped_slash", "^a\\/b$", "", "a/b", true}, Case{"reluctant", "^a+?$", "", "aaa", true},
        Case{"loop_of_nothing", "^(a*)*$", "", "aab", false},
        Case{"loop_of_nothing_yes", "^(a*)+b$", "", "aab", true}),
    [](const auto& info) { return info.param.name; });

TEST(Regex, RefusesWhatTheGrammarDoesNotKnow) {
  for (const char* pattern : {
           "(",    ")", "a)",  "[",     "[]",     "[^]",      "[a",      "[b-a]",   "a{2,1}",         "a{x}",
           "a{1",  "*", "a**", "?",     "{1}",    "\\",       "\\y",     "\\p{Xx}", "\\p{IsKlingon}", "\\pL",
           "[[a]", "]", "}",   "(?=a)", "[a--b]", "[\\d-z-[", "a{1}{2}", "\\1",     "(a\\1)",
       }) {
    const auto regex = Regex::compile(pattern);
    ASSERT_FALSE(regex.ok()) << pattern;
    EXPECT_EQ(regex.error().code, "FORX0002") << pattern;
  }
  EXPECT_EQ(Regex::compile("a", "g").error().code, "FORX0001");
}

TEST(Regex, NamesThePlaceOfTheMistake) {
  EXPECT_EQ(Regex::compile("ab[z-a]").error().detail,
            "a range of characters that ends before it begins at character 7: ab[z-a]");
}

TEST(Regex, RefusesExpressionsThatWouldFillTheMemory) {
  EXPECT_EQ(Regex::compile("((a{100}){100}){100}").error().code, "FORX0002");
  EXPECT_EQ(Regex::compile(std::string(100'000, '(')).error().code, "FORX0002");
  std::string groups;
  for (int i = 0; i < 4000; ++i) groups += "(a)";
  EXPECT_EQ(Regex::compile(groups).error().code, "FORX0002");
}

TEST(Regex, ReplacesByGroups) {
  EXPECT_EQ(replaced("bra", "abracadabra", "*"), "a*cada*");
  EXPECT_EQ(replaced("a.*a", "abracadabra", "*"), "*");
  EXPECT_EQ(replaced("a.*?a", "abracadabra", "*"), "*c*bra");
  EXPECT_EQ(replaced("a(.)", "abracadabra", "a$1$1"), "abbraccaddabbra");
  EXPECT_EQ(replaced("A+", "AAAA", "b"), "b");
  EXPECT_EQ(replaced("A+?", "AAAA", "b"), "bbbb");
  EXPECT_EQ(replaced("^(.*?)d(.*)$", "darted", "$1c$2"), "carted");
  EXPECT_EQ(replaced("(a)|b", "ab", "[$1]"), "[a][]");
  EXPECT_EQ(replaced("(a)", "a", "$12"), "a2") << "$1, then 2: there is no group 12";
  EXPECT_EQ(replaced("a", "a", "\\$\\\\$0"), "$\\a");
  EXPECT_EQ(replaced("a.", "a.ab", "$1", "q"), "$1ab");
  EXPECT_EQ(replaced("(ab|a)(bc)?", "abc", "[$1|$2]"), "[ab|]c") << "the first alternative wins";
  EXPECT_EQ(replaced("\xC3\xA4", "x\xC3\xA4y", "\xC3\xB6"), "x\xC3\xB6y");
}

TEST(Regex, RefusesReplacementsAndEmptyMatches) {
  EXPECT_EQ(replaced("a", "a", "$"), "FORX0004");
  EXPECT_EQ(replaced("a", "a", "$x"), "FORX0004");
  EXPECT_EQ(replaced("a", "a", "\\n"), "FORX0004");
  EXPECT_EQ(replaced("a*", "b", "x"), "FORX0003");
  EXPECT_EQ(replaced("^$", "b", "x", "m"), "FORX0003");
  EXPECT_THAT(tokens("a*", "b"), ElementsAre("FORX0003"));
}

TEST(Regex, Tokenizes) {
  EXPECT_THAT(tokens("\\s+", "The cat sat"), ElementsAre("The", "cat", "sat"));
  EXPECT_THAT(tokens(",", ",a,,b,"), ElementsAre("", "a", "", "b", ""));
  EXPECT_THAT(tokens("(\\r?\\n)", "one\r\ntwo\nthree"), ElementsAre("one", "two", "three"));
  EXPECT_THAT(tokens("ab|a", "xaby"), ElementsAre("x", "y"));
  EXPECT_THAT(tokens(",", ""), ElementsAre());
}

TEST(Regex, FindsMatchesOfNothingOnce) {
  const auto found = *compiled("a*").find_all("baa");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0][0], (Span{0, 0}));
  EXPECT_EQ(found[1][0], (Span{1, 3}));
  EXPECT_EQ(found[2][0], (Span{3, 3}));
}

TEST(Regex, TakesTimeLinearInTheTextWhateverTheExpression) {
  const std::string hostile(1'000'000, 'a');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(matches("^(a+)+$", hostile + "!"));
  EXPECT_FALSE(matches("(a|a)*b", hostile));
  EXPECT_FALSE(matches("^[^@\\s]+@([^@.\\s]+\\.)+[^@.\\s]+$", hostile));
  EXPECT_FALSE(matches(".*([0-9].*){3,}.*", hostile));
  EXPECT_FALSE(matches("(.*)(.*)(.*)(.*)(.*)[^a]", hostile));
  EXPECT_EQ(replaced("(a*)*b|!", hostile + "!", "").size(), hostile.size());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Regex, AnswersTheSameWhenItHasTooManyStatesToKeep) {
  // 2^17 states: the automaton forgets and begins anew several times
  const Regex regex = compiled("(a|b)*a(a|b){16}c");
  std::string text;
  unsigned random = 1;
  for (int i = 0; i < 300'000; ++i) text += (random = random * 1664525 + 1013904223) >> 31U != 0 ? 'a' : 'b';
  EXPECT_FALSE(*regex.matches(text));
  text[text.size() - 17] = 'a';
  EXPECT_TRUE(*regex.matches(text + "c"));
  text[text.size() - 17] = 'b';
  EXPECT_FALSE(*regex.matches(text + "c"));
}

TEST(Regex, MatchesBackReferences) {
  EXPECT_TRUE(matches("^(.)(.)\\2\\1$", "abba"));
  EXPECT_FALSE(matches("^(.)(.)\\2\\1$", "abab"));
  EXPECT_TRUE(matches("([md])[aeiou]\\1", "Mum", "i"));
  EXPECT_TRUE(matches("^(a)|b\\1$", "b")) << "a group that took no part stands for nothing";
  EXPECT_TRUE(matches("^(a*)*\\1$", "aa"));
  EXPECT_EQ(replaced("(['\"])(.*?)\\1", "say 'it\"s' or \"no\"", "<$2>"), "say <it\"s> or <no>");
  EXPECT_THAT(tokens("(-)\\1", "a--b-c"), ElementsAre("a", "b-c"));
}

TEST(Regex, GivesUpOnBackReferencesRatherThanHang) {
  const auto out = compiled("^(a+)+\\1b$").matches(std::string(5000, 'a'));
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().code, "BUDGET");
}

TEST(Regex, IsSharedByThreads) {
  const Regex lazy = compiled("(a|b)*a(a|b){12}c");
  const Regex complete = compiled("^[0-9]+$");
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round)
        if (*lazy.matches("bba" + std::string(12, 'b') + "c") && *complete.matches("123") &&
            *lazy.replace("x" + std::string(13, 'a') + "cx", "-") == "x-x")
          ++right;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
}

}  // namespace
}  // namespace quittance::regex
