#include "formats/xml/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace quittance::xml {
namespace {

Tree parsed(std::string_view document) {
  Reader reader;
  auto tree = reader.read(document);
  EXPECT_TRUE(tree.ok()) << tree.error();
  return tree ? *std::move(tree) : Tree{};
}

TEST(Reader, KeepsElementsAttributesAndText) {
  const Tree tree = parsed("<a x='1' y=\"&lt;2\"><b>one</b> <b/></a>");
  const NodeId a = tree.root();
  EXPECT_EQ(tree.local_name(a), "a");
  EXPECT_EQ(tree.attribute(a, "", "x"), "1");
  EXPECT_EQ(tree.attribute(a, "", "y"), "<2");
  const NodeId b = tree.child(a, "", "b");
  EXPECT_EQ(tree.text(b), "one");
  EXPECT_EQ(tree.text(tree.next_sibling(b)), " ");
  EXPECT_EQ(tree.string_value(a), "one ");
}

TEST(Reader, KeepsNamespaceDeclarationsApartFromAttributes) {
  const Tree tree = parsed("<p:a xmlns:p='u:1' xmlns='u:2' p:x='1'><b xmlns=''/></p:a>");
  const NodeId a = tree.root();
  EXPECT_EQ(tree.namespace_uri(a), "u:1");
  EXPECT_EQ(tree.prefix(a), "p");
  EXPECT_EQ(tree.attributes_end(a) - tree.attributes_begin(a), 1U);
  EXPECT_EQ(tree.attribute(a, "u:1", "x"), "1");
  const auto declared = tree.namespace_declarations(a);
  ASSERT_EQ(declared.size(), 2U);
  EXPECT_EQ(declared[0].prefix, "p");
  EXPECT_EQ(declared[0].uri, "u:1");
  EXPECT_EQ(declared[1].prefix, "");
  EXPECT_EQ(declared[1].uri, "u:2");
  const NodeId b = tree.first_child(a);
  EXPECT_EQ(tree.namespace_uri(b), "");
  ASSERT_EQ(tree.namespace_declarations(b).size(), 1U);
  EXPECT_EQ(tree.namespace_declarations(b)[0].uri, "");
}

TEST(Reader, KeepsCommentsInstructionsAndMergesCharacterData) {
  const Tree tree = parsed("<?i one?><!--c--><a>x<![CDATA[<y>]]>&#x20AC;<!-- in --><?j?></a><!--end-->");
  NodeId at = tree.first_child(Tree::document());
  EXPECT_EQ(tree.kind(at), NodeKind::processing_instruction);
  EXPECT_EQ(tree.local_name(at), "i");
  EXPECT_EQ(tree.text(at), "one");
  at = tree.next_sibling(at);
  EXPECT_EQ(tree.kind(at), NodeKind::comment);
  const NodeId a = tree.root();
  at = tree.first_child(a);
  EXPECT_EQ(tree.text(at), "x<y>\xe2\x82\xac");
  at = tree.next_sibling(at);
  EXPECT_EQ(tree.text(at), " in ");
  at = tree.next_sibling(at);
  EXPECT_EQ(tree.local_name(at), "j");
  EXPECT_EQ(tree.next_sibling(at), kNoNode);
  EXPECT_EQ(tree.text(tree.next_sibling(a)), "end");
}

TEST(Reader, GivesThePlaceWhereAStartTagEnds) {
  const Tree tree = parsed("<a>\n  <b\n x='1'>t</b>\n</a>");
  EXPECT_EQ(tree.position(tree.root()), (Position{1, 4}));
  EXPECT_EQ(tree.position(tree.child(tree.root(), "", "b")), (Position{3, 8}));
}

TEST(Reader, SaysWhereADocumentIsNotWellFormed) {
  Reader reader;
  const auto tree = reader.read("<a>\n<b></c></a>");
  ASSERT_FALSE(tree.ok());
  EXPECT_EQ(tree.error().code, "XML-SYNTAX");
  EXPECT_EQ(position_of(tree.error()), (Position{2, 6})) << tree.error();
}

TEST(Reader, RefusesADocumentThatIsCutAnywhere) {
  Reader reader;
  const std::string document =
      "<?xml version='1.0'?><!--c--><a x='&lt;'>t<b><![CDATA[x]]></b><?p d?>&#65;<!--d--><c /></a>";
  ASSERT_TRUE(reader.read(document).ok());
  for (std::size_t size = 1; size < document.size(); ++size) {
    const auto tree = reader.read(document.substr(0, size));
    ASSERT_FALSE(tree.ok()) << document.substr(0, size);
  }
}

TEST(Reader, ReadsOnAfterADocumentThatFailed) {
  Reader reader;
  EXPECT_FALSE(reader.read("<a><b></a>").ok());
  EXPECT_FALSE(reader.read("<a>").ok());
  const auto tree = reader.read("<x xmlns='u'/>");
  ASSERT_TRUE(tree.ok()) << tree.error();
  EXPECT_EQ(tree->namespace_uri(tree->root()), "u");
  EXPECT_EQ(tree->size(), 2U);
}

TEST(Reader, RefusesWhatBreaksNamespaces) {
  for (const char* document : {"<p:a/>", "<a p:x='1'/>", "<a xmlns:p=''/>", "<a:b:c xmlns:a='u'/>",
                               "<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>", "<a xmlns:xml='u'/>",
                               "<a xmlns:xmlns='u'/>", "<a x='1' x='2'/>"}) {
    Reader reader;
    const auto tree = reader.read(document);
    ASSERT_FALSE(tree.ok()) << document;
    EXPECT_EQ(tree.error().code, "XML-SYNTAX") << document;
  }
}

}  // namespace
}  // namespace quittance::xml
