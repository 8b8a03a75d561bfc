#include "formats/xml/guard.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/xml/parse.h"

namespace quittance::xml {
namespace {

using namespace std::string_literals;

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string code_of(std::string_view document, const Limits& limits = {}) {
  const auto guarded = guard(document, limits);
  return guarded ? "passed" : guarded.error().code;
}

std::string reader_code_of(std::string_view document, const Limits& limits = {}) {
  Reader reader(limits);
  const auto tree = reader.read(document);
  return tree ? "read" : tree.error().code;
}

TEST(Limits, AreThoseOfTheSecurityPage) {
  const Limits limits;
  EXPECT_EQ(limits.size_bytes, 100U * 1024 * 1024);
  EXPECT_EQ(limits.depth, 128U);
  EXPECT_EQ(limits.elements, 2'000'000U);
  EXPECT_EQ(limits.attributes_per_element, 256U);
  EXPECT_EQ(limits.name_bytes, 1024U);
  EXPECT_EQ(limits.attribute_value_bytes, 1024U * 1024);
  EXPECT_EQ(limits.text_bytes, 64U * 1024 * 1024);
  EXPECT_EQ(limits.processing_instructions, 10'000U);
  EXPECT_EQ(limits.instruction_target_bytes, 1024U);
  EXPECT_EQ(limits.instruction_data_bytes, 64U * 1024);
}

/// One bound: how to lower it to `kBound`, and a document that needs n of it.
struct Bound {
  const char* name;
  const char* code;
  std::function<void(Limits&, std::size_t)> set;
  std::function<std::string(std::size_t)> document;
};
constexpr std::size_t kBound = 40;

std::ostream& operator<<(std::ostream& out, const Bound& bound) { return out << bound.name; }

class EachBound : public testing::TestWithParam<Bound> {};

TEST_P(EachBound, HoldsAtTheLimitAndNotAboveIt) {
  const Bound& bound = GetParam();
  Limits limits;
  bound.set(limits, kBound);
  EXPECT_EQ(code_of(bound.document(kBound), limits), "passed");
  EXPECT_EQ(reader_code_of(bound.document(kBound), limits), "read");
  EXPECT_EQ(code_of(bound.document(kBound + 1), limits), bound.code);
  EXPECT_EQ(code_of(bound.document(100 * kBound), limits), bound.code);
  EXPECT_EQ(reader_code_of(bound.document(100 * kBound), limits), bound.code);
}

const std::vector<Bound> kBounds{
    {"Size", "XML-SIZE", [](Limits& l, std::size_t n) { l.size_bytes = n; },
     [](std::size_t n) { return "<a>" + repeated("x", n - 7) + "</a>"; }},
    {"Depth", "XML-DEPTH", [](Limits& l, std::size_t n) { l.depth = n; },
     [](std::size_t n) { return repeated("<a>", n) + repeated("</a>", n); }},
    {"DepthOfAnEmptyElement", "XML-DEPTH", [](Limits& l, std::size_t n) { l.depth = n; },
     [](std::size_t n) { return repeated("<a>", n - 1) + "<b x='/>'/><b />" + repeated("</a>", n - 1); }},
    {"Elements", "XML-ELEMENTS", [](Limits& l, std::size_t n) { l.elements = n; },
     [](std::size_t n) { return "<a>" + repeated("<b/>", n - 1) + "</a>"; }},
    {"Attributes", "XML-ATTRIBUTES", [](Limits& l, std::size_t n) { l.attributes_per_element = n; },
     [](std::size_t n) {
       std::string tag = "<a><b";
       for (std::size_t i = 0; i < n; ++i) tag += " a" + std::to_string(i) + " = \">\"";
       return tag + "></b></a>";
     }},
    {"NamespaceDeclarations", "XML-ATTRIBUTES",
     [](Limits& l, std::size_t n) { l.attributes_per_element = n; },
     [](std::size_t n) {
       std::string tag = "<a";
       for (std::size_t i = 0; i < n; ++i)
         tag += " xmlns:n" + std::to_string(i) + "='u" + std::to_string(i) + "'";
       return tag + "/>";
     }},
    {"ElementName", "XML-NAME", [](Limits& l, std::size_t n) { l.name_bytes = n; },
     [](std::size_t n) { return "<" + repeated("a", n) + "/>"; }},
    {"AttributeName", "XML-NAME", [](Limits& l, std::size_t n) { l.name_bytes = n; },
     [](std::size_t n) { return "<a " + repeated("b", n) + "=''/>"; }},
    {"AttributeValue", "XML-ATTRIBUTE-VALUE", [](Limits& l, std::size_t n) { l.attribute_value_bytes = n; },
     [](std::size_t n) { return "<a x='" + repeated("v", n) + "'/>"; }},
    {"Text", "XML-TEXT", [](Limits& l, std::size_t n) { l.text_bytes = n; },
     [](std::size_t n) { return "<a>" + repeated("x", n) + "</a>"; }},
    {"TextInPieces", "XML-TEXT", [](Limits& l, std::size_t n) { l.text_bytes = n; },
     [](std::size_t n) { return "<a>x<![CDATA[" + repeated("<", n - 2) + "]]>x</a>"; }},
    {"Comment", "XML-TEXT", [](Limits& l, std::size_t n) { l.text_bytes = n; },
     [](std::size_t n) { return "<a><!--" + repeated("x", n) + "--></a>"; }},
    {"Instructions", "XML-INSTRUCTION", [](Limits& l, std::size_t n) { l.processing_instructions = n; },
     [](std::size_t n) { return "<?xml version='1.0'?>" + repeated("<?i?>", n) + "<a/>"; }},
    {"InstructionTarget", "XML-INSTRUCTION", [](Limits& l, std::size_t n) { l.instruction_target_bytes = n; },
     [](std::size_t n) { return "<?" + repeated("t", n) + "?><a/>"; }},
    {"InstructionData", "XML-INSTRUCTION", [](Limits& l, std::size_t n) { l.instruction_data_bytes = n; },
     [](std::size_t n) { return "<?t " + repeated("d", n) + "?><a/>"; }},
};

INSTANTIATE_TEST_SUITE_P(Guard, EachBound, testing::ValuesIn(kBounds),
                         [](const auto& info) { return info.param.name; });

TEST(Guard, DifferentNamesAreBoundedByTheReader) {
  const auto document = [](std::size_t n) {
    std::string text = "<a>";
    for (std::size_t i = 1; i < n; ++i) text += "<b" + std::to_string(i) + "/>";
    return text + "</a>";
  };
  Limits limits;
  limits.distinct_names = 40;
  EXPECT_EQ(reader_code_of(document(39), limits), "read");
  EXPECT_EQ(reader_code_of(document(40), limits), "XML-NAMES") << "the empty namespace is a name too";
  std::string prefixes = "<a>";
  for (int i = 0; i < 40; ++i)
    prefixes += "<p" + std::to_string(i) + ":a xmlns:p" + std::to_string(i) + "='u'/>";
  EXPECT_EQ(reader_code_of(prefixes + "</a>", limits), "XML-NAMES") << "the same name under 40 prefixes";
  std::string namespaces = "<a>";
  for (int i = 0; i < 40; ++i) namespaces += "<b xmlns:p='u" + std::to_string(i) + "'/>";
  EXPECT_EQ(reader_code_of(namespaces + "</a>", limits), "XML-NAMES") << "40 namespaces for one prefix";
}

TEST(Guard, WhatLooksLikeMarkupDoesNotCount) {
  Limits limits;
  limits.depth = 2;
  limits.elements = 2;
  limits.attributes_per_element = 1;
  for (const char* document :
       {"<a><!-- <b><c><d x='1' y='2'> --></a>", "<a><![CDATA[<b><c><d x='1' y='2'>]]></a>",
        "<a><?p <b><c><d>?></a>", "<a x='<!DOCTYPE a>'/>", "<a x=\"<b><c><d>'\"/>",
        "<a><!--<!DOCTYPE x>--><![CDATA[<!DOCTYPE x>]]><?p <!DOCTYPE x>?></a>", "<a x='>'><b y='/>'/></a>",
        "<a>]]&gt; > ' \" --</a>"})
    EXPECT_EQ(code_of(document, limits), "passed") << document;
}

TEST(Guard, TextNodesAreCountedEachByItself) {
  Limits limits;
  limits.text_bytes = 4;
  EXPECT_EQ(code_of("<a>1234<b/>1234<!--c-->1234<?p?>1234</a>", limits), "passed");
}

TEST(Guard, SaysWhereAndWhy) {
  Limits limits;
  limits.attributes_per_element = 1;
  EXPECT_EQ(guard("<a>\n\xe2\x82\xac<b x='1' y='2'/></a>", limits).error(),
            (Error{"XML-ATTRIBUTES", Retry::never, "2:2: more than 1 attributes on one element"}));
  EXPECT_EQ(guard("<a>\r\n<!DOCTYPE a></a>").error(),
            (Error{"XML-DOCTYPE", Retry::never,
                   "2:1: document type and other markup declarations are not allowed"}));
}

TEST(Guard, PositionOfReadsThePlaceBack) {
  EXPECT_EQ(position_of(Error{"X", Retry::never, "12:7: text"}), (Position{12, 7}));
  for (const char* none : {"", "text", "12: text", "12:", "a:1: x", ":1: x"})
    EXPECT_EQ(position_of(Error{"X", Retry::never, none}), (Position{})) << none;
}

struct EncodingCase {
  const char* name;
  std::string document;
  const char* expected;
};

std::string utf16(std::string_view ascii, bool big_endian, bool mark) {
  std::string out;
  if (mark) out = big_endian ? "\xfe\xff" : "\xff\xfe";
  for (const char c : ascii) out += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return out;
}

TEST(Guard, AcceptsUtf8AndUtf16Only) {
  const std::vector<EncodingCase> cases{
      {"UTF-8", "<a/>", "read"},
      {"UTF-8 declared", "<?xml version='1.0' encoding='utf-8'?><a/>", "read"},
      {"UTF-8 with mark", "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"UTF-8\" ?><a/>", "read"},
      {"UTF-16LE with mark", utf16("<?xml version='1.0' encoding='UTF-16'?><a/>", false, true), "read"},
      {"UTF-16BE with mark", utf16("<?xml version='1.0' encoding='utf-16'?><a/>", true, true), "read"},
      {"UTF-16LE without mark", utf16("<?xml version='1.0' encoding='UTF-16LE'?><a/>", false, false), "read"},
      {"UTF-16BE without mark", utf16("<a/>", true, false), "read"},
      {"UTF-16 that says UTF-8", utf16("<?xml version='1.0' encoding='UTF-8'?><a/>", false, true),
       "XML-ENCODING"},
      {"UTF-16LE that says UTF-16BE", utf16("<?xml version='1.0' encoding='UTF-16BE'?><a/>", false, true),
       "XML-ENCODING"},
      {"UTF-8 that says UTF-16", "<?xml version='1.0' encoding='UTF-16'?><a/>", "XML-ENCODING"},
      {"ISO-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", "XML-ENCODING"},
      {"UTF-7 declared", "<?xml version='1.0' encoding='UTF-7'?><a>+ADw-b/+AD4-</a>", "XML-ENCODING"},
      {"UTF-7 mark", "+/v8<a/>", "XML-ENCODING"},
      {"UTF-32LE", "\xff\xfe\0\0<\0\0\0"s, "XML-ENCODING"},
      {"UTF-32BE", "\0\0\xfe\xff\0\0\0<"s, "XML-ENCODING"},
      {"UTF-32 without mark", "<\0\0\0a\0\0\0/\0\0\0>\0\0\0"s, "XML-ENCODING"},
      {"EBCDIC", "\x4c\x6f\xa7\x94\x93", "XML-ENCODING"},
      {"NUL", "<a>\0</a>"s, "XML-ENCODING"},
      {"NUL in UTF-16", utf16("<a>", false, true) + "\0\0"s + utf16("</a>", false, false), "XML-ENCODING"},
      {"odd UTF-16", utf16("<a/>", false, true) + "x", "XML-ENCODING"},
      {"lone surrogate", utf16("<a>", false, true) + "\x00\xd8"s + utf16("</a>", false, false),
       "XML-ENCODING"},
      {"overlong slash", "<a>\xc0\xaf</a>", "XML-ENCODING"},
      {"overlong in three", "<a>\xe0\x80\xaf</a>", "XML-ENCODING"},
      {"overlong in four", "<a>\xf0\x80\x80\xaf</a>", "XML-ENCODING"},
      {"surrogate in UTF-8", "<a>\xed\xa0\x80</a>", "XML-ENCODING"},
      {"above U+10FFFF", "<a>\xf4\x90\x80\x80</a>", "XML-ENCODING"},
      {"five octets", "<a>\xf8\x88\x80\x80\x80</a>", "XML-ENCODING"},
      {"cut sequence", "<a>\xe2\x82", "XML-ENCODING"},
      {"lone continuation", "<a>\x80</a>", "XML-ENCODING"},
      {"last code point", "<a>\xf4\x8f\xbf\xbd</a>", "read"},
      {"nothing", "", "XML-EMPTY"},
  };
  for (const auto& one : cases) EXPECT_EQ(reader_code_of(one.document), one.expected) << one.name;
}

TEST(Guard, Utf16IsReadAsTheSameText) {
  Reader reader;
  const std::string smile = "\x3d\xd8\x00\xde"s;  // U+1F600 in UTF-16LE
  const auto tree = reader.read(utf16("<a>", false, true) + "\xac\x20" + smile + utf16("</a>", false, false));
  ASSERT_TRUE(tree.ok()) << tree.error();
  EXPECT_EQ(tree->text(tree->root()), "\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST(Guard, OnlyXml10IsRead) {
  EXPECT_EQ(reader_code_of("<?xml version='1.1'?><a>&#1;</a>"), "XML-VERSION");
  EXPECT_EQ(reader_code_of("<?xml version = \"1.1\" encoding='UTF-8'?><a/>"), "XML-VERSION");
  EXPECT_EQ(reader_code_of("<?xml version='1.0'?><a>&#1;</a>"), "XML-SYNTAX");
}

TEST(Guard, PassesAtLeastWhatTheParserTakes) {
  // No document here is touched by a bound; the guard must leave all of them to the parser.
  for (const char* document :
       {"<a", "<", "<a b", "<a b=", "<a b='", "</", "</a>", "<!--", "<![CDATA[", "<?", "<?x", "a", "<a></a",
        "<a/></a></a><b>", "<a b='1'c='2'/>", "<a =''/>", "<//>", "<a/ >", "< a/>"})
    EXPECT_EQ(code_of(document), "passed") << document;
}

}  // namespace
}  // namespace quittance::xml
