#include "validators/schematron/function_body.h"

#include <gmock/gmock.h>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"
#include "validators/schematron/examiner.h"

namespace quittance::schematron {
namespace {

using testing::HasSubstr;

constexpr const char* kDocument =
    "<doc><line vat='20' sum='5'>c</line><line vat='10' sum='3'>a</line><line vat='20' "
    "sum='1'>b</line></doc>";

/// The value of an expression in a pack that declares `xslt`, as a message shows it; "!CODE" when it has
/// none, "CODE file:line:col …" when the pack is refused.
std::string value_of(const std::string& xslt, const std::string& expression,
                     const std::string& document = kDocument, MemoryFiles files = {}) {
  files.by_name["main.sch"] =
      "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2' "
      "xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:xs='http://www.w3.org/2001/XMLSchema' "
      "xmlns:f='urn:f'><ns prefix='f' uri='urn:f'/>" +
      xslt + "<pattern><rule context='/*'><report test='true()'><value-of select=\"" + expression +
      "\"/></report></rule></pattern></schema>";
  auto schema = read("main.sch", files);
  if (!schema) return schema.error().code + " " + schema.error().detail;
  const auto pack = Pack::compile(std::move(schema).value(), files);
  if (!pack) return pack.error().code + " " + pack.error().detail;
  const auto tree = xml::Reader().read(document);
  EXPECT_TRUE(tree) << tree.error();
  Examiner examiner(*pack);
  const Examination found = examiner.examine(*tree, {});
  if (!found.undecided.empty()) return "!" + found.undecided.front().error.code;
  return found.fired.empty() ? "nothing" : found.fired.front().text;
}

/// The value of f:x(/*), whose body is given.
std::string body(const std::string& instructions, const std::string& as = "") {
  return value_of("<xsl:function name='f:x'" + (as.empty() ? "" : " as='" + as + "'") +
                      "><xsl:param name='doc'/>" + instructions + "</xsl:function>",
                  "f:x(.)");
}

TEST(FunctionBody, MakesElementsWithAttributesAndText) {
  EXPECT_EQ(
      body("<xsl:variable name='t'><a xmlns='' n='{1 + 1}{{}}'>x<b/>y</a><a xmlns='' n='z'/></xsl:variable>"
           "<xsl:sequence select=\"string-join(($t/a/@n, $t/a[1], string(count($t//node()))), '|')\"/>"),
      "2{}|z|xy|5");
  EXPECT_EQ(body("<xsl:variable name='t' as='element()*'><a/><xsl:element name='f:{local-name($doc)}'>"
                 "<xsl:attribute name='k' select='1, 2' separator='-'/></xsl:element></xsl:variable>"
                 "<xsl:value-of select=\"count($t), name($t[2]), namespace-uri($t[2]), $t[2]/@k\"/>"),
            "2 f:doc urn:f 1-2");
}

TEST(FunctionBody, CopiesNodesIntoTemporaryTrees) {
  EXPECT_EQ(
      body("<xsl:variable name='t'><xsl:copy-of select='$doc/line[@vat = 20]'/></xsl:variable>"
           "<xsl:sequence select=\"count($t/line), count($t/line/..), $t/line[2]/@sum, sum($t/*/@sum)\"/>"),
      "2 1 1 6");
  EXPECT_EQ(body("<xsl:variable name='t'><xsl:for-each select='$doc/line'><xsl:copy><xsl:sequence "
                 "select='@vat, @sum + 1'/></xsl:copy></xsl:for-each></xsl:variable>"
                 "<xsl:sequence select=\"$t/line/concat(@vat, ':', .)\"/>"),
            "20:6 10:4 20:2");
}

TEST(FunctionBody, KeepsTheTextOfATreeWithoutNodesAsText) {
  EXPECT_EQ(body("<xsl:variable name='t'><xsl:value-of select='1, 2'/>;<xsl:text> </xsl:text></xsl:variable>"
                 "<xsl:sequence select='string-length($t)'/>"),
            "5");
}

TEST(FunctionBody, AnAttributeBehindOtherContentIsAnError) {
  EXPECT_EQ(body("<xsl:variable name='t'><a>x<xsl:attribute name='k'>1</xsl:attribute></a></xsl:variable>"
                 "<xsl:sequence select='$t/a/@k'/>"),
            "!XTDE0410");
  EXPECT_EQ(
      body("<xsl:variable name='t'><xsl:element name='1'/></xsl:variable><xsl:sequence select='$t/*'/>"),
      "!XTDE0820");
}

TEST(FunctionBody, SortsByTextNumberAndInSeveralKeys) {
  const auto sorted = [](const std::string& sorts) {
    return body("<xsl:for-each select='$doc/line'>" + sorts + "<xsl:value-of select='.'/></xsl:for-each>");
  };
  EXPECT_EQ(sorted("<xsl:sort/>"), "abc");
  EXPECT_EQ(sorted("<xsl:sort select='.' order='descending'/>"), "cba");
  EXPECT_EQ(sorted("<xsl:sort select='@vat' data-type='number'/><xsl:sort select='xs:integer(@sum)'/>"),
            "abc");
  EXPECT_EQ(sorted("<xsl:sort select='@vat'/><xsl:sort select='@sum' order='{&quot;descending&quot;}'/>"),
            "acb");
  EXPECT_EQ(sorted("<xsl:sort select=\"if (. = 'a') then 'x' else 1\"/>"), "!XTDE1030");
  EXPECT_EQ(body("<xsl:perform-sort select='$doc/line'><xsl:sort select='position()' order='descending' "
                 "data-type='number'/></xsl:perform-sort>"),
            "b a c");
}

TEST(FunctionBody, GroupsByValue) {
  EXPECT_EQ(
      body("<xsl:for-each-group select='$doc/line' group-by='@vat'><xsl:value-of "
           "select=\"concat(current-grouping-key(), '=', sum(current-group()/@sum), '/', position(), '/', "
           "last())\"/></xsl:for-each-group>"),
      "20=6/1/210=3/2/2");
  EXPECT_EQ(body("<xsl:for-each-group select='$doc/line' group-by='@vat'><xsl:sort "
                 "select='count(current-group())'/><xsl:value-of select='current-grouping-key()'/>"
                 "</xsl:for-each-group>"),
            "1020");
  EXPECT_EQ(
      body("<xsl:for-each-group select='$doc/line' group-by='@vat, @vat, &quot;all&quot;'><xsl:value-of "
           "select='count(current-group())'/></xsl:for-each-group>"),
      "231");
}

TEST(FunctionBody, GroupsWhatStandsSideBySide) {
  EXPECT_EQ(body("<xsl:for-each-group select='1, 1, 2, 1' group-adjacent='.'><xsl:value-of "
                 "select='count(current-group())'/></xsl:for-each-group>"),
            "211");
  EXPECT_EQ(body("<xsl:for-each-group select='$doc/line' group-starting-with='line[@vat = 10]'><xsl:value-of "
                 "select='current-group()' separator='+'/></xsl:for-each-group>"),
            "ca+b");
  EXPECT_EQ(body("<xsl:for-each-group select='$doc/line' group-ending-with='line[@vat = 10]'><xsl:value-of "
                 "select='current-group()' separator='+'/></xsl:for-each-group>"),
            "c+ab");
  EXPECT_EQ(body("<xsl:for-each-group select='1' group-starting-with='a'/>"), "");
  EXPECT_EQ(body("<xsl:sequence select='count(current-group())'/>"), "!XTDE1061");
}

TEST(FunctionBody, TakesTextApartByARegularExpression) {
  EXPECT_EQ(
      body("<xsl:analyze-string select=\"'a12b3'\" regex='([0-9])([0-9]{{0,1}})'><xsl:matching-substring>"
           "<xsl:value-of select=\"concat('[', ., ':', regex-group(1), ',', regex-group(2), regex-group(9), "
           "']')\"/></xsl:matching-substring><xsl:non-matching-substring><xsl:value-of select='.'/>"
           "</xsl:non-matching-substring></xsl:analyze-string>"),
      "a[12:1,2]b[3:3,]");
  EXPECT_EQ(body("<xsl:analyze-string select=\"'a'\" regex='('/>"), "!XTDE1140");
}

TEST(FunctionBody, CallsTemplatesWithParameters) {
  const std::string templates =
      "<xsl:template name='f:count'><xsl:param name='n' as='xs:integer'/><xsl:param name='sign' "
      "select=\"'.'\"/>"
      "<xsl:if test='$n gt 0'><xsl:value-of select='$sign'/><xsl:call-template "
      "name='f:count'><xsl:with-param "
      "name='n' select='$n - 1'/></xsl:call-template></xsl:if></xsl:template>";
  const std::string call =
      "<xsl:function name='f:x'><xsl:param name='doc'/><xsl:value-of><xsl:call-template "
      "name='f:count'><xsl:with-param name='n' select='3'/><xsl:with-param name='sign' "
      "select=\"'*'\"/></xsl:call-template></xsl:value-of></xsl:function>";
  EXPECT_EQ(value_of(templates + call, "f:x(.)"), "*..");
  EXPECT_THAT(value_of(call, "f:x(.)"), HasSubstr("XTSE0650 main.sch:1:"));
}

TEST(FunctionBody, AppliesTheBestTemplateRuleAndTheNext) {
  const std::string rules =
      "<xsl:template match='doc' mode='m'><d><xsl:apply-templates select='line' mode='#current'><xsl:sort/>"
      "</xsl:apply-templates></d></xsl:template>"
      "<xsl:template match='line' mode='m'><xsl:value-of select='.'/></xsl:template>"
      "<xsl:template match='line[@vat = 10] | line[@sum = 1]' mode='m'>(<xsl:next-match/>)</xsl:template>"
      "<xsl:function name='f:x'><xsl:param name='doc'/><xsl:apply-templates select='$doc' mode='m'/>"
      "</xsl:function>";
  EXPECT_EQ(value_of(rules, "f:x(.)"), "(a)(b)c");
  EXPECT_EQ(body("<xsl:apply-templates select='$doc/line[1]' mode='none'/>"), "c")
      << "built-in rules give text";
}

TEST(FunctionBody, UsesTheFilesOfThePack) {
  const std::string xsl =
      "<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' xmlns:g='urn:f' version='2.0'>";
  const MemoryFiles files{
      {"lib/a.xsl",
       xsl + "<xsl:import href='b.xsl'/><xsl:variable name='v' select=\"'a'\"/><xsl:function "
             "name='g:x'><xsl:sequence select='concat($v, g:y())'/></xsl:function></xsl:stylesheet>"},
      {"lib/b.xsl", xsl + "<xsl:variable name='v' select=\"'b'\"/><xsl:function name='g:x'><xsl:sequence "
                          "select=\"'hidden'\"/></xsl:function><xsl:function name='g:y'><xsl:sequence "
                          "select=\"'y'\"/></xsl:function></xsl:stylesheet>"}};
  EXPECT_EQ(value_of("<xsl:include href='lib/a.xsl'/>", "f:x()", kDocument, files), "ay");
  EXPECT_THAT(value_of("<xsl:include href='lib/none.xsl'/>", "f:x()", kDocument, files),
              HasSubstr("cannot read"));
}

TEST(FunctionBody, ExpandsTextWhereItIsAskedTo) {
  EXPECT_EQ(body("<xsl:value-of expand-text='yes'>{count($doc/line)} lines</xsl:value-of>"), "3 lines");
  EXPECT_EQ(body("<xsl:value-of>{x}</xsl:value-of>"), "{x}");
}

TEST(FunctionBody, AMessageThatTerminatesEndsTheEvaluation) {
  EXPECT_EQ(body("<xsl:message terminate='no'>x</xsl:message><xsl:sequence select='1'/>"), "1");
  EXPECT_EQ(body("<xsl:message terminate='yes'>stop</xsl:message>"), "!XTMM9000");
}

TEST(FunctionBody, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(body("<xsl:iterate select='1'/>"), HasSubstr("<xsl:iterate> is not supported"));
  EXPECT_THAT(body("<xsl:for-each select='1'><xsl:sort lang='de'/></xsl:for-each>"),
              HasSubstr("the order of a language is not supported"));
  EXPECT_THAT(body("<xsl:element name='{'/>"), HasSubstr("XTSE0350"));
}

TEST(FunctionBody, TreesOfEvaluationsThatAreOverDoNotAddUp) {
  // 70,000 trees: more than one document may hold at once.
  const std::string make =
      "<xsl:function name='f:x'><xsl:param name='n'/><xsl:variable name='t'><a xmlns=''><xsl:value-of "
      "select='$n'/></a></xsl:variable><xsl:sequence select='xs:integer($t/a)'/></xsl:function>";
  EXPECT_EQ(value_of(make, "sum(for $i in 1 to 100 return f:x($i))"), "5050");
  EXPECT_EQ(value_of(make, "count(for $i in 1 to 70000 return f:x($i))"), "!BUDGET");
}

}  // namespace
}  // namespace quittance::schematron
