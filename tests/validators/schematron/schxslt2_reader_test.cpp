#include <gmock/gmock.h>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"
#include "validators/schematron/examiner.h"
#include "validators/schematron/read.h"

namespace quittance::schematron {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kOwn = "Q{http://dmaus.name/ns/2023/schxslt}";

/// A stylesheet as SchXslt2 writes it: its patterns are called one and two, the group of their rules is g.
std::string stylesheet(const std::string& rules, const std::string& match = "root()",
                       const std::string& at_root = "") {
  return std::string(
             "<stylesheet xmlns='http://www.w3.org/1999/XSL/Transform' "
             "xmlns:svrl='http://purl.oclc.org/dsdl/svrl' version='3.0'") +
         at_root + "><variable name='" + kOwn + "phase' select='\"#ALL\"'/><param name='limit' select='3'/>" +
         "<mode use-accumulators=''/><mode name='group.g' on-no-match='shallow-skip'/>"
         "<template match='*' mode='group.g' priority='-10'><apply-templates select='@*' mode='#current'/>"
         "<apply-templates select='node()' mode='#current'/></template>" +
         rules + "<template match='" + match +
         "'><svrl:schematron-output schemaVersion='7'><try>"
         "<svrl:active-pattern id='one'/><svrl:active-pattern id='two'/>"
         "<apply-templates select='.' mode='group.g'/><catch><svrl:error/></catch></try>"
         "</svrl:schematron-output></template></stylesheet>";
}

std::string check(const std::string& id, const std::string& test, const std::string& message = "m") {
  return "<if test='" + test + "'><variable name='failed-assert'><svrl:failed-assert id='" + id +
         "' flag='fatal'><attribute name='location' select='path($" + kOwn + "rule-context)'/><svrl:text>" +
         message + "</svrl:text></svrl:failed-assert></variable><sequence select='$failed-assert'/></if>";
}

std::string rule(const std::string& match, int priority, const std::string& pattern,
                 const std::string& content, const std::string& visit = ".") {
  const std::string fired = "<svrl:fired-rule context='x'/><for-each select='" + visit + "'>" + content +
                            "</for-each><next-match/>";
  const std::string claimed = std::string("<choose><when test=\"'") + pattern + "' = $" + kOwn +
                              "pattern\"><svrl:suppressed-rule/><next-match/></when><otherwise>" + fired +
                              "</otherwise></choose>";
  return "<template match='" + match + "' mode='group.g' priority='" + std::to_string(priority) +
         "'><param name='" + kOwn + "pattern'/><variable name='" + kOwn + "rule-context' select='.'/>" +
         (pattern.empty() ? fired : claimed) + "</template>";
}

/// "R@/*:a[1] message" for each finding, or what was refused.
std::vector<std::string> outcome(const std::string& source, const std::string& document) {
  const MemoryFiles files{{"p.xslt", source}};
  auto schema = read("p.xslt", files);
  if (!schema) return {schema.error().detail};
  auto pack = Pack::compile(std::move(schema).value(), files);
  if (!pack) return {pack.error().detail};
  const auto tree = xml::Reader().read(document);
  EXPECT_TRUE(tree) << tree.error();
  Examiner examiner(*pack);
  const Examination examination = examiner.examine(*tree, {});
  EXPECT_TRUE(examination.undecided.empty());
  std::vector<std::string> out;
  for (const Fired& fired : examination.fired)
    out.push_back(fired.assertion->source->id + "@" + tree->path(fired.node) + " " + fired.text);
  return out;
}

TEST(ReadSchXslt2, LetsTheFirstRuleOfAPatternClaimANode) {
  const std::string rules =
      rule("b[@x]", 2, "d1", check("first", "not(@y)")) + rule("b", 1, "d1", check("second", "not(@y)")) +
      rule("b", 0, "d2", check("other", "not(@y)", "limit <value-of select='$limit'/>"));
  EXPECT_THAT(outcome(stylesheet(rules), "<a><b x='1'/><b/><b y='1'/></a>"),
              ElementsAre("first@/*:a[1]/*:b[1] m", "second@/*:a[1]/*:b[2] m", "other@/*:a[1]/*:b[1] limit 3",
                          "other@/*:a[1]/*:b[2] limit 3"));
}

TEST(ReadSchXslt2, LetsEachRuleOfAGroupClaimANode) {
  const std::string rules =
      rule("b", 1, "", check("first", "true()")) + rule("b", 0, "", check("second", "true()"));
  EXPECT_THAT(outcome(stylesheet(rules), "<a><b/></a>"),
              ElementsAre("first@/*:a[1]/*:b[1] m", "second@/*:a[1]/*:b[1] m"));
}

TEST(ReadSchXslt2, DecidesOnTheNodesARuleVisits) {
  EXPECT_THAT(outcome(stylesheet(rule("a", 0, "d1", check("R", "not(@y)"), "b")), "<a><b/><b y='1'/></a>"),
              ElementsAre("R@/*:a[1]/*:b[1] m"));
}

TEST(ReadSchXslt2, NamesPatternsAndTurnsTestsTheRightWayRound) {
  const MemoryFiles files{
      {"p.xslt",
       stylesheet(rule("b", 1, "d1", "<variable name='v' select='@x'/>" + check("R", "not($v = 1)")) +
                  rule("b", 0, "d2", ""))}};
  const auto schema = read("p.xslt", files);
  ASSERT_TRUE(schema) << schema.error();
  EXPECT_EQ(schema->schema_version, "7");
  ASSERT_EQ(schema->patterns.size(), 2u);
  EXPECT_EQ(schema->patterns[0].id, "one");
  EXPECT_EQ(schema->patterns[1].id, "two");
  const Rule& first = schema->patterns[0].rules.at(0);
  EXPECT_EQ(first.lets.at(0).name, "v");
  EXPECT_EQ(first.assertions.at(0).test.source, "$v = 1");
  EXPECT_EQ(first.assertions.at(0).flag, "fatal");
  ASSERT_EQ(schema->lets.size(), 1u) << "what SchXslt2 needs for itself is no variable of the author";
  EXPECT_EQ(schema->lets[0].name, "limit");
}

TEST(ReadSchXslt2, RefusesWhatItDoesNotKnowWithItsPlace) {
  const std::string fine = rule("b", 0, "d1", check("R", "@x"));
  const std::vector<std::pair<std::string, std::string>> cases{
      {stylesheet(fine, "/a/b"), "a phase that begins below the document"},
      {stylesheet(fine, "root()", " expand-text='true'"), "text value templates"},
      {stylesheet(rule("b", 0, "d1", "<for-each select='*'>" + check("R", "@x") + "</for-each>")),
       "<for-each> is not supported around the asserts"},
      {stylesheet(rule("b", 0, "d1", "<if test='@x'><sequence select='1'/></if>")),
       "expected svrl:failed-assert"},
      {stylesheet(rule("b", 0, "d1",
                       "<if test='1'><message terminate='yes'/><variable name='v'><svrl:failed-assert/>"
                       "</variable></if>")),
       "a run that ends with its first finding"},
      {stylesheet("<accumulator name='n' initial-value='0'/>" + fine), "<accumulator> is not supported"},
  };
  for (const auto& [source, why] : cases)
    EXPECT_THAT(outcome(source, "<a/>"), ElementsAre(testing::AllOf(HasSubstr("p.xslt:1:"), HasSubstr(why))));
}

}  // namespace
}  // namespace quittance::schematron
