// Paths that have a short way of their own give what the long way would.
#include "validators/xpath/code/path.h"

#include <gtest/gtest.h>

#include "tests/validators/xpath/evaluated.h"

namespace quittance::xpath {
namespace {

constexpr const char* kAttributes =
    "<a i='1' j='2'><b j='3'><c i='4'>t</c></b><?i i='no'?><!--i='no'--><b i='5' j='6'/></a>";

TEST(AttributesBelow, ComeInDocumentOrderOnceEach) {
  EXPECT_EQ(evaluated("//@i", kAttributes), "1|4|5");
  EXPECT_EQ(evaluated("/a/b//@i", kAttributes), "4|5");
  EXPECT_EQ(evaluated("/a//b//@j", kAttributes), "3|6");
  EXPECT_EQ(evaluated("//@i/../@j", kAttributes), "2|6");
  EXPECT_EQ(evaluated("count(//@*)", kAttributes), "6");
}

TEST(AttributesBelow, AreFilteredOneByOne) {
  EXPECT_EQ(evaluated("//@i[. > 1]", kAttributes), "4|5");
  EXPECT_EQ(evaluated("//@i[../@j]", kAttributes), "1|5");
  EXPECT_EQ(evaluated("//@i[1]", kAttributes), "1|4|5") << "the first of each element";
  EXPECT_EQ(evaluated("//@i[2]", kAttributes), "()");
  EXPECT_EQ(evaluated("(//@i)[2]", kAttributes), "4");
  EXPECT_EQ(evaluated("//@i[. = 'x'][xs:date(.)]", kAttributes), "()");
}

TEST(AttributesBelow, AreNoneBelowWhatHasNone) {
  EXPECT_EQ(evaluated("//@j//@i", kAttributes), "()");
  EXPECT_EQ(evaluated("//text()//@i", kAttributes), "()");
  EXPECT_EQ(evaluated("//@none", kAttributes), "()");
}

TEST(OneChildOfAName, IsCountedAmongThoseOfItsName) {
  constexpr const char* document = "<a><x/><b>1</b><x/><b>2</b><b>3</b><c><b>4</b></c></a>";
  EXPECT_EQ(evaluated("/a/b[1]", document), "1");
  EXPECT_EQ(evaluated("/a/b[3]", document), "3");
  EXPECT_EQ(evaluated("/a/b[4]", document), "()");
  EXPECT_EQ(evaluated("/a/b[0]", document), "()");
  EXPECT_EQ(evaluated("/a/c[1]/b[1]", document), "4");
  EXPECT_EQ(evaluated("/a/b[2]/../b[3]", document), "3");
  EXPECT_EQ(evaluated("//b[1]", document), "1|4");
  EXPECT_EQ(evaluated("xs:decimal(/a/b[2]) + 1", document), "3");
  EXPECT_EQ(evaluated("/a/*/name()", document), "x|b|x|b|b|c");
}

TEST(OneChildOfAName, IsFoundAmongManyChildren) {
  std::string document = "<a>";
  for (int i = 1; i <= 400; ++i) document += "<b>" + std::to_string(i) + "</b><c/>";
  document += "</a>";
  EXPECT_EQ(evaluated("/a/b[1]", document), "1");
  EXPECT_EQ(evaluated("/a/b[399]", document), "399");
  EXPECT_EQ(evaluated("/a/b[401]", document), "()");
  EXPECT_EQ(evaluated("count(/a/b)", document), "400");
  EXPECT_EQ(evaluated("/a/d[1]", document), "()");
}

TEST(Quotients, ThatEndAreExact) {
  EXPECT_EQ(evaluated("100.50 div 2"), "50.25");
  EXPECT_EQ(evaluated("1 div 8"), "0.125");
  EXPECT_EQ(evaluated("7 div 0.07"), "100");
  EXPECT_EQ(evaluated("0.07 div 0.7"), "0.1");
  EXPECT_EQ(evaluated("-3.6 div 1.2"), "-3");
  EXPECT_EQ(evaluated("3.6 div -1.2"), "-3");
  EXPECT_EQ(evaluated("12.34 div 1"), "12.34");
  EXPECT_EQ(evaluated("1.23456789012345678 div 1.0"), "1.23456789012345678");
  EXPECT_EQ(evaluated("0 div 5"), "0");
  EXPECT_EQ(evaluated("5 div 0"), "FOAR0001");
  EXPECT_EQ(evaluated("9223372036854775807 div 1"), "9223372036854775807");
  EXPECT_EQ(evaluated("(1 div 3) < 0.3333333333333334"), "true");
}

}  // namespace
}  // namespace quittance::xpath
