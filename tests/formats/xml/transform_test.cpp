#include "formats/xml/transform.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "formats/xml/parse.h"

namespace quittance::xml {
namespace {

std::string sheet(const std::string& body, const std::string& attributes = "") {
  return "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' " + attributes +
         "><xsl:output method='xml' omit-xml-declaration='yes' encoding='UTF-8'/>" + body +
         "</xsl:stylesheet>";
}

Tree parsed(std::string_view document) {
  Reader reader;
  auto tree = reader.read(document);
  EXPECT_TRUE(tree.ok()) << tree.error();
  return *std::move(tree);
}

std::string applied(const std::string& xslt, std::string_view document,
                    const std::map<std::string, std::string>& parameters = {}) {
  const auto stylesheet = Stylesheet::compile(xslt);
  EXPECT_TRUE(stylesheet.ok()) << stylesheet.error();
  if (!stylesheet) return "";
  const auto out = stylesheet->apply(parsed(document), parameters);
  EXPECT_TRUE(out.ok()) << out.error();
  return out ? *out : "";
}

TEST(Stylesheet, SeesNamesAttributesTextAndComments) {
  const std::string xslt = sheet(
      "<xsl:template match='/'><r><xsl:value-of select='p:a/@x'/>|<xsl:value-of "
      "select='/p:a/p:b'/>|<xsl:value-of select='//comment()'/>|<xsl:value-of "
      "select='/processing-instruction(\"i\")'/></r></xsl:template>",
      "xmlns:p='u' exclude-result-prefixes='p'");
  EXPECT_EQ(applied(xslt, "<?i d?><a xmlns='u' x='1'><b>\xe2\x82\xac\xf0\x9f\x98\x80</b><!--c--></a>"),
            "<r>1|\xe2\x82\xac\xf0\x9f\x98\x80|c|d</r>");
}

TEST(Stylesheet, EscapesWhatADocumentSays) {
  const std::string xslt =
      sheet("<xsl:template match='/'><r t='{a}'><xsl:value-of select='a'/></r></xsl:template>");
  EXPECT_EQ(applied(xslt, "<a>&lt;script>\"</a>"), "<r t=\"&lt;script&gt;&quot;\">&lt;script&gt;\"</r>");
}

TEST(Stylesheet, TakesParametersAsTheyAre) {
  const std::string xslt = sheet(
      "<xsl:param name='lang'/><xsl:template match='/'><r><xsl:value-of select='$lang'/></r></xsl:template>");
  for (const char* value : {"fr", "it's", "\"both\" 'kinds'", "'", "1 + 1", "//secret", ""})
    EXPECT_EQ(applied(xslt, "<a/>", {{"lang", value}, {"unknown", "x"}}),
              *value == '\0' ? "<r/>" : "<r>" + std::string(value) + "</r>");
}

TEST(Stylesheet, MayNotReachOutOfItself) {
  for (const auto& [body, attributes] : std::vector<std::pair<std::string, std::string>>{
           {"<xsl:include href='other.xsl'/>", ""},
           {"<xsl:template match='/'><xsl:copy-of select=\"document('/etc/passwd')\"/></xsl:template>", ""},
           {"<xsl:template match='/'><xsl:copy-of select=\"document (&#10;'x')\"/></xsl:template>", ""},
           {"<xsl:template match='/'/>", "xmlns:e='urn:e' extension-element-prefixes='e'"}}) {
    const auto stylesheet = Stylesheet::compile(sheet(body, attributes));
    ASSERT_FALSE(stylesheet.ok()) << body;
    EXPECT_EQ(stylesheet.error().code, "XSLT");
  }
  const auto import = Stylesheet::compile(
      "<s:transform version='1.0' xmlns:s='http://www.w3.org/1999/XSL/Transform'>"
      "<s:import href='x'/></s:transform>");
  ASSERT_FALSE(import.ok());
  EXPECT_EQ(import.error().detail, "line 1: import is not allowed in a stylesheet");
  EXPECT_EQ(Stylesheet::compile("<!DOCTYPE x><x/>").error().code, "XML-DOCTYPE");
}

TEST(Stylesheet, AWordLikeDocumentIsNoCall) {
  const auto stylesheet = Stylesheet::compile(sheet("<xsl:template match='document'><d/></xsl:template>"));
  EXPECT_TRUE(stylesheet.ok()) << stylesheet.error();
}

TEST(Stylesheet, SaysWhyItDoesNotCompileOrRun) {
  EXPECT_EQ(Stylesheet::compile(sheet("<xsl:template match='/'><xsl:value-of select='('/></xsl:template>"))
                .error()
                .code,
            "XSLT");
  const auto stopping = Stylesheet::compile(
      sheet("<xsl:template match='/'><xsl:message terminate='yes'>no</xsl:message></xsl:template>"));
  ASSERT_TRUE(stopping.ok()) << stopping.error();
  const auto out = stopping->apply(parsed("<a/>"));
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().code, "XSLT");
}

TEST(Stylesheet, ServesSeveralThreads) {
  const auto stylesheet = Stylesheet::compile(
      sheet("<xsl:template match='/'><r><xsl:value-of select='sum(//n)'/></r></xsl:template>"));
  ASSERT_TRUE(stylesheet.ok());
  std::array<std::string, 4> results;
  std::vector<std::thread> threads;
  threads.reserve(results.size());
  for (std::size_t t = 0; t < results.size(); ++t)
    threads.emplace_back([&, t] {
      Reader reader;
      for (int i = 0; i < 20; ++i) {
        const auto tree = reader.read("<a><n>" + std::to_string(t) + "</n><n>2</n></a>");
        const auto out = stylesheet->apply(*tree);
        if (out) results[t] = *out;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(results, (std::array<std::string, 4>{"<r>2</r>", "<r>3</r>", "<r>4</r>", "<r>5</r>"}));
}

}  // namespace
}  // namespace quittance::xml
