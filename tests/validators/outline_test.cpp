#include "validators/outline.h"

#include <gmock/gmock.h>

namespace quittance::validators {
namespace {

using testing::ElementsAre;

std::vector<Part> parts(std::string_view expression) {
  auto told = outline(expression, 100);
  EXPECT_TRUE(told.ok());
  return told ? std::move(told).value() : std::vector<Part>();
}

TEST(Outline, TakesOperatorsApartFromTheLoosestToTheTightest) {
  EXPECT_THAT(parts("a = b + c * 2 or d"),
              ElementsAre(Part{0, "a = b + c * 2 or d"}, Part{1, "a = b + c * 2"}, Part{2, "a"},
                          Part{2, "b + c * 2"}, Part{3, "b"}, Part{3, "c * 2"}, Part{4, "c"}, Part{1, "d"}));
}

TEST(Outline, TakesCallsApartAndLeavesLiteralsOut) {
  EXPECT_THAT(parts("not(contains(normalize-space(a), '::'))"),
              ElementsAre(Part{0, "not(contains(normalize-space(a), '::'))"},
                          Part{1, "contains(normalize-space(a), '::')"}, Part{2, "normalize-space(a)"},
                          Part{3, "a"}));
}

TEST(Outline, LeavesPathsWholeForTheirPredicatesHaveAnotherContext) {
  EXPECT_THAT(parts("//x[a and b]/y"), ElementsAre(Part{0, "//x[a and b]/y"}));
}

TEST(Outline, TellsNamesFromOperatorsByWhereTheyStand) {
  EXPECT_THAT(parts("or or and"), ElementsAre(Part{0, "or or and"}, Part{1, "or"}, Part{1, "and"}));
  EXPECT_THAT(parts("* * div"), ElementsAre(Part{0, "* * div"}, Part{1, "*"}, Part{1, "div"}));
  EXPECT_THAT(parts("a/div"), ElementsAre(Part{0, "a/div"}));
}

TEST(Outline, DoesNotLookBehindTheVariablesOfForSomeAndEvery) {
  EXPECT_THAT(parts("every $l in a, $m in b satisfies $l = 1 and $m"),
              ElementsAre(Part{0, "every $l in a, $m in b satisfies $l = 1 and $m"}));
  EXPECT_THAT(
      parts("sum(for $l in a, $m in b return $l)"),
      ElementsAre(Part{0, "sum(for $l in a, $m in b return $l)"}, Part{1, "for $l in a, $m in b return $l"}));
}

TEST(Outline, TakesOfAConditionWhatIsDecidedFirst) {
  EXPECT_THAT(parts("if (a) then b else 1 div 0"),
              ElementsAre(Part{0, "if (a) then b else 1 div 0"}, Part{1, "a"}));
}

TEST(Outline, KeepsATypeWithTheOperandBeforeIt) {
  EXPECT_THAT(parts("a castable as xs:decimal and b"),
              ElementsAre(Part{0, "a castable as xs:decimal and b"}, Part{1, "a castable as xs:decimal"},
                          Part{1, "b"}));
}

TEST(Outline, DropsParenthesesAroundTheWhole) {
  EXPECT_THAT(parts("((a))"), ElementsAre(Part{0, "a"}));
  EXPECT_THAT(parts("(a) = (b)"), ElementsAre(Part{0, "(a) = (b)"}, Part{1, "a"}, Part{1, "b"}));
}

TEST(Outline, IsBounded) {
  std::string deep, wide = "a";
  for (int i = 0; i < 500; ++i) deep += "not(";
  for (int i = 0; i < 500; ++i) wide += " + a";
  EXPECT_LT(outline(deep, 1000)->size(), 50U);
  EXPECT_EQ(outline(wide, 10)->size(), 10U);
}

TEST(Outline, RefusesWhatIsNoXPath) { EXPECT_EQ(outline("'open", 10).error().code, "XPST0003"); }

}  // namespace
}  // namespace quittance::validators
