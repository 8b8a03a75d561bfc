#include "formats/xml/c14n.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "formats/xml/parse.h"

namespace quittance::xml {
namespace {

Tree parse(std::string_view document) {
  Reader reader;
  auto tree = reader.read(document);
  EXPECT_TRUE(tree) << tree.error();
  return std::move(tree).value();
}

/// First element of that local name, in document order.
NodeId first(const Tree& tree, std::string_view local) {
  for (NodeId n = 0; n < tree.size(); ++n)
    if (tree.is_element(n) && tree.local_name(n) == local) return n;
  return kNoNode;
}

struct Case {
  const char* name;
  const char* document;
  const char* apex;  ///< local name, "" = the document
  C14n form;
  const char* canonical;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Canonical : public testing::TestWithParam<Case> {};

TEST_P(Canonical, FormIsAsTheStandardSays) {
  const Case& c = GetParam();
  const Tree tree = parse(c.document);
  const NodeId apex = *c.apex == '\0' ? Tree::document() : first(tree, c.apex);
  EXPECT_EQ(canonical_form(tree, apex, c.form), c.canonical);
}

const C14n kInclusive{.exclusive = false};
const C14n kInclusiveComments{.exclusive = false, .comments = true};
const C14n kExclusive{};

INSTANTIATE_TEST_SUITE_P(
    CanonicalXml, Canonical,
    testing::Values(
        Case{"InstructionsAndCommentsOutsideTheRoot",  // Canonical XML 1.0, 3.1
             "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n"
             "<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n",
             "", kInclusive,
             "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n"
             "<?pi-without-data?>"},
        Case{"TheSameWithComments",
             "<doc>Hello, world!<!-- Comment 1 --></doc>\n<!-- Comment 2 -->\n<!-- 3 -->", "",
             kInclusiveComments,
             "<doc>Hello, world!<!-- Comment 1 --></doc>\n<!-- Comment 2 -->\n<!-- 3 -->"},
        Case{"WhiteSpaceInContentStays",
             "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n</doc>", "", kInclusive,
             "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n</doc>"},
        Case{"StartTagsAreSortedAndEmptyElementsOpened",  // 3.3
             "<doc><e1   /><e3   name = \"elem3\"   id=\"elem3\"   />"
             "<e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n"
             " xmlns:b=\"http://www.ietf.org\" xmlns:a=\"http://www.w3.org\" xmlns=\"http://example.org\"/>"
             "<e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e7 xmlns=\"http://www.ietf.org\">"
             "<e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\"><e9 xmlns=\"\" "
             "xmlns:a=\"http://www.ietf.org\"/></e8>"
             "</e7></e6></doc>",
             "", kInclusive,
             "<doc><e1></e1><e3 id=\"elem3\" name=\"elem3\"></e3>"
             "<e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" "
             "attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>"
             "<e6 xmlns:a=\"http://www.w3.org\"><e7 xmlns=\"http://www.ietf.org\"><e8 xmlns=\"\">"
             "<e9 xmlns:a=\"http://www.ietf.org\"></e9></e8></e7></e6></doc>"},
        Case{"CharacterReferencesAreModified",  // 3.4
             "<doc><text>First line&#x0d;&#10;Second line</text><value>&#x32;</value>"
             "<compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>"
             "<compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>"
             "<norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/></doc>",
             "", kInclusive,
             "<doc><text>First line&#xD;\nSecond line</text><value>2</value>"
             "<compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>"
             "<compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; "
             "?&quot;valid&quot;:&quot;error"
             "&quot;\">valid</compute><norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm></doc>"},
        Case{"TextIsUtf8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><doc>&#169;</doc>", "", kInclusive,
             "<doc>\xc2\xa9</doc>"},
        Case{"InclusiveSubtreeTakesItsContextAlong",
             "<a xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" xml:lang=\"fr\"><b "
             "xml:space=\"preserve\">"
             "<c p:x=\"1\" xmlns:q=\"urn:r\"/></b></a>",
             "c", kInclusive,
             "<c xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:r\" xml:lang=\"fr\" xml:space=\"preserve\" "
             "p:x=\"1\"></c>"},
        Case{"NearestXmlAttributeWins", "<a xml:lang=\"fr\"><b xml:lang=\"de\"><c/></b></a>", "c", kInclusive,
             "<c xml:lang=\"de\"></c>"},
        Case{"ExclusiveSubtreeTakesNoContextAlong",
             "<a xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" xml:lang=\"fr\"><p:c "
             "p:x=\"1\"><d/></p:c></a>",
             "c", kExclusive, "<p:c xmlns:p=\"urn:p\" p:x=\"1\"><d xmlns=\"urn:d\"></d></p:c>"},
        Case{"ExclusiveWritesWhereUsed",  // Exclusive XML Canonicalization 1.0, 2.2
             "<n0:local xmlns:n0=\"foo:bar\" xmlns:n3=\"ftp://example.org\"><n1:elem2 "
             "xmlns:n1=\"http://example.net\""
             " xml:lang=\"en\"><n3:stuff xmlns:n3=\"ftp://example.org\"/></n1:elem2></n0:local>",
             "elem2", kExclusive,
             "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\"><n3:stuff "
             "xmlns:n3=\"ftp://example.org\">"
             "</n3:stuff></n1:elem2>"},
        Case{"PrefixListIsInclusive", "<a xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" xmlns=\"urn:d\"><q:c/></a>",
             "c", C14n{.inclusive_prefixes = {"p", "unbound"}},
             "<q:c xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"></q:c>"},
        Case{"PrefixListNamesTheDefaultNamespace",
             "<a xmlns:q=\"urn:q\" xmlns=\"urn:d\"><q:c><q:d xmlns=\"\"/></q:c></a>", "c",
             C14n{.inclusive_prefixes = {"#default"}},
             "<q:c xmlns=\"urn:d\" xmlns:q=\"urn:q\"><q:d xmlns=\"\"></q:d></q:c>"},
        Case{"SameUriUnderTwoPrefixes", "<a:x xmlns:a=\"urn:1\" xmlns:b=\"urn:1\" b:k=\"2\" j=\"1\"/>", "x",
             kExclusive, "<a:x xmlns:a=\"urn:1\" xmlns:b=\"urn:1\" j=\"1\" b:k=\"2\"></a:x>"},
        Case{"DefaultNamespaceIsTakenBack", "<a xmlns=\"urn:d\"><b xmlns=\"\"><c/></b></a>", "", kExclusive,
             "<a xmlns=\"urn:d\"><b xmlns=\"\"><c></c></b></a>"},
        Case{"TheXmlPrefixIsNeverDeclared",
             "<a xmlns:xml=\"http://www.w3.org/XML/1998/namespace\" xml:lang=\"x\"/>", "", kInclusive,
             "<a xml:lang=\"x\"></a>"}),
    [](const auto& one) { return one.param.name; });

TEST(Canonical, EnvelopedSignatureIsLeftOut) {
  const Tree tree = parse("<a xmlns:s=\"urn:s\"><b/><s:Signature><s:x>gone</s:x></s:Signature>tail</a>");
  C14n form;
  form.omitted = first(tree, "Signature");
  EXPECT_EQ(canonical_form(tree, Tree::document(), form), "<a><b></b>tail</a>");
}

TEST(Canonical, ManyDeclarationsInScopeDoNotSlowEachElementDown) {
  std::string document, tail;
  for (int level = 0; level < 100; ++level) {
    document += "<l";
    for (int i = 0; i < 100; ++i) document += " xmlns:p" + std::to_string(level * 100 + i) + "='u'";
    document += ">";
    tail += "</l>";
  }
  for (int i = 0; i < 50'000; ++i) document += "<e/>";
  const Tree tree = parse(document + tail);
  const Bytes form = canonical_form(tree, Tree::document());
  EXPECT_EQ(form.size(), std::string("<l></l>").size() * 100 + std::string("<e></e>").size() * 50'000);
}

// ---- vectors of other stacks
// ----------------------------------------------------------------------------------

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

struct Golden {
  const char* folder;
  const char* file;      ///< HTTP body
  const char* element;   ///< local name
  const char* expected;  ///< file with the canonical form
  std::vector<std::string> prefixes;
};
void PrintTo(const Golden& g, std::ostream* out) { *out << g.folder << '/' << g.expected; }

class CanonicalGolden : public testing::TestWithParam<Golden> {};

TEST_P(CanonicalGolden, FormIsByteForByteWhatTheOtherStackDigested) {
  const Golden& g = GetParam();
  const std::string folder = QUITTANCE_SOURCE_DIR "/../shared/corpus/as4/" + std::string(g.folder) + "/";
  const std::string body = slurp(folder + g.file);
  if (body.empty()) GTEST_SKIP() << "no recorded exchanges beside the project (../shared/corpus/as4)";
  const std::size_t from = body.find("<S12:Envelope"), to = body.find("</S12:Envelope>");
  const Tree tree = parse(std::string_view(body).substr(from, to + 15 - from));
  EXPECT_EQ(canonical_form(tree, first(tree, g.element), C14n{.inclusive_prefixes = g.prefixes}),
            slurp(folder + g.expected));
}

INSTANTIATE_TEST_SUITE_P(
    OtherStacks, CanonicalGolden,
    testing::Values(Golden{"golden", "request.bin", "SignedInfo", "signedinfo.c14n", {"S12"}},
                    Golden{"golden", "request.bin", "Messaging", "messaging.c14n", {"S12"}},
                    Golden{"golden", "request.bin", "Body", "body.c14n", {}},
                    Golden{"golden", "receipt.bin", "SignedInfo", "receipt-signedinfo.c14n", {"S12"}},
                    Golden{"golden", "receipt.bin", "Messaging", "receipt-messaging.c14n", {"S12"}},
                    Golden{"golden", "receipt.bin", "Body", "receipt-body.c14n", {}},
                    Golden{"golden-pyas4", "request.bin", "SignedInfo", "signedinfo.c14n", {}},
                    Golden{"golden-pyas4", "request.bin", "Messaging", "messaging.c14n", {}},
                    Golden{"golden-pyas4", "request.bin", "Body", "body.c14n", {}},
                    Golden{"golden-pyas4", "receipt.bin", "SignedInfo", "receipt-signedinfo.c14n", {}},
                    Golden{"golden-pyas4", "receipt.bin", "Messaging", "receipt-messaging.c14n", {}},
                    Golden{"golden-pyas4", "receipt.bin", "Body", "receipt-body.c14n", {}}));

}  // namespace
}  // namespace quittance::xml
