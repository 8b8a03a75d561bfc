#include <gmock/gmock.h>

#include "tests/validators/schematron/memory_files.h"
#include "validators/schematron/read.h"

namespace quittance::schematron {
namespace {

using testing::HasSubstr;

std::string stylesheet(const std::string& body) {
  return "<xsl:stylesheet version='2.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
         "xmlns:svrl='http://purl.oclc.org/dsdl/svrl' xmlns:schxslt='https://doi.org/10.5281/zenodo.1495494' "
         "xmlns:a='urn:a'>" +
         body + "</xsl:stylesheet>";
}

Result<Schema> read_text(const std::string& body) {
  return read("p.xslt", MemoryFiles{{"p.xslt", stylesheet(body)}});
}

constexpr const char* kSetup =
    "<xsl:param name='fileDirParameter'/><xsl:variable name='document-uri'><xsl:value-of "
    "select='document-uri(/)'/>"
    "</xsl:variable><xsl:output method='xml'/><xsl:template match='*' mode='schematron-select-full-path'/>"
    "<xsl:template match='text()' priority='-1'/><xsl:template match='/'><svrl:schematron-output title='T'>"
    "<svrl:active-pattern><xsl:attribute name='id'>first</xsl:attribute></svrl:active-pattern>"
    "<xsl:apply-templates select='/' mode='M4'/></svrl:schematron-output></xsl:template>";

std::string skeleton_rule(const std::string& match, int priority, const std::string& body) {
  return "<xsl:template match='" + match + "' mode='M4' priority='" + std::to_string(priority) +
         "'><svrl:fired-rule context='x'/>" + body +
         "<xsl:apply-templates select='*' mode='M4'/></xsl:template>";
}

TEST(ReadSkeleton, GivesBackRulesInTheOrderOfTheSource) {
  const auto schema = read_text(
      std::string(kSetup) + "<xsl:variable name='global' select='1'/>" +
      skeleton_rule("second", 1000,
                    "<xsl:if test='@r'><svrl:successful-report test='@r'><svrl:text>R</svrl:text>"
                    "</svrl:successful-report></xsl:if>") +
      skeleton_rule(
          "a:first", 1001,
          "<xsl:variable name='v' select='2'/><xsl:choose><xsl:when test='$v'/><xsl:otherwise>"
          "<svrl:failed-assert test='$v'><xsl:attribute name='id'>R1</xsl:attribute><xsl:attribute "
          "name='flag'>"
          "fatal</xsl:attribute><xsl:attribute name='location'><xsl:apply-templates select='.' "
          "mode='schematron-select-full-path'/></xsl:attribute><svrl:text>Is <xsl:text/><xsl:value-of "
          "select='$v'/></svrl:text><svrl:diagnostic-reference diagnostic='d'>why</svrl:diagnostic-reference>"
          "</svrl:failed-assert></xsl:otherwise></xsl:choose>") +
      "<xsl:template match='@*|node()' mode='M4' priority='-2'><xsl:apply-templates select='*' "
      "mode='M4'/></xsl:template>");
  ASSERT_TRUE(schema) << schema.error();
  ASSERT_EQ(schema->patterns.size(), 1u);
  EXPECT_EQ(schema->patterns[0].id, "first");
  ASSERT_EQ(schema->lets.size(), 1u) << "the skeleton's own parameters are no variables of the author";
  const auto& rules = schema->patterns[0].rules;
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].context.source, "a:first");
  EXPECT_EQ(rules[0].lets.at(0).value.source, "2");
  const Assertion& assertion = rules[0].assertions.at(0);
  EXPECT_EQ(assertion.id, "R1");
  EXPECT_EQ(assertion.flag, "fatal");
  EXPECT_FALSE(assertion.is_report);
  EXPECT_EQ(assertion.message.back().expression.source, "$v");
  EXPECT_EQ(assertion.own_diagnostics.at(0).id, "d");
  EXPECT_TRUE(rules[1].assertions.at(0).is_report);
  EXPECT_FALSE(schema->visit.attributes) << "the default template goes on to * only";
}

TEST(ReadSkeleton, RefusesTemplatesTheSkeletonDoesNotWrite) {
  for (const std::string& body : {
           std::string(kSetup) + "<xsl:template match='x' mode='other'><svrl:failed-assert/></xsl:template>",
           std::string(kSetup) + "<xsl:import href='a.xsl'/>",
           std::string(kSetup) +
               skeleton_rule("x", 1000,
                             "<xsl:for-each select='*'><svrl:failed-assert test='a'/></xsl:for-each>"),
           std::string(kSetup) + skeleton_rule("x", 1000, "<xsl:message terminate='yes'/>"),
           std::string(kSetup) +
               skeleton_rule("x", 1000,
                             "<xsl:choose><xsl:when test='1'><svrl:failed-assert/></xsl:when></xsl:choose>"),
       }) {
    const auto schema = read_text(body);
    ASSERT_FALSE(schema) << body;
    EXPECT_THAT(schema.error().detail, HasSubstr("p.xslt:1:"));
  }
}

std::string skeleton_assert(const std::string& message) {
  return "<xsl:choose><xsl:when test='0'/><xsl:otherwise><svrl:failed-assert test='0'><svrl:text>" + message +
         "</svrl:text></svrl:failed-assert></xsl:otherwise></xsl:choose>";
}

/// The message of an assert of the skeleton, with «expression» where a value will stand.
std::string message_of(const std::string& message) {
  const auto schema = read_text(std::string(kSetup) + skeleton_rule("x", 1000, skeleton_assert(message)));
  EXPECT_TRUE(schema) << schema.error();
  std::string out;
  if (!schema) return out;
  for (const MessagePart& part : schema->patterns.at(0).rules.at(0).assertions.at(0).message)
    out += part.expression ? "«" + part.expression.source + "»" : part.text;
  return out;
}

TEST(ReadSkeleton, PutsNoIndentationIntoMessages) {
  EXPECT_EQ(message_of("Value '<xsl:text/>\n   <xsl:value-of select='@v'/>\n   <xsl:text/>'."),
            "Value '«@v»'.");
  EXPECT_EQ(message_of("<xsl:value-of select='@a'/><xsl:text> </xsl:text><xsl:value-of select='@b'/>"),
            "«@a» «@b»");
  EXPECT_EQ(message_of("a <!-- one text with what stands in front -->\n<xsl:value-of select='@b'/>"),
            "a \n«@b»");
  EXPECT_EQ(message_of("<p xml:space='preserve'> <xsl:value-of select='@a'/></p>"), " «@a»");
}

TEST(ReadSkeleton, PointsAtTheElementWhereTheDocumentIsMeant) {
  const auto subject_of = [](const std::string& match) {
    const auto schema = read_text(std::string(kSetup) + skeleton_rule(match, 1000, skeleton_assert("m")));
    EXPECT_TRUE(schema) << schema.error();
    return schema ? schema->patterns.at(0).rules.at(0).assertions.at(0).subject.source : "";
  };
  EXPECT_THAT(subject_of("/"), HasSubstr("self::document-node()/*"));
  EXPECT_THAT(subject_of("a:x | /"), HasSubstr("self::document-node()/*"));
  EXPECT_EQ(subject_of("/a:x"), "");
}

std::string schxslt_rule(const std::string& match, int priority, const std::string& pattern,
                         const std::string& body) {
  return "<xsl:template match='" + match + "' priority='" + std::to_string(priority) +
         "' mode='m'><xsl:param name='schxslt:patterns-matched'/><xsl:choose><xsl:when "
         "test=\"$schxslt:patterns-matched[. "
         "= 'p']\"><schxslt:rule pattern='" +
         pattern +
         "'><xsl:comment>shadowed</xsl:comment></schxslt:rule>"
         "<xsl:next-match/></xsl:when><xsl:otherwise><schxslt:rule pattern='" +
         pattern + "'><svrl:fired-rule><xsl:attribute name='context'>x</xsl:attribute></svrl:fired-rule>" +
         body + "</schxslt:rule><xsl:next-match/></xsl:otherwise></xsl:choose></xsl:template>";
}

TEST(ReadSkeleton, TellsWhatMakesNoFinding) {
  const auto schema = read_text(
      std::string(kSetup) +
      skeleton_rule("x", 1000,
                    "<xsl:for-each-group select='*' group-by='@l'><xsl:if test='current-group()[2]'>"
                    "<Error/></xsl:if></xsl:for-each-group>\n<xsl:if test='@a'>text</xsl:if>") +
      "<xsl:template match='x' mode='M9' priority='1000'><svrl:fired-rule context='x'/></xsl:template>");
  ASSERT_TRUE(schema) << schema.error();
  ASSERT_EQ(schema->remarks.size(), 3u);
  EXPECT_EQ(schema->remarks[0].text, "<xsl:for-each-group> makes no finding and is left out");
  EXPECT_EQ(schema->remarks[1].text, "<xsl:if> makes no finding and is left out");
  EXPECT_EQ(schema->remarks[1].place.line, 2u);
  EXPECT_EQ(schema->remarks[2].text, "nothing applies the rules of mode M9: left out");
  EXPECT_TRUE(schema->patterns.at(0).rules.at(0).assertions.empty());
}

TEST(ReadSchXslt, TakesTheConditionOfFailureAsItStands) {
  const auto test_of = [](const std::string& condition) {
    const auto schema = read_text(
        "<xsl:template match='x' priority='0' mode='d1e1'><schxslt:rule pattern='d1e1'><svrl:fired-rule/>"
        "<xsl:if test='" +
        condition +
        "'><svrl:failed-assert id='R'><svrl:text/><svrl:message-code>R</svrl:message-code>"
        "</svrl:failed-assert></xsl:if></schxslt:rule></xsl:template>");
    EXPECT_TRUE(schema) << schema.error();
    return schema ? schema->patterns.at(0).rules.at(0).assertions.at(0).test.source : "";
  };
  EXPECT_EQ(test_of("not(@a)"), "@a");
  EXPECT_EQ(test_of("@a and @b"), "not(@a and @b)") << "as ZATCA writes by hand";
  EXPECT_EQ(test_of("not(@a) and not(@b)"), "not(not(@a) and not(@b))");
  EXPECT_EQ(test_of("not(@a = \")\")"), "@a = \")\"");
}

TEST(ReadSchXslt, JoinsConditionsAroundAsserts) {
  const auto schema = read_text(
      "<xsl:template match='x' priority='0' mode='d1e1'><schxslt:rule pattern='d1e1'><svrl:fired-rule/>"
      "<xsl:if test='@a or @b'><xsl:if test='not(@c)'><svrl:failed-assert "
      "id='A'><svrl:text/></svrl:failed-assert>"
      "</xsl:if><xsl:if test='@d'><svrl:successful-report "
      "id='R'><svrl:text/></svrl:successful-report></xsl:if>"
      "</xsl:if></schxslt:rule></xsl:template>");
  ASSERT_TRUE(schema) << schema.error();
  const auto& assertions = schema->patterns.at(0).rules.at(0).assertions;
  ASSERT_EQ(assertions.size(), 2u);
  EXPECT_EQ(assertions[0].test.source, "not((@a or @b) and (not(@c)))");
  EXPECT_EQ(assertions[1].test.source, "(@a or @b) and (@d)");
}

TEST(ReadSchXslt, GoesThroughTheNodesOfLoopsAroundAsserts) {
  const auto schema = read_text(
      "<xsl:template match='x' priority='0' mode='d1e1'><schxslt:rule pattern='d1e1'><svrl:fired-rule/>"
      "<xsl:for-each select='//y'><xsl:if test='@a'><svrl:failed-assert "
      "id='A'><svrl:text/></svrl:failed-assert>"
      "<xsl:for-each select='z'><xsl:choose><xsl:when test='@b'/><xsl:when test='@c'><svrl:failed-assert "
      "id='B'>"
      "<svrl:text/></svrl:failed-assert></xsl:when></xsl:choose></xsl:for-each></xsl:if></xsl:for-each>"
      "</schxslt:rule></xsl:template>");
  ASSERT_TRUE(schema) << schema.error();
  const auto& assertions = schema->patterns.at(0).rules.at(0).assertions;
  ASSERT_EQ(assertions.size(), 2u);
  EXPECT_EQ(assertions[0].over.source, "//y");
  EXPECT_EQ(assertions[0].test.source, "not(@a)");
  EXPECT_EQ(assertions[1].over.source, "(//y) ! (if (@a) then (z) else ())");
  EXPECT_EQ(assertions[1].test.source, "not((not(@b)) and (@c))");
}

TEST(ReadSchXslt, PutsRulesOfOneModeIntoTheirPatterns) {
  const auto schema = read_text(
      "<xsl:template match='root()'/><xsl:template match='*' mode='#all' priority='-10'/><xsl:template "
      "name='m'>"
      "<schxslt:document><schxslt:pattern id='p'><xsl:if test='1'><xsl:attribute name='documents'/></xsl:if>"
      "<xsl:for-each select='root()'><svrl:active-pattern "
      "id='one'/></xsl:for-each></schxslt:pattern><schxslt:pattern "
      "id='q'/></schxslt:document></xsl:template>" +
      schxslt_rule(
          "b", 0, "p",
          "<xsl:if test='@r'><svrl:successful-report><svrl:text/></svrl:successful-report></xsl:if>") +
      schxslt_rule("a", 1, "p",
                   "<xsl:if test='not((@x) or (@y))'><svrl:failed-assert location='{schxslt:location(.)}'>"
                   "<xsl:attribute name='id'>R1</xsl:attribute><svrl:text>t</svrl:text></svrl:failed-assert>"
                   "</xsl:if>") +
      schxslt_rule("c", 2, "q", ""));
  ASSERT_TRUE(schema) << schema.error();
  ASSERT_EQ(schema->patterns.size(), 2u);
  EXPECT_EQ(schema->patterns[0].id, "one");
  ASSERT_EQ(schema->patterns[0].rules.size(), 2u);
  EXPECT_EQ(schema->patterns[0].rules[0].context.source, "a");
  EXPECT_EQ(schema->patterns[0].rules[0].assertions.at(0).test.source, "(@x) or (@y)");
  EXPECT_TRUE(schema->patterns[0].rules[1].assertions.at(0).is_report);
  EXPECT_EQ(schema->patterns[1].rules.at(0).context.source, "c");
}

TEST(Read, RefusesADocumentThatHoldsNoRules) {
  const auto schema = read("x.sch", MemoryFiles{{"x.sch", "<html/>"}});
  ASSERT_FALSE(schema);
  EXPECT_THAT(schema.error().detail, HasSubstr("neither a Schematron schema nor a stylesheet"));
}

}  // namespace
}  // namespace quittance::schematron
