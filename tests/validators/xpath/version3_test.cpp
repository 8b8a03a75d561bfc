// What rule authors may write beyond XPath 2.0, where the rules are for a processor of XSLT 3.0 too.
#include <gtest/gtest.h>

#include "tests/validators/xpath/evaluated.h"

namespace quittance::xpath {
namespace {

constexpr const char* kDocument = "<a><b x='1'>1</b><b x='2'>2</b><c><b x='3'>3</b></c></a>";

std::string value(std::string_view expression) {
  StaticContext statics;
  statics.version3 = true;
  return evaluated(expression, kDocument, std::move(statics));
}

TEST(Version3, ConcatenatesByBars) {
  EXPECT_EQ(value("'a' || 1 + 1 || ()"), "a2");
  EXPECT_EQ(value("'a' || 'b' = 'ab'"), "true");
  EXPECT_EQ(value("'n' || 1 to 2"), "XPTY0004") << "a range binds tighter, and has two items";
  EXPECT_EQ(value("('a', 'b') || 'c'"), "XPTY0004");
}

TEST(Version3, TakesNamesWithTheirUri) {
  const std::string document = "<a xmlns='urn:x'><b>1</b><b>2</b><c xmlns=''>3</c></a>";
  const auto value_of = [&](std::string_view expression) {
    StaticContext statics;
    statics.version3 = true;
    statics.default_element_namespace = "urn:x";
    return evaluated(expression, document, std::move(statics));
  };
  EXPECT_EQ(value_of("Q{urn:x}a/Q{ urn:x }b"), "1|2") << "white space of the URI is collapsed";
  EXPECT_EQ(value_of("Q{urn:x}a/Q{}c"), "3") << "no namespace, whatever the default is";
  EXPECT_EQ(value_of("count(/*/Q{urn:x}*)"), "2");
  EXPECT_EQ(value_of("Q{http://www.w3.org/2005/xpath-functions}count(a/b)"), "2");
  EXPECT_EQ(value_of("a/Q{}c cast as Q{http://www.w3.org/2001/XMLSchema}integer"), "3");
  EXPECT_EQ(value_of("for $Q{urn:v}n in 1 to 2 return $Q{urn:v}n + 1"), "2|3");
  EXPECT_EQ(value_of("Q{urn:x} a"), "XPST0003");
  EXPECT_EQ(value_of("Q{urn:{x}}a"), "XPST0003");
  EXPECT_EQ(value_of("Q{urn:x"), "XPST0003");
  EXPECT_EQ(evaluated("Q{urn:x}a", document, StaticContext()), "XPST0003") << "XPath 2.0 has no such names";
}

TEST(Version3, MapsItemByItem) {
  EXPECT_EQ(value("(1 to 3) ! (. * .)"), "1|4|9");
  EXPECT_EQ(value("//b ! @x"), "1|2|3");
  EXPECT_EQ(value("//b ! .. ! name()"), "a|a|c") << "nodes stay twice, unlike those of a path";
  EXPECT_EQ(value("//b ! position()"), "1|2|3");
  EXPECT_EQ(value("//b ! last()"), "3|3|3");
  EXPECT_EQ(value("reverse(//b) ! string()"), "3|2|1");
  EXPECT_EQ(value("//c ! b/@x + 1"), "4") << "it binds tighter than +";
  EXPECT_EQ(value("-(1, 2)[1] ! 3"), "-3");
  EXPECT_EQ(value("1 != 2"), "true");
}

TEST(Version3, BindsByLet) {
  EXPECT_EQ(value("let $x := //b return count($x)"), "3");
  EXPECT_EQ(value("let $x := 2, $y := $x * 3 return $y - $x"), "4");
  EXPECT_EQ(value("for $i in 1 to 2 return let $j := $i * 10 return $j + $i"), "11|22");
  EXPECT_EQ(value("some $b in //b satisfies let $x := $b/@x return $x = 2"), "true");
  EXPECT_EQ(value("let $x := 1 return (let $x := 2 return $x) + $x"), "3");
  EXPECT_EQ(value("count(let) + 1"), "1") << "the name is no keyword";
}

TEST(Version3, FailsByALetOnlyWhereItIsRead) {
  EXPECT_EQ(value("let $x := xs:integer('a') return 1"), "1");
  EXPECT_EQ(value("let $x := xs:integer('a') return if (true()) then 1 else $x"), "1");
  EXPECT_EQ(value("let $x := xs:integer('a') return $x + 1"), "FORG0001");
}

TEST(Version3, PassesOnByArrow) {
  EXPECT_EQ(value("'a b' => tokenize(' ') => count()"), "2");
  EXPECT_EQ(value("//b => string-join('-')"), "1-2-3");
  EXPECT_EQ(value("- 2 => abs()"), "2") << "the sign binds tighter";
  EXPECT_EQ(value("'1' => xs:integer() => xs:string() || 'x'"), "1x");
  EXPECT_EQ(value("1 => nofunction()"), "XPST0017");
  EXPECT_EQ(value("1 => 2"), "XPST0003");
}

TEST(Version3, IsNotXPath2) {
  for (const char* expression : {"'a' || 'b'", "1 ! 2", "let $x := 1 return $x", "1 => abs()"})
    EXPECT_EQ(evaluated(expression, kDocument), "XPST0003") << expression;
}

}  // namespace
}  // namespace quittance::xpath
