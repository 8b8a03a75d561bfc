#include "formats/xml/write.h"

#include <gtest/gtest.h>

#include <string>

#include "formats/xml/parse.h"

namespace quittance::xml {
namespace {

std::string text_of(std::string_view value) {
  Bytes out;
  append_escaped_text(value, out);
  return out;
}

std::string attribute_of(std::string_view value) {
  Bytes out;
  append_escaped_attribute(value, out);
  return out;
}

Tree parsed(std::string_view document) {
  Reader reader;
  auto tree = reader.read(document);
  EXPECT_TRUE(tree.ok()) << tree.error();
  return *std::move(tree);
}

TEST(Escaping, KeepsMarkupOutOfText) {
  EXPECT_EQ(text_of("a<b & c>d \"'"), "a&lt;b &amp; c&gt;d \"'");
  EXPECT_EQ(text_of("]]>"), "]]&gt;");
  EXPECT_EQ(text_of("x\r\ny\t"), "x&#13;\ny\t");
}

TEST(Escaping, KeepsWhiteSpaceOfAttributesAsItIs) {
  EXPECT_EQ(attribute_of("a\"b\tc\nd\re<"), "a&quot;b&#9;c&#10;d&#13;e&lt;");
}

TEST(Escaping, ReplacesWhatXmlCannotHold) {
  EXPECT_EQ(text_of(std::string("a\0b\x1b", 4)),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(text_of("\xff\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(text_of("\xef\xbf\xbf"), "\xef\xbf\xbd");
  EXPECT_EQ(text_of("\xe2\x82\xac\xf0\x9f\x98\x80"), "\xe2\x82\xac\xf0\x9f\x98\x80");
  EXPECT_EQ(text_of("\xe2\x82"), "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Writer, WritesADocument) {
  Writer writer;
  writer.start("p:a").declare("p", "u:1").declare("", "u:2").attribute("x", "1&2");
  writer.leaf("b", "<t>").start("p:c").end();
  EXPECT_EQ(writer.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<p:a xmlns:p=\"u:1\" xmlns=\"u:2\" x=\"1&amp;2\"><b>&lt;t&gt;</b><p:c/></p:a>");
}

TEST(Writer, PutsElementsOnLinesOfTheirOwnWhenAsked) {
  Writer writer(Writer::Layout::indented, Writer::Declaration::omitted);
  writer.start("a").leaf("b", "1").start("c").leaf("d", "").comment("e--f-").end();
  EXPECT_EQ(writer.finish(), "<a>\n  <b>1</b>\n  <c>\n    <d/>\n    <!--e- -f- -->\n  </c>\n</a>\n");
}

TEST(Writer, AValueCannotBreakOut) {
  const std::string evil = "\"'><x/>]]>&amp;<!--\x01";
  Writer writer;
  writer.start("a").attribute("v", evil).text(evil);
  const Tree tree = parsed(writer.finish());
  const std::string expected = "\"'><x/>]]>&amp;<!--\xef\xbf\xbd";
  EXPECT_EQ(tree.size(), 4U);
  EXPECT_EQ(tree.attribute(tree.root(), "", "v"), expected);
  EXPECT_EQ(tree.text(tree.root()), expected);
}

TEST(Writer, NamesAreQualifiedNames) {
  for (const char* good : {"a", "a:b", "_x", "a-1.b", "\xc3\xa9t\xc3\xa9"})
    EXPECT_TRUE(is_qualified_name(good)) << good;
  for (const char* bad : {"", "1a", "a:", ":a", "a:b:c", "a b", "a<", "-a"})
    EXPECT_FALSE(is_qualified_name(bad)) << bad;
}

TEST(Serialise, CarriesInheritedNamespaces) {
  const Tree tree = parsed(
      "<a xmlns='u:1' xmlns:p='u:2' xmlns:q='u:3'><b xmlns:q='u:4' p:x='&#10;'><q:c xmlns=''/>t<!--c-->"
      "<?i d?></b></a>");
  EXPECT_EQ(
      serialise(tree, tree.first_child(tree.root())),
      "<b xmlns:q=\"u:4\" xmlns=\"u:1\" xmlns:p=\"u:2\" p:x=\"&#10;\"><q:c xmlns=\"\"/>t<!--c--><?i d?></b>");
}

TEST(Serialise, ADefaultNamespaceAroundACopyDoesNotReachIntoIt) {
  const Tree tree = parsed("<a><b/></a>");
  Writer writer(Writer::Layout::compact, Writer::Declaration::omitted);
  writer.start("x").declare("", "u").copy(tree, tree.root());
  EXPECT_EQ(writer.finish(), "<x xmlns=\"u\"><a xmlns=\"\"><b/></a></x>");
}

TEST(Serialise, WhatIsReadBackIsTheSame) {
  const Tree tree = parsed("<a xmlns:p='u' y='&quot;&#9;'> x <p:b>&amp;&#13;</p:b>\n<![CDATA[<&]]></a>");
  const Tree again = parsed(serialise(tree, tree.root()));
  ASSERT_EQ(again.size(), tree.size());
  for (NodeId n = 0; n < tree.size(); ++n) {
    EXPECT_EQ(again.text(n), tree.text(n));
    EXPECT_EQ(again.qualified_name(n), tree.qualified_name(n));
    EXPECT_EQ(again.namespace_uri(n), tree.namespace_uri(n));
  }
}

}  // namespace
}  // namespace quittance::xml
