#include "validators/outline.h"

#include <gmock/gmock.h>

#include <array>

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
              ElementsAre(Part{0, "a = b + c * 2 or d", {}}, Part{1, "a = b + c * 2", {}}, Part{2, "a", {}},
                          Part{2, "b + c * 2", {}}, Part{3, "b", {}}, Part{3, "c * 2", {}}, Part{4, "c", {}},
                          Part{1, "d", {}}));
}

TEST(Outline, TakesCallsApartAndLeavesLiteralsOut) {
  EXPECT_THAT(parts("not(contains(normalize-space(a), '::'))"),
              ElementsAre(Part{0, "not(contains(normalize-space(a), '::'))", {}},
                          Part{1, "contains(normalize-space(a), '::')", {}},
                          Part{2, "normalize-space(a)", {}}, Part{3, "a", {}}));
}

/// "source <- binder, binder" for each part that has binders.
std::vector<std::string> bound(std::string_view expression, const Definitions& definitions = {}) {
  const auto told = outline(expression, 100, definitions);
  EXPECT_TRUE(told.ok());
  std::vector<std::string> out;
  for (const Part& part : *told) {
    if (part.binders.empty()) continue;
    std::string line = std::to_string(part.depth) + " " + part.source + " <-";
    for (const Binder& binder : part.binders) {
      constexpr std::array kWords{"each", "context", "guard", "let"};
      line += std::string(" ") + kWords.at(static_cast<std::size_t>(binder.kind)) + " " + binder.variable +
              "(" + binder.source + ")";
    }
    out.push_back(line);
  }
  return out;
}

TEST(Outline, LooksIntoPredicatesWhereverTheirContextIs) {
  EXPECT_THAT(parts("//x[a = 1]/y"),
              ElementsAre(Part{0, "//x[a = 1]/y", {}}, Part{1, "//x", {}}, testing::_, testing::_));
  EXPECT_THAT(bound("//x[a = 1][2]/y[b]"), ElementsAre("2 a = 1 <- context (//x)", "3 a <- context (//x)",
                                                       "2 b <- context (//x[a = 1][2]/y)"));
  EXPECT_THAT(bound("a[position() = last()]"), testing::IsEmpty());
}

TEST(Outline, TellsNamesFromOperatorsByWhereTheyStand) {
  EXPECT_THAT(parts("or or and"),
              ElementsAre(Part{0, "or or and", {}}, Part{1, "or", {}}, Part{1, "and", {}}));
  EXPECT_THAT(parts("* * div"), ElementsAre(Part{0, "* * div", {}}, Part{1, "*", {}}, Part{1, "div", {}}));
  EXPECT_THAT(parts("a/div"), ElementsAre(Part{0, "a/div", {}}));
}

TEST(Outline, LooksBehindTheVariablesOfForSomeAndEvery) {
  EXPECT_THAT(bound("every $l in a, $m in b/c satisfies $l = 1 and $m"),
              ElementsAre("1 b/c <- each l(a)", "2 $l = 1 and $m <- each l(a) each m(b/c)",
                          "3 $l = 1 <- each l(a) each m(b/c)", "4 $l <- each l(a) each m(b/c)",
                          "3 $m <- each l(a) each m(b/c)"));
  EXPECT_THAT(bound("sum((for $l in a return $l, 1))"), ElementsAre("4 $l <- each l(a)"));
  EXPECT_THAT(bound("sum(for $l in a, $m in b return $l)"),
              ElementsAre("2 b <- each l(a)", "3 $l <- each l(a) each m(b)"));
}

TEST(Outline, LooksIntoTheBranchThatIsTaken) {
  EXPECT_THAT(parts("if (a) then 1 else 2"),
              ElementsAre(Part{0, "if (a) then 1 else 2", {}}, Part{1, "a", {}}));
  EXPECT_THAT(
      bound("if (a) then if (b) then c else d else e"),
      ElementsAre("1 if (b) then c else d <- guard (a)", "2 b <- guard (a)", "2 c <- guard (a) guard (b)",
                  "2 d <- guard (a) guard (not(b))", "1 e <- guard (not(a))"));
}

TEST(Outline, LooksIntoFunctionsAndVariablesOnce) {
  Definitions definitions;
  definitions.function = [](const std::string& name, const std::vector<std::string>& arguments) {
    std::vector<Meaning> out;
    if (name == "f:x") out.push_back({{{Binder::Kind::let, "p", arguments.at(0)}}, "$p = 1 or f:x(2)"});
    return out;
  };
  definitions.variable = [](const std::string& name) {
    return name == "v" ? std::string("w") : std::string();
  };
  EXPECT_THAT(bound("f:x($v)", definitions),
              ElementsAre("1 $p = 1 or f:x(2) <- let p($v)", "2 $p = 1 <- let p($v)", "3 $p <- let p($v)",
                          "2 f:x(2) <- let p($v)"));
  const auto told = outline("$v + $v", 100, definitions);
  ASSERT_EQ(told->size(), 4U);
  EXPECT_EQ((*told)[2], (Part{2, "w", {}}));
}

TEST(Outline, KeepsATypeWithTheOperandBeforeIt) {
  EXPECT_THAT(parts("a castable as xs:decimal and b"),
              ElementsAre(Part{0, "a castable as xs:decimal and b", {}},
                          Part{1, "a castable as xs:decimal", {}}, Part{1, "b", {}}));
}

TEST(Outline, DropsParenthesesAroundTheWhole) {
  EXPECT_THAT(parts("((a))"), ElementsAre(Part{0, "a", {}}));
  EXPECT_THAT(parts("(a) = (b)"), ElementsAre(Part{0, "(a) = (b)", {}}, Part{1, "a", {}}, Part{1, "b", {}}));
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
