#include "validators/schematron/examiner.h"

#include <gmock/gmock.h>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"

namespace quittance::schematron {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string schema_text(const std::string& body) {
  return "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>" + body + "</schema>";
}

std::shared_ptr<const Pack> compiled(const std::string& body, MemoryFiles files = {},
                                     const std::string& phase = "") {
  files.by_name["main.sch"] = schema_text(body);
  auto schema = read("main.sch", files);
  EXPECT_TRUE(schema) << schema.error();
  auto pack = Pack::compile(std::move(schema).value(), files, phase);
  EXPECT_TRUE(pack) << pack.error();
  return *pack;
}

std::string refusal(const std::string& body) {
  const MemoryFiles files{{"main.sch", schema_text(body)}};
  auto schema = read("main.sch", files);
  EXPECT_TRUE(schema) << schema.error();
  const auto pack = Pack::compile(std::move(schema).value(), files);
  return pack ? "" : pack.error().code + " " + pack.error().detail;
}

/// "R1@/*:a[1]" for each finding, "R1!CODE" for each undecided assert.
std::vector<std::string> outcome(Examiner& examiner, const std::string& document,
                                 const ExamineOptions& options = {}) {
  const auto tree = xml::Reader().read(document);
  EXPECT_TRUE(tree) << tree.error();
  const Examination examination = examiner.examine(*tree, options);
  std::vector<std::string> out;
  for (const Fired& fired : examination.fired)
    out.push_back(fired.assertion->source->id + "@" + tree->path(fired.node));
  for (const Undecided& u : examination.undecided) {
    out.push_back((u.assertion == nullptr ? "" : u.assertion->source->id) + "!" + u.error.code);
  }
  return out;
}

std::vector<std::string> outcome(const std::string& body, const std::string& document) {
  Examiner examiner(compiled(body));
  return outcome(examiner, document);
}

std::string rule(const std::string& context, const std::string& id, const std::string& test = "false()") {
  return "<rule context=\"" + context + "\"><assert id='" + id + "' test=\"" + test + "\"/></rule>";
}

TEST(Examiner, LetsEveryRuleOfAGroupClaimANode) {
  const std::string group = "<group id='g'><let name='n' value='1'/>" + rule("b", "G1", "$n = 2") +
                            rule("b", "G2") + "</group><pattern>" + rule("b", "P1") + rule("b", "P2") +
                            "</pattern>";
  EXPECT_THAT(outcome(group, "<a><b/></a>"),
              ElementsAre("G1@/*:a[1]/*:b[1]", "G2@/*:a[1]/*:b[1]", "P1@/*:a[1]/*:b[1]"));
  Examiner in_phase(compiled("<phase id='p'><active pattern='g'/></phase>" + group, {}, "p"));
  EXPECT_THAT(outcome(in_phase, "<a><b/></a>"), ElementsAre("G1@/*:a[1]/*:b[1]", "G2@/*:a[1]/*:b[1]"));
}

TEST(Examiner, FillsAnAbstractGroupAndLeavesPatternsOfItsNameAlone) {
  EXPECT_THAT(outcome("<group abstract='true' id='x'>" + rule("$what", "G1") + rule("$what", "G2") +
                          "</group><pattern abstract='true' id='x'>" + rule("$what", "P") +
                          "</pattern><group is-a='x'><param name='what' value='b'/></group>",
                      "<a><b/></a>"),
              ElementsAre("G1@/*:a[1]/*:b[1]", "G2@/*:a[1]/*:b[1]"));
}

TEST(Examiner, DecidesOnTheNodesThatARuleVisits) {
  EXPECT_THAT(
      outcome("<param name='least' value='2'/><pattern><rule context='a' visit-each='b'><assert id='R' "
              "test='. >= $least'/></rule></pattern>",
              "<a><b>1</b><b>2</b></a>"),
      ElementsAre("R@/*:a[1]/*:b[1]"));
}

TEST(Examiner, TheFirstRuleOfAPatternThatMatchesClaimsTheNode) {
  EXPECT_THAT(outcome("<pattern>" + rule("a/b", "R1") + rule("*", "R2") + "</pattern><pattern>" +
                          rule("b", "R3") + "</pattern>",
                      "<a><b/><c/></a>"),
              ElementsAre("R2@/*:a[1]", "R1@/*:a[1]/*:b[1]", "R2@/*:a[1]/*:c[1]", "R3@/*:a[1]/*:b[1]"));
}

TEST(Examiner, AnErrorIsKeptToTheAssertItStruck) {
  EXPECT_THAT(outcome("<pattern><rule context='a'><assert id='R1' test='xs:decimal(.) gt 0'/><assert id='R2' "
                      "test='false()'/></rule></pattern>",
                      "<a>x</a>"),
              ElementsAre("R2@/*:a[1]", "R1!FORG0001"));
}

TEST(Examiner, AVariableThatIsNeverReadCannotFail) {
  EXPECT_THAT(outcome("<pattern><rule context='a'><let name='n' value='xs:decimal(.)'/><assert id='R1' "
                      "test='@x or $n gt 0'/></rule></pattern>",
                      "<a x='1'>abc</a>"),
              IsEmpty());
}

TEST(Examiner, WhoeverNamesAFailedVariableIsUndecided) {
  EXPECT_THAT(
      outcome("<pattern><rule context='a'><let name='n' value='xs:decimal(.)'/><let name='m' value='$n + 1'/>"
              "<assert id='R1' test='@x or $n gt 0'/><assert id='R2' test='$m gt 0'/><assert id='R3' "
              "test='false()'/></rule></pattern>",
              "<a x='1'>abc</a>"),
      ElementsAre("R3@/*:a[1]", "R1!FORG0001", "R2!FORG0001"));
}

TEST(Examiner, AContextThatFailsDoesNotMatch) {
  EXPECT_THAT(
      outcome("<pattern>" + rule("a[xs:decimal(.) gt 0]", "R1") + rule("a", "R2") + "</pattern>", "<a>x</a>"),
      ElementsAre("R2@/*:a[1]"));
}

TEST(Examiner, AReportFiresWhenItHoldsAndItsMessageIsRendered) {
  const auto pack = compiled(
      "<pattern><rule context='a'><let name='v' value='@x * 2'/><report id='R1' test='@x' diagnostics='d'> "
      "Is\n "
      "<value-of select='$v'/> in <name/>, <emph>so</emph> "
      "</report></rule></pattern><diagnostics><diagnostic id='d' "
      "xml:lang='fr'>vaut <value-of select='$v'/></diagnostic></diagnostics>");
  Examiner examiner(pack);
  const auto tree = xml::Reader().read("<p:a xmlns:p='u' x='3'/>");
  EXPECT_THAT(examiner.examine(*tree, {}).fired, IsEmpty()) << "another namespace";
  const auto plain = xml::Reader().read("<a x='3'/>");
  const Examination examination = examiner.examine(*plain, {});
  ASSERT_EQ(examination.fired.size(), 1u);
  EXPECT_EQ(examination.fired[0].text, "Is 6 in a, so");
  EXPECT_EQ(examination.fired[0].diagnostics.at(0).text, "vaut 6");
}

TEST(Examiner, DecidesAnAssertInALoopOnEachOfItsNodes) {
  const MemoryFiles files{
      {"p.xslt",
       "<xsl:stylesheet version='2.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
       "xmlns:svrl='http://purl.oclc.org/dsdl/svrl' xmlns:schxslt='https://doi.org/10.5281/zenodo.1495494'>"
       "<xsl:template match='x' priority='0' mode='d1e1'><schxslt:rule pattern='d1e1'><svrl:fired-rule/>"
       "<xsl:variable name='n' select='@n'/><xsl:for-each select='y'><xsl:if test='not(@a = $n) or "
       "position() = last()'>"
       "<svrl:failed-assert id='A'><svrl:text/></svrl:failed-assert></xsl:if></xsl:for-each>"
       "<xsl:for-each select='y'><xsl:if test='xs:integer(current()/@a) = 3'><svrl:failed-assert "
       "id='B'><svrl:text/>"
       "</svrl:failed-assert></xsl:if></xsl:for-each></schxslt:rule></xsl:template></xsl:stylesheet>"}};
  auto schema = read("p.xslt", files);
  ASSERT_TRUE(schema) << schema.error();
  auto pack = Pack::compile(std::move(schema).value(), files);
  ASSERT_TRUE(pack) << pack.error();
  Examiner examiner(*pack);
  EXPECT_THAT(outcome(examiner, "<x n='1'><y a='1'/><y a='2'/><y a='z'/><y a='1'/></x>"),
              ElementsAre("A@/*:x[1]/*:y[2]", "A@/*:x[1]/*:y[3]", "A@/*:x[1]/*:y[4]", "B!FORG0001"));
}

TEST(Examiner, PointsAtTheSubject) {
  EXPECT_THAT(
      outcome("<pattern><rule context='a'><assert id='R1' test='false()' subject='b[2]'/></rule></pattern>",
              "<a><b/><b/></a>"),
      ElementsAre("R1@/*:a[1]/*:b[2]"));
}

TEST(Examiner, RunsThePatternsOfAPhaseWithItsVariables) {
  const std::string body =
      "<phase id='one'><let name='limit' value='5'/><active pattern='p1'/></phase><pattern id='p1'>" +
      rule("a", "R1", "number(@x) le $limit") + "</pattern><pattern id='p2'>" + rule("a", "R2") +
      "</pattern>";
  Examiner examiner(compiled(body, {}, "one"));
  EXPECT_THAT(outcome(examiner, "<a x='7'/>"), ElementsAre("R1@/*:a[1]"));
}

TEST(Examiner, CallsFunctionsAndKeysOfThePack) {
  const std::string xsl = "xmlns='http://www.w3.org/1999/XSL/Transform'";
  EXPECT_THAT(
      outcome(
          "<ns prefix='f' uri='urn:f'/><key " + xsl + " name='k' match='b' use='@id'/><function " + xsl +
              " name='f:double' as='xs:integer'><param name='n'/><variable name='two' select='2'/><choose>"
              "<when test='$n'><sequence select='$n * $two'/></when><otherwise><value-of "
              "select='0'/></otherwise>"
              "</choose></function><pattern>" +
              rule("a", "R1", "f:double(count(key('k', 'x'))) = 4") + rule("b", "R2", "f:double(()) = 1") +
              "</pattern>",
          "<a><b id='x'/><b id='x'/></a>"),
      ElementsAre("R2@/*:a[1]/*:b[1]", "R2@/*:a[1]/*:b[2]"));
}

TEST(Examiner, AVariableOfAFunctionFailsWhoReadsIt) {
  const std::string function =
      "<ns prefix='f' uri='urn:f'/><function xmlns='http://www.w3.org/1999/XSL/Transform' name='f:ok'><param "
      "name='s'/>"
      "<variable name='number' select='xs:decimal($s)'/><sequence select=\"matches($s, '^[0-9]+$') and "
      "$number gt 1\"/>"
      "</function><pattern>";
  EXPECT_THAT(outcome(function + rule("a", "R1", "f:ok(string(.))") + "</pattern>", "<a>x</a>"),
              ElementsAre("R1@/*:a[1]"));
}

TEST(Examiner, ReadsCodeListsBesideANodeToo) {
  const MemoryFiles files{{"codes.xml", "<list><code>A</code></list>"}};
  const std::string known = "document('codes.xml', /)/list/code = .";
  Examiner examiner(compiled("<pattern>" + rule("a", "R1", known) + "</pattern>", files));
  EXPECT_THAT(outcome(examiner, "<a>B</a>"), ElementsAre("R1@/*:a[1]"));
  EXPECT_THAT(outcome("<pattern>" + rule("a", "R1", "document('codes.xml', 1)") + "</pattern>", "<a/>"),
              ElementsAre("R1!XPTY0004"));
}

TEST(Examiner, ReadsCodeListsBesideTheRules) {
  const MemoryFiles files{{"codes.xml", "<list><code>A</code></list>"}};
  Examiner examiner(
      compiled("<pattern>" + rule("a", "R1", "document('codes.xml')/list/code = .") + "</pattern>", files));
  EXPECT_THAT(outcome(examiner, "<a>A</a>"), IsEmpty());
  EXPECT_THAT(outcome(examiner, "<a>B</a>"), ElementsAre("R1@/*:a[1]")) << "and forgets the document before";
}

TEST(Examiner, ABudgetUsedUpIsToldForTheWholeDocument) {
  Examiner examiner(compiled("<pattern>" +
                             rule("a", "R1", "sum(for $i in 1 to 100000, $j in 1 to 100000 return 1) = 0") +
                             rule("b", "R2") + "</pattern>"));
  ExamineOptions options;
  options.budget.steps = 10'000;
  EXPECT_THAT(outcome(examiner, "<a><b/></a>", options), ElementsAre("!BUDGET"));
}

/// A thread that uses ten milliseconds whenever it is looked at.
std::chrono::nanoseconds hasty_thread() {
  static thread_local std::chrono::milliseconds used{0};
  return used += std::chrono::milliseconds(10);
}

TEST(Examiner, AQuadraticRuleEndsWithTheBudget) {
  Examiner examiner(compiled(
      "<pattern>" + rule("b", "R1", "every $o in //b satisfies $o is current() or $o != .") + "</pattern>"));
  std::string document = "<a>";
  for (int i = 0; i < 2000; ++i) document += "<b>" + std::to_string(i) + "</b>";
  ExamineOptions options;
  options.budget.meter = hasty_thread;
  options.budget.cpu = std::chrono::milliseconds(25);
  EXPECT_THAT(outcome(examiner, document + "</a>", options), ElementsAre("!BUDGET"));
  EXPECT_THAT(outcome(examiner, "<a><b>1</b></a>", options), IsEmpty()) << "the next document has its own";
}

TEST(Examiner, MessagesThatQuoteTooMuchEndWithTheBudget) {
  Examiner examiner(
      compiled("<pattern><rule context='b'><assert id='R1' test='false()'><value-of "
               "select='/a/c'/></assert></rule></pattern>"));
  std::string document = "<a><c>" + std::string(4'000'000, 'x') + "</c>";
  for (int i = 0; i < 30; ++i) document += "<b/>";
  const auto all = outcome(examiner, document + "</a>");
  EXPECT_EQ(all.back(), "!BUDGET");
  EXPECT_LT(all.size(), 30U);
}

TEST(Examiner, FunctionsThatCallThemselvesEndWithTheBudget) {
  const auto recursive = [](const std::string& body) {
    return "<ns prefix='f' uri='urn:f'/><function xmlns='http://www.w3.org/1999/XSL/Transform' "
           "name='f:r'><param "
           "name='n'/><sequence select=\"" +
           body + "\"/></function><pattern>" + rule("a", "R1", "f:r(1) = 1") + "</pattern>";
  };
  EXPECT_THAT(outcome(recursive("f:r($n + 1)"), "<a/>"), ElementsAre("!BUDGET"));
  const std::string nested = std::string(300, '(') + "f:r($n)" + std::string(300, ')');
  std::string sums = "f:r($n)";
  for (int i = 0; i < 190; ++i) sums = "-(" + sums + " + 1)";
  EXPECT_THAT(outcome(recursive(nested), "<a/>"), ElementsAre("!BUDGET"));
  EXPECT_THAT(outcome(recursive(sums), "<a/>"), ElementsAre("!BUDGET")) << "the stack is bounded, too";
  EXPECT_THAT(outcome(recursive("if ($n gt 200) then 1 else f:r($n + 1)"), "<a/>"), IsEmpty());
}

TEST(Pack, IsRefusedWithThePlaceOfTheExpression) {
  EXPECT_THAT(refusal("<pattern>" + rule("a", "R1", "b +") + "</pattern>"),
              HasSubstr("XPST0003 main.sch:1:"));
  EXPECT_THAT(refusal("<pattern>" + rule("a", "R1", "x:b") + "</pattern>"), HasSubstr("XPST0081"));
  EXPECT_THAT(refusal("<pattern>" + rule("a", "R1", "$v") + "</pattern>"),
              HasSubstr("assert R1: variable $v is not declared"));
  EXPECT_THAT(refusal("<pattern>" + rule("a + 1", "R1") + "</pattern>"), HasSubstr("context of a rule"));
  EXPECT_THAT(
      refusal(
          "<pattern><rule context='a'><let name='x' value='1'/><let name='x' value='2'/></rule></pattern>"),
      HasSubstr("the variable x is defined twice"));
  EXPECT_THAT(refusal("<let name='x' value='1'/><pattern><let name='x' value='2'/></pattern>"),
              HasSubstr("the variable x is defined twice"));
}

}  // namespace
}  // namespace quittance::schematron
