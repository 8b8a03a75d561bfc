#include "formats/xml/outline.h"

#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "formats/xml/write.h"
#include "tests/support/crumbs.h"

namespace quittance::xml {
namespace {

Limits narrow() {
  Limits limits;
  limits.size_bytes = 2000;
  limits.depth = 4;
  limits.elements = 12;
  limits.attributes_per_element = 3;
  limits.name_bytes = 10;
  limits.attribute_value_bytes = 20;
  limits.text_bytes = 30;
  limits.processing_instructions = 2;
  limits.distinct_names = 20;
  limits.instruction_target_bytes = 8;
  limits.instruction_data_bytes = 12;
  return limits;
}

OutlineChoice everything() {
  return {[](std::size_t, std::string_view, std::string_view) { return Keep::whole; }};
}

/// A sequence that a piece cuts may be found broken by the parser before the guard has seen its end.
std::string code_of(const auto& result) {
  if (result) return "fine";
  return result.error().code == "XML-ENCODING" ? "XML-SYNTAX" : result.error().code;
}

const std::string x(40, 'x');

const std::vector<std::string>& tags_and_texts() {
  static const std::vector<std::string> documents{
      "<a/>",
      "",
      " <a/>",
      "<a>text</a>",
      "<a b='1' c=\"2\" d='>'/>",
      "<a b='1' c='2' d='3' e='4'/>",
      "<a b='" + x.substr(0, 20) + "'/>",
      "<a b='" + x.substr(0, 21) + "'/>",
      "<" + x.substr(0, 10) + "/>",
      "<" + x.substr(0, 11) + "/>",
      "<a>" + x.substr(0, 30) + "</a>",
      "<a>" + x.substr(0, 31) + "</a>",
      "<a>" + x.substr(0, 12) + "<![CDATA[" + x.substr(0, 9) + "]]></a>",
      "<a>" + x.substr(0, 12) + "<![CDATA[" + x.substr(0, 20) + "]]></a>",
      "<a>" + x.substr(0, 20) + "<b/>" + x.substr(0, 20) + "</a>",
      "<a><!--" + x.substr(0, 30) + "--></a>",
      "<a><!--" + x + "--></a>",
      "<a><!-- > <b> & - -></a></a> --></a>",
      "<a><!----></a>",
      "<a><!--></a>",
      "<a><b><c><d/></c></b></a>",
      "<a><b><c><d><e/></d></c></b></a>",
      "<a><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/></a>",
      "<a><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/><b/></a>"};
  return documents;
}

const std::vector<std::string>& declarations_and_octets() {
  static const std::vector<std::string> documents{"<?xml version='1.0'?><a/>",
                                                  "<?xml version='1.1'?><a/>",
                                                  "<?xml version='1.0' encoding='latin1'?><a/>",
                                                  "<?xml version='1.0' encoding='utf-8'?><a/>",
                                                  "<?p?><?q r?><a/>",
                                                  "<?p?><?q r?><a/><?s?>",
                                                  "<?xml version='1.0'?><?p?><?q r?><a/>",
                                                  "<?xxxxxxxx d?><a/>",
                                                  "<?xxxxxxxxx d?><a/>",
                                                  "<a><?p " + x.substr(0, 12) + "?></a>",
                                                  "<a><?p " + x.substr(0, 13) + "?></a>",
                                                  "<a><?p ? > <b> ?></a>",
                                                  "<!DOCTYPE a><a/>",
                                                  "<a><!ELEMENT a ANY></a>",
                                                  "<a><!-x--></a>",
                                                  "<a><![CDAT[]]></a>",
                                                  "<a>\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80</a>",
                                                  "<a>\xc3</a>",
                                                  "<a>\xed\xa0\x80</a>",
                                                  "<a>\xc0\xaf</a>",
                                                  "<a/>\xe2\x82",
                                                  std::string("<a>\0</a>", 8),
                                                  "\xef\xbb\xbf<a/>",
                                                  "<a",
                                                  "<a>",
                                                  "<a></b>",
                                                  "<a/><b/>",
                                                  "< a/>",
                                                  "<a b=1/>",
                                                  "<a b='1' b='2'/>",
                                                  "<a b='<'/>",
                                                  "<x:a/>",
                                                  "<a>&amp;&lt;&#65;</a>",
                                                  "<a>&e;</a>",
                                                  "<a>" + std::string(2000, ' ') + "</a>"};
  return documents;
}

void expect_the_readers_answer(const std::string& document) {
  Reader reader(narrow());
  const auto whole = reader.read(document);
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{5}, Body::kPiece}) {
    const auto pieces = outline(test::in_crumbs(document, size), narrow(), everything());
    EXPECT_EQ(code_of(pieces), code_of(whole)) << document << " in pieces of " << size;
    if (!pieces || !whole) continue;
    // Comments and instructions are no part of an outline.
    EXPECT_EQ(pieces->tree.string_value(pieces->tree.root()), whole->string_value(whole->root()));
  }
}

/// A document is taken, or refused with the same code, as by the guard and parser that see it whole, however
/// it is cut into pieces.
TEST(Outline, RefusesWhatTheReaderRefuses) {
  for (const auto& document : tags_and_texts()) expect_the_readers_answer(document);
  for (const auto& document : declarations_and_octets()) expect_the_readers_answer(document);
}

TEST(Outline, KeepsTheTreeThatTheReaderMakes) {
  const std::string document =
      "<a xmlns='u' xmlns:p='v' p:q='1' r='2'>one<p:b>two</p:b><c>\xf0\x9f\x98\x80</c> three</a>";
  Reader reader;
  const auto tree = reader.read(document);
  for (const std::size_t size : {1, 4, 100})
    EXPECT_EQ(serialise(outline(test::in_crumbs(document, size), {}, everything())->tree, tree->root()),
              serialise(*tree, tree->root()));
}

TEST(Outline, KeepsAndHandsOutWhatItIsAskedFor) {
  const std::string document =
      "<a><head x='1'>kept<b>too</b></head><line>gone</line><big y='2'>Zm<i>9</i>v</big><only "
      "z='3'>no<n/></only>"
      "</a>";
  std::string text;
  OutlineChoice choice;
  choice.keep = [](std::size_t, std::string_view, std::string_view local) {
    return local == "line"   ? Keep::nothing
           : local == "big"  ? Keep::text
           : local == "only" ? Keep::hollow
                             : Keep::whole;
  };
  choice.text = [&](std::string_view piece) -> Result<void> {
    text += piece;
    return {};
  };
  const auto seen = outline(test::in_crumbs(document, 3), {}, choice);
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(serialise(seen->tree, seen->tree.root()),
            "<a><head x=\"1\">kept<b>too</b></head><big y=\"2\"/><only z=\"3\"/></a>");
  EXPECT_EQ(text, "Zm9v");
  EXPECT_EQ(seen->child_count, 4U);
}

TEST(Outline, TellsWhereTheOutermostElementsStand) {
  const std::string document =
      "\xef\xbb\xbf<?p <a>?><!--<b>--><a x='>'><b y=\"/>\"><c/></b> <d/><![CDATA[</a>]]></a ><!--</a>-->";
  for (const std::size_t size : {1, 2, 1000}) {
    const auto seen = outline(test::in_crumbs(document, size), {}, everything());
    ASSERT_TRUE(seen) << seen.error();
    const auto at = [&](const Outline::Range& range) {
      return *seen->text.range(range.begin, range.end - range.begin).load();
    };
    EXPECT_EQ(at(seen->root), "<a x='>'><b y=\"/>\"><c/></b> <d/><![CDATA[</a>]]></a >");
    ASSERT_EQ(seen->children.size(), 2U);
    EXPECT_EQ(at(seen->children[0].range), "<b y=\"/>\"><c/></b>");
    EXPECT_EQ(at(seen->children[1].range), "<d/>");
  }
}

TEST(Outline, TellsWhatAChildBorrowsFromTheRoot) {
  const auto seen = outline(
      "<a xmlns='d' xmlns:p='1' xmlns:q='2' xmlns:r='3' xmlns:s='4'><h/><b xmlns='' xmlns:q='x' "
      "p:y='1'><q:c/>"
      "<c type='r:t' xmlns:s='5'><s:d/></c></b></a>",
      {}, everything());
  ASSERT_TRUE(seen) << seen.error();
  EXPECT_EQ(seen->children.at(0).borrowed, std::vector<std::string>{""});
  EXPECT_EQ(seen->children.at(1).borrowed, (std::vector<std::string>{"p", "r"}));
}

TEST(Outline, KeepsNoMoreThanItMay) {
  OutlineChoice choice = everything();
  choice.most_bytes = 1000;
  EXPECT_TRUE(outline("<a>" + std::string(400, 'x') + "</a>", {}, choice));
  EXPECT_EQ(outline("<a>" + std::string(600, 'x') + "</a>", {}, choice).error().code, "XML-SIZE");
}

TEST(Outline, ConvertsOnlyWhatIsSmall) {
  std::string utf16 = "\xff\xfe";
  for (const char c : std::string_view("<a>text</a>")) utf16 += {c, '\0'};
  EXPECT_EQ(*outline(test::in_crumbs(utf16, 5), {}, everything())->text.load(), "<a>text</a>");
  utf16.insert(utf16.size() - 8, kConvertedBytes, ' ');
  EXPECT_EQ(outline(test::in_crumbs(utf16, Body::kPiece), {}, everything()).error().code, "XML-ENCODING");
}

}  // namespace
}  // namespace quittance::xml
