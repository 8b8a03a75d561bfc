#include "validators/explain.h"

#include <gmock/gmock.h>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"

namespace quittance::validators {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kOrders = R"x(<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
  <ns prefix="f" uri="urn:f"/>
  <function xmlns="http://www.w3.org/1999/XSL/Transform" name="f:known"><param name="code" as="xs:string"/>
    <variable name="short" select="upper-case($code)"/><sequence select="$short = ('A', 'B')"/></function>
  <pattern id="lines">
    <rule context="line[@free]"><assert id="OTHER" test="true()">Free lines are not summed</assert></rule>
    <rule context="line">
      <let name="due" value="xs:decimal(@price) * xs:decimal(@count)"/>
      <let name="idle" value="1"/>
      <assert id="SUM" flag="fatal" test="xs:decimal(.) = $due">[SUM] Line (BT-131) is <value-of select="$due"/></assert>
      <report id="MANY" test="@count > 9">Many</report>
      <assert id="CODES" test="every $c in code satisfies f:known($c)">Codes</assert>
    </rule>
  </pattern></schema>)x";

class ExplainRule : public testing::Test {
 protected:
  ExplainRule() {
    auto files = std::make_shared<schematron::MemoryFiles>();
    files->by_name["orders.sch"] = kOrders;
    source_ = {"ORDERS", "1.0", "00", "orders.sch", files};
  }
  std::vector<Occasion> on(const std::string& id, const std::string& document) {
    xml::Reader reader;
    tree_ = *reader.read(document);
    auto told = explain_rule(source_, id, *tree_, {});
    EXPECT_TRUE(told.ok()) << told.error().detail;
    return told ? std::move(told).value() : std::vector<Occasion>();
  }
  static std::vector<std::string> lines(const Occasion& occasion) {
    std::vector<std::string> out;
    for (const auto& part : occasion.parts)
      out.push_back(std::to_string(part.depth) + " " + part.expression + " = " + part.value);
    return out;
  }

  PackSource source_;
  std::optional<xml::Tree> tree_;
};

TEST_F(ExplainRule, TellsItsWordsAsWritten) {
  const auto found = find_rule(source_, "SUM");
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 1U);
  const RuleText& words = found->front();
  EXPECT_EQ(words.context, "line");
  EXPECT_EQ(words.test, "xs:decimal(.) = $due");
  EXPECT_EQ(words.text, "[SUM] Line (BT-131) is {$due}");
  EXPECT_EQ(words.flag, "fatal");
  EXPECT_EQ(words.pattern, "lines");
  EXPECT_FALSE(words.is_report);
  EXPECT_THAT(words.terms, ElementsAre("BT-131"));
  EXPECT_THAT(words.variables, ElementsAre(std::pair<std::string, std::string>{
                                   "due", "xs:decimal(@price) * xs:decimal(@count)"}));
  EXPECT_THAT(words.place, HasSubstr("orders.sch:10:"));
}

TEST_F(ExplainRule, KnowsNothingOfARuleThatIsNotThere) { EXPECT_THAT(*find_rule(source_, "X"), IsEmpty()); }

TEST_F(ExplainRule, TellsTheValueOfEachPartWhereItFiredAndWhereItHeld) {
  const auto told =
      on("SUM", "<o><line price='2.5' count='2'>5</line>\n<line price='1' count='3'>4</line></o>");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_FALSE(told[0].fired);
  EXPECT_TRUE(told[1].fired);
  EXPECT_EQ(told[1].location, "/*:o[1]/*:line[2]");
  EXPECT_EQ(told[1].position.line, 2U);
  EXPECT_EQ(told[1].text, "[SUM] Line (BT-131) is 3");
  EXPECT_THAT(
      lines(told[1]),
      ElementsAre("0 xs:decimal(.) = $due = false", "1 xs:decimal(.) = 4", "2 . = <line> \"4\"", "1 $due = 3",
                  "2 xs:decimal(@price) * xs:decimal(@count) = 3", "3 xs:decimal(@price) = 1",
                  "4 @price = @price \"1\"", "3 xs:decimal(@count) = 3", "4 @count = @count \"3\""));
}

TEST_F(ExplainRule, TellsWhichItemFailedAndWhatItsFunctionsSaw) {
  const auto told = on("CODES", "<o><line price='1' count='1'>1<code>a</code>\n<code>X</code></line></o>");
  ASSERT_EQ(told.size(), 1U);
  const auto& parts = told[0].parts;
  ASSERT_GE(parts.size(), 4U);
  EXPECT_EQ(parts[2].expression, "$c, 2 of 2");
  EXPECT_EQ(parts[2].line, 2U);
  EXPECT_EQ(parts[2].location, "/*:o[1]/*:line[1]/*:code[2]");
  EXPECT_THAT(lines(told[0]),
              ElementsAre("0 every $c in code satisfies f:known($c) = false",
                          "1 code = 2 items: <code> \"a\", <code> \"X\"", "1 $c, 2 of 2 = code",
                          "2 f:known($c) = false", "3 $c = <code> \"X\"", "3 $short = ('A', 'B') = false",
                          "4 $short = \"X\"", "4 'A', 'B' = 2 items: \"A\", \"B\""));
}

TEST_F(ExplainRule, LeavesNodesToTheRuleThatClaimsThemFirst) {
  EXPECT_THAT(on("SUM", "<o><line free='1' price='1' count='3'>0</line></o>"), IsEmpty());
}

TEST_F(ExplainRule, TellsOfReportsWhenTheyHold) {
  const auto told = on("MANY", "<o><line price='1' count='10'>10</line></o>");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told[0].fired);
  EXPECT_THAT(lines(told[0]), ElementsAre("0 @count > 9 = true", "1 @count = @count \"10\""));
}

TEST_F(ExplainRule, TellsWhatIsMissingAndWhatCouldNotBeDecided) {
  const auto missing = on("MANY", "<o><line price='1'>1</line></o>");
  EXPECT_THAT(lines(missing.at(0)), ElementsAre("0 @count > 9 = false", "1 @count = ()"));
  const auto undecided = on("SUM", "<o><line price='one' count='1'>1</line></o>");
  ASSERT_EQ(undecided.size(), 1U);
  EXPECT_FALSE(undecided[0].fired);
  EXPECT_THAT(undecided[0].reason, HasSubstr("FORG0001"));
}

}  // namespace
}  // namespace quittance::validators
