// Known attacks on XML readers: each must be refused, or be no attack, and cost next to nothing.
#include <gtest/gtest.h>
#include <ctime>

#include <unistd.h>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

#include "formats/xml/parse.h"

namespace quittance::xml {
namespace {

namespace fs = std::filesystem;

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string code_of(std::string_view document) {
  Reader reader;
  const auto tree = reader.read(document);
  return tree ? "read" : tree.error().code;
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// A file with a secret that no document may bring to light.
class Attack : public testing::Test {
 protected:
  Attack() : secret_(fs::path(testing::TempDir()) / ("secret-" + std::to_string(::getpid()))) {
    std::ofstream(secret_) << "<secret>canary</secret>";
  }
  ~Attack() override { fs::remove(secret_); }
  fs::path secret_;
};

TEST_F(Attack, EveryKindOfEntityIsRefusedBeforeItIsParsed) {
  const std::string file = secret_.string();
  const std::array<std::string, 12> documents{
      "<!DOCTYPE a [<!ENTITY e SYSTEM 'file://" + file + "'>]><a>&e;</a>",
      "<!DOCTYPE a [<!ENTITY e PUBLIC 'p' '" + file + "'>]><a x='&e;'/>",
      "<!DOCTYPE a SYSTEM 'file://" + file + "'><a/>",
      "<!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1:1/x.dtd'><a/>",
      "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x'> %p;]><a/>",
      "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
      "<!DOCTYPE a [<!ATTLIST a x CDATA 'y'>]><a/>",
      "<?xml version='1.0' standalone='yes'?>\n<!-- c -->\n<!DOCTYPE a><a/>",
      "<a><!DOCTYPE a></a>",
      "<a/><!DOCTYPE a>",
      "<!doctype a><a/>",
      "<a><!ENTITY e 'x'></a>"};
  for (const auto& document : documents) EXPECT_EQ(code_of(document), "XML-DOCTYPE") << document;
}

TEST_F(Attack, ADoctypeDoesNotHideInAnotherEncoding) {
  std::string utf16 = "\xff\xfe";
  for (const char c : std::string_view("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>")) utf16 += {c, '\0'};
  EXPECT_EQ(code_of(utf16), "XML-DOCTYPE");
  EXPECT_EQ(code_of("\xef\xbb\xbf<!DOCTYPE a><a/>"), "XML-DOCTYPE");
  EXPECT_EQ(code_of("<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>"), "XML-ENCODING");
}

TEST_F(Attack, UndeclaredEntitiesAreRefused) {
  for (const char* document :
       {"<a>&e;</a>", "<a x='&e;'/>", "<a>&nbsp;</a>", "<a>&#xFFFE;</a>", "<a>&#0;</a>", "<a>&;</a>"})
    EXPECT_EQ(code_of(document), "XML-SYNTAX") << document;
}

TEST_F(Attack, EntityBombsAreRefused) {
  std::string bomb = "<!DOCTYPE a [<!ENTITY e0 'boom'>";
  for (int i = 1; i < 10; ++i) {
    bomb += "<!ENTITY e" + std::to_string(i) + " '";
    bomb += repeated("&e" + std::to_string(i - 1) + ";", 10) + "'>";
  }
  EXPECT_EQ(code_of(bomb + "]><a>&e9;</a>"), "XML-DOCTYPE");
  EXPECT_EQ(code_of("<!DOCTYPE a [<!ENTITY e '" + repeated("x", 100'000) + "'>]><a>" +
                    repeated("&e;", 100'000) + "</a>"),
            "XML-DOCTYPE");
  EXPECT_EQ(code_of("<!DOCTYPE a [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><a>&a;</a>"), "XML-DOCTYPE");
}

TEST_F(Attack, SchemaLocationsAndInclusionsAreOnlyData) {
  Reader reader;
  const std::string file = secret_.string();
  for (const std::string& document :
       {"<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='" + file +
            "'/>",
        "<a xmlns='u' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='u file://" +
            file + "'/>",
        "<a><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='" + file + "'/></a>",
        "<?xml-stylesheet type='text/xsl' href='" + file + "'?><?xml-model href='" + file + "'?><a/>"}) {
    const auto tree = reader.read(document);
    ASSERT_TRUE(tree.ok()) << tree.error();
    EXPECT_EQ(tree->string_value(Tree::document()), "") << document;
  }
}

TEST_F(Attack, CommentsDoNotSplitWhatAReaderSees) {
  Reader reader;
  const auto tree = reader.read("<a>PO<!-- -->P000306</a>");
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(tree->string_value(tree->root()), "POP000306");
}

TEST_F(Attack, RedeclaredPrefixesAreThoseInScope) {
  Reader reader;
  const auto tree = reader.read("<p:a xmlns:p='u:1'><p:b xmlns:p='u:2'><p:c/></p:b><p:d/></p:a>");
  ASSERT_TRUE(tree.ok());
  EXPECT_NE(tree->find_name("u:2", "c"), kNoName);
  EXPECT_EQ(tree->find_name("u:1", "c"), kNoName);
  EXPECT_NE(tree->find_name("u:1", "d"), kNoName);
}

/// A document of some megabytes that is quadratic or worse for an unguarded reader.
struct Heavy {
  const char* name;
  const char* code;
  std::function<std::string()> document;
};
std::ostream& operator<<(std::ostream& out, const Heavy& heavy) { return out << heavy.name; }

class HeavyDocument : public testing::TestWithParam<Heavy> {};

TEST_P(HeavyDocument, IsAnsweredAtOnce) {
  const std::string document = GetParam().document();
  const double start = cpu_seconds();
  EXPECT_EQ(code_of(document), GetParam().code);
  // Each takes minutes without its bound; a second leaves room for sanitizers and slow machines.
  EXPECT_LT(cpu_seconds() - start, 1.0);
}

const std::array kHeavy{
    Heavy{"Deep", "XML-DEPTH", [] { return repeated("<a>", 200'000); }},
    Heavy{"DeepWithNamespaces", "XML-DEPTH", [] { return repeated("<p:a xmlns:p='u'>", 200'000); }},
    Heavy{"DeepAndClosed", "XML-DEPTH", [] { return repeated("<a>", 100'000) + repeated("</a>", 100'000); }},
    Heavy{"ManyAttributes", "XML-ATTRIBUTES",
          [] {
            std::string tag = "<a";
            for (int i = 0; i < 1'000'000; ++i) tag += " a" + std::to_string(i) + "=''";
            return tag + "/>";
          }},
    Heavy{"ManyNamespaces", "XML-ATTRIBUTES",
          [] {
            std::string tag = "<a";
            for (int i = 0; i < 100'000; ++i) tag += " xmlns:n" + std::to_string(i) + "='u'";
            return tag + "/>";
          }},
    Heavy{"LongName", "XML-NAME", [] { return "<" + repeated("a", 5'000'000) + "/>"; }},
    Heavy{"LongAttribute", "XML-ATTRIBUTE-VALUE",
          [] { return "<a x='" + repeated("&lt;", 2'000'000) + "'/>"; }},
    Heavy{"ManyInstructions", "XML-INSTRUCTION", [] { return repeated("<?p?>", 1'000'000) + "<a/>"; }},
    Heavy{"ManyNames", "XML-NAMES",
          [] {
            std::string text = "<a>";
            for (int i = 0; i < 300'000; ++i) text += "<b" + std::to_string(i) + "/>";
            return text + "</a>";
          }},
    Heavy{"OpenComment", "XML-SYNTAX", [] { return "<a><!--" + repeated("-", 5'000'000); }},
    Heavy{"OpenTags", "XML-SYNTAX", [] { return repeated("<", 5'000'000); }},
    Heavy{"OpenSections", "XML-SYNTAX", [] { return "<a>" + repeated("<![CDATA[", 500'000); }},
    Heavy{"BracketsInText", "XML-SYNTAX", [] { return "<a>" + repeated("]]>", 1'000'000) + "</a>"; }},
};
INSTANTIATE_TEST_SUITE_P(Attack, HeavyDocument, testing::ValuesIn(kHeavy),
                         [](const auto& info) { return info.param.name; });

TEST_F(Attack, ManyDocumentsLeaveNothingBehindInAReader) {
  Reader reader;
  for (int i = 0; i < 2'000; ++i) {
    const std::string own = "urn:x" + std::to_string(i);
    const auto tree = reader.read("<e" + std::to_string(i) + " xmlns='" + own + "'/>");
    ASSERT_TRUE(tree.ok());
    ASSERT_EQ(tree->namespace_uri(tree->root()), own);
    ASSERT_EQ(tree->name_count(), 1U);
  }
}

TEST_F(Attack, TheSelfTestPasses) {
  const auto passed = self_test();
  EXPECT_TRUE(passed.ok()) << passed.error();
}

}  // namespace
}  // namespace quittance::xml
