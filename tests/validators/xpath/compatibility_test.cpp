// XPath 1.0 compatibility mode: what rule sources with queryBinding "xslt" mean.
#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "validators/xpath/evaluation.h"

namespace quittance::xpath {
namespace {

struct Case {
  const char* expression;
  const char* value;
  friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.expression; }
};

class Compatibility : public testing::TestWithParam<Case> {};

TEST_P(Compatibility, TakesFirstItemsAndNumbersAsXPath1Does) {
  StaticContext statics;
  statics.module = std::make_shared<Module>();
  statics.compatibility = true;
  const auto expression = compile(GetParam().expression, statics);
  ASSERT_TRUE(expression.ok()) << expression.error();
  const xml::Tree tree = std::move(xml::Reader().read("<a><b>1</b><b>2</b><c>x</c></a>")).value();
  Evaluation evaluation(statics.module);
  evaluation.start(tree);
  Focus focus;
  focus.item = evaluation.document();
  const auto value = expression->text(evaluation, focus);
  EXPECT_EQ(value ? *value : value.error().code, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Compatibility,
    testing::Values(Case{"string-length(//b)", "1"}, Case{"contains(//b, 1)", "true"},
                    Case{"concat(//b, //c)", "1x"}, Case{"//b + 1", "2"}, Case{"'2' * '3'", "6"},
                    Case{"//c + 1", "NaN"}, Case{"//none + 1", "NaN"}, Case{"//b = true()", "true"},
                    Case{"//none = false()", "true"}, Case{"'10' > '9'", "true"}, Case{"//b > '1'", "true"},
                    Case{"//c = 1", "false"}, Case{"//b = '2'", "true"}, Case{"substring('abc', '2')", "bc"},
                    Case{"-'1'", "-1"}, Case{"starts-with(//none, '')", "true"}, Case{"count(//b)", "2"}));

}  // namespace
}  // namespace quittance::xpath
