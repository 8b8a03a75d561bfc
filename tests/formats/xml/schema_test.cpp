#include "formats/xml/schema.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "formats/xml/parse.h"
#include "tests/support/temporary_folder.h"

namespace quittance::xml {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTypes =
    R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:types"
    elementFormDefault="qualified" xmlns="urn:types">
  <xs:simpleType name="Code"><xs:restriction base="xs:token"><xs:pattern value="[A-Z]{2}"/></xs:restriction></xs:simpleType>
  <xs:element name="Amount"><xs:complexType><xs:simpleContent><xs:extension base="xs:decimal">
    <xs:attribute name="currency" type="Code" use="required"/>
    <xs:attribute name="unit" type="xs:token" default="one"/>
  </xs:extension></xs:simpleContent></xs:complexType></xs:element>
</xs:schema>)";

constexpr const char* kOrder =
    R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:order"
    elementFormDefault="qualified" xmlns="urn:order" xmlns:t="urn:types">
  <xs:import namespace="urn:types" schemaLocation="parts/types.xsd"/>
  <xs:element name="Order"><xs:complexType><xs:sequence>
    <xs:element name="ID" type="xs:token"/>
    <xs:element ref="t:Amount" minOccurs="0" maxOccurs="3"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>)";

constexpr const char* kNote =
    R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:note"
    elementFormDefault="qualified" xmlns:t="urn:types">
  <xs:import namespace="urn:types" schemaLocation="parts/types.xsd"/>
  <xs:element name="Note" type="xs:string"/>
</xs:schema>)";

/// A folder with two main schemas that share an imported one.
class SchemaFolder : public testing::Test {
 protected:
  SchemaFolder() {
    fs::create_directories(path_ / "set" / "parts");
    write("set/order.xsd", kOrder);
    write("set/note.xsd", kNote);
    write("set/parts/types.xsd", kTypes);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }

  [[nodiscard]] Result<Grammars> load(const std::string& main) const {
    const std::array files{main};
    return Grammars::load(path_ / "set", files);
  }

  [[nodiscard]] Grammars grammars() const {
    const std::array<std::string, 2> files{"order.xsd", "note.xsd"};
    auto loaded = Grammars::load(path_ / "set", files);
    EXPECT_TRUE(loaded.ok()) << loaded.error();
    return *loaded;
  }

  test::TemporaryFolder folder_;
  fs::path path_ = folder_.path();
};

Validated validated(std::string_view document, const Grammars& grammars) {
  Reader reader;
  auto checked = reader.read(document, grammars);
  EXPECT_TRUE(checked.ok()) << checked.error();
  return *std::move(checked);
}

TEST_F(SchemaFolder, AValidDocumentHasNoFindings) {
  const auto checked = validated("<o:Order xmlns:o='urn:order'><o:ID>7</o:ID></o:Order>", grammars());
  EXPECT_TRUE(checked.findings.empty());
  EXPECT_FALSE(checked.more);
  EXPECT_EQ(checked.tree.string_value(checked.tree.root()), "7");
}

TEST_F(SchemaFolder, SeveralMainFilesAreOneSet) {
  const Grammars set = grammars();
  EXPECT_TRUE(set.declares("urn:order", "Order"));
  EXPECT_TRUE(set.declares("urn:note", "Note"));
  EXPECT_FALSE(set.declares("urn:order", "Note"));
  EXPECT_FALSE(set.declares("urn:other", "Order"));
  EXPECT_TRUE(validated("<Note xmlns='urn:note'>x</Note>", set).findings.empty());
}

TEST_F(SchemaFolder, NamesTheBrokenRuleTheElementAndItsPlace) {
  const auto checked = validated(
      "<Order xmlns='urn:order'>\n <ID>7</ID>\n <Amount xmlns='urn:types' "
      "currency='EU'>abc</Amount>\n</Order>",
      grammars());
  ASSERT_EQ(checked.findings.size(), 1U);
  const auto& finding = checked.findings[0];
  EXPECT_EQ(finding.code, "cvc-datatype-valid.1");
  EXPECT_EQ(finding.path, "/*:Order[1]/*:Amount[1]");
  EXPECT_EQ(finding.position, (Position{3, 42}));
}

TEST_F(SchemaFolder, PlacesWhatIsFoundInAStartTagAtThatElement) {
  const auto checked = validated(
      "<Order xmlns='urn:order'><ID>7</ID><Amount xmlns='urn:types' currency='euro'>1</Amount>"
      "<Amount xmlns='urn:types'>1</Amount><Stray/></Order>",
      grammars());
  ASSERT_EQ(checked.findings.size(), 4U);
  EXPECT_EQ(checked.findings[0].code, "cvc-pattern-valid");
  EXPECT_EQ(checked.findings[0].path, "/*:Order[1]/*:Amount[1]");
  EXPECT_EQ(checked.findings[1].code, "cvc-complex-type.4");
  EXPECT_EQ(checked.findings[1].path, "/*:Order[1]/*:Amount[2]");
  EXPECT_EQ(checked.findings[2].code, "cvc-elt.1");
  EXPECT_EQ(checked.findings[2].path, "/*:Order[1]/*:Stray[1]");
  EXPECT_EQ(checked.findings[3].code, "cvc-complex-type.2.4");
  EXPECT_EQ(checked.findings[3].path, "/*:Order[1]");
}

TEST_F(SchemaFolder, TheTreeIsTheOneWithoutSchemas) {
  const std::string document =
      "<Order xmlns='urn:order' xmlns:t='urn:types'> stray <!--c--><ID>  7\n</ID><?p d?>\n"
      "<t:Amount currency=' EU '> 1 </t:Amount></Order>";
  const auto checked = validated(document, grammars());
  EXPECT_FALSE(checked.findings.empty()) << "text between elements is not allowed here";
  Reader reader;
  const auto plain = reader.read(document);
  ASSERT_TRUE(plain.ok()) << plain.error();
  ASSERT_EQ(checked.tree.size(), plain->size());
  for (NodeId n = 0; n < plain->size(); ++n) {
    EXPECT_EQ(checked.tree.kind(n), plain->kind(n));
    EXPECT_EQ(checked.tree.text(n), plain->text(n));
    EXPECT_EQ(checked.tree.qualified_name(n), plain->qualified_name(n));
    EXPECT_EQ(checked.tree.position(n), plain->position(n));
  }
}

TEST_F(SchemaFolder, KeepsNoMoreFindingsThanItIsAllowed) {
  Limits limits;
  limits.schema_findings = 2;
  Reader reader(limits);
  const auto checked = reader.read("<Order xmlns='urn:order'><a/><b/><c/></Order>", grammars());
  ASSERT_TRUE(checked.ok()) << checked.error();
  EXPECT_EQ(checked->findings.size(), 2U);
  EXPECT_TRUE(checked->more);
}

TEST_F(SchemaFolder, ADocumentCannotNameASchemaOfItsOwn) {
  write("set/evil.xsd",
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='Free' "
        "type='xs:string'/></xs:schema>");
  const std::string evil = (path_ / "set" / "evil.xsd").string();
  const auto checked = validated(
      "<Free xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
      "xsi:noNamespaceSchemaLocation='" +
          evil + "'>x</Free>",
      grammars());
  ASSERT_FALSE(checked.findings.empty());
  EXPECT_EQ(checked.findings[0].code, "cvc-elt.1");
}

TEST_F(SchemaFolder, SchemaLocationsOfSendersAreNotLookedAt) {
  for (const char* location : {"urn:order http://example.org/order.xsd", "urn:order", ""}) {
    const auto checked = validated(std::string("<Order xmlns='urn:order' "
                                               "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
                                               "xsi:schemaLocation='") +
                                       location + "'><ID>7</ID></Order>",
                                   grammars());
    EXPECT_TRUE(checked.findings.empty()) << location;
  }
}

TEST_F(SchemaFolder, ADocumentThatIsNotWellFormedFailsWithSchemasToo) {
  Reader reader;
  const auto checked = reader.read("<Order xmlns='urn:order'><p:ID/></Order>", grammars());
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, "XML-SYNTAX");
  const auto next = reader.read("<Order xmlns='urn:order'><ID>7</ID></Order>", grammars());
  ASSERT_TRUE(next.ok()) << next.error();
  EXPECT_TRUE(next->findings.empty());
}

TEST_F(SchemaFolder, ADocumentThatIsCutFailsWithSchemasToo) {
  Reader reader;
  const Grammars set = grammars();
  const std::string document =
      "<Order xmlns='urn:order'><ID>7</ID><Amount xmlns='urn:types' currency='EU'>1</Amount></Order>";
  for (std::size_t size = 1; size < document.size(); ++size)
    EXPECT_FALSE(reader.read(document.substr(0, size), set).ok()) << document.substr(0, size);
}

TEST_F(SchemaFolder, OneReaderServesSeveralSets) {
  const Grammars first = grammars();
  const Grammars second = *load("note.xsd");
  Reader reader;
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(reader.read("<Order xmlns='urn:order'><ID>7</ID></Order>", first)->findings.empty());
    EXPECT_FALSE(reader.read("<Order xmlns='urn:order'><ID>7</ID></Order>", second)->findings.empty());
    EXPECT_TRUE(reader.read("<Note xmlns='urn:note'/>", second)->findings.empty());
  }
}

TEST_F(SchemaFolder, AStoredSetJudgesAsTheLoadedOne) {
  const Grammars loaded = grammars();
  const auto bytes = loaded.serialise();
  ASSERT_TRUE(bytes.ok()) << bytes.error();
  const auto restored = Grammars::restore(*bytes);
  ASSERT_TRUE(restored.ok()) << restored.error();
  EXPECT_TRUE(restored->declares("urn:order", "Order"));
  const std::string document =
      "<Order xmlns='urn:order'><ID>7</ID><Amount xmlns='urn:types' currency='euro'>x</Amount><x/></Order>";
  const auto expected = validated(document, loaded).findings;
  const auto given = validated(document, *restored).findings;
  ASSERT_EQ(given.size(), expected.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    EXPECT_EQ(given[i].code, expected[i].code);
    EXPECT_EQ(given[i].message, expected[i].message);
    EXPECT_EQ(given[i].path, expected[i].path);
  }
}

TEST_F(SchemaFolder, ThreadsShareASet) {
  const auto bytes = grammars().serialise();
  const Grammars set = *Grammars::restore(*bytes);
  std::vector<std::thread> threads;
  std::array<std::size_t, 4> findings{};
  threads.reserve(findings.size());
  for (std::size_t t = 0; t < findings.size(); ++t)
    threads.emplace_back([&, t] {
      Reader reader;
      for (int i = 0; i < 50; ++i) {
        const std::string own = "urn:x" + std::to_string(t * 1000 + static_cast<std::size_t>(i));
        const auto checked =
            reader.read("<Order xmlns='urn:order' xmlns:x='" + own +
                            "'><ID>7</ID><Amount xmlns='urn:types' currency='euro'>x</Amount></Order>",
                        set);
        if (checked.ok()) findings[t] += checked->findings.size();
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(findings, (std::array<std::size_t, 4>{100, 100, 100, 100}));
}

TEST_F(SchemaFolder, ThreadsMeetAFreshSetAtOnce) {
  write("set/mark.xsd", R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:m">
    <xs:simpleType name="Mark"><xs:restriction base="xs:string">
      <xs:pattern value="[A-Z]{2}[0-9]+|[a-z-[aeiou]]+[^x]"/></xs:restriction></xs:simpleType>
    <xs:element name="Mark" xmlns:m="urn:m"><xs:complexType><xs:simpleContent><xs:extension base="m:Mark">
      <xs:attribute name="lang" type="xs:language"/></xs:extension></xs:simpleContent></xs:complexType>
    </xs:element></xs:schema>)");
  const auto bytes = load("mark.xsd")->serialise();
  for (int round = 0; round < 30; ++round) {
    const Grammars set = *Grammars::restore(*bytes);
    std::latch start(4);
    std::array<std::size_t, 4> findings{};
    std::vector<std::thread> threads;
    threads.reserve(findings.size());
    for (auto& found : findings)
      threads.emplace_back([&] {
        Reader reader;
        start.arrive_and_wait();
        for (const auto* mark : {"AB12", "bcdz", "A1"})
          found += reader.read("<Mark xmlns='urn:m' lang='en-GB'>" + std::string(mark) + "</Mark>", set)
                       ->findings.size();
      });
    for (auto& thread : threads) thread.join();
    ASSERT_EQ(findings, (std::array<std::size_t, 4>{1, 1, 1, 1}));
  }
}

TEST_F(SchemaFolder, NothingOutsideOfTheFolderIsRead) {
  write("outside.xsd", kTypes);
  write("set/escape.xsd", R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:e">
    <xs:import namespace="urn:types" schemaLocation="../outside.xsd"/><xs:element name="E"/></xs:schema>)");
  const auto loaded = load("escape.xsd");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error(),
            (Error{"XSD", Retry::never, "escape.xsd: names ../outside.xsd, which is not in the folder"}));
  EXPECT_FALSE(load("../outside.xsd").ok());
  fs::create_symlink(path_ / "outside.xsd", path_ / "set" / "link.xsd");
  EXPECT_FALSE(load("link.xsd").ok()) << "a link out of the folder";
}

TEST_F(SchemaFolder, NothingIsFetched) {
  write("set/net.xsd", R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:e">
    <xs:import namespace="urn:types" schemaLocation="http://127.0.0.1:1/types.xsd"/><xs:element name="E"/></xs:schema>)");
  const auto loaded = load("net.xsd");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().detail, "net.xsd: names http://127.0.0.1:1/types.xsd, which is not in the folder");
}

TEST_F(SchemaFolder, ASchemaMayHaveADocumentTypeDeclaration) {
  write(
      "set/dtd.xsd",
      R"(<!DOCTYPE xs:schema PUBLIC "-//W3C//DTD XMLSchema 200102//EN" "http://www.w3.org/2001/XMLSchema.dtd" [
    <!ATTLIST xs:schema xmlns:x CDATA #FIXED 'urn:dtd'> <!ENTITY ns 'urn:dtd'>]>
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="&ns;"><xs:element name="D" type="xs:int"/></xs:schema>)");
  const auto loaded = load("dtd.xsd");
  ASSERT_TRUE(loaded.ok()) << loaded.error();
  EXPECT_TRUE(loaded->declares("urn:dtd", "D"));
}

TEST_F(SchemaFolder, SaysWhatIsWrongWithASchema) {
  EXPECT_EQ(load("absent.xsd").error().detail, "absent.xsd: cannot be read");
  write("set/broken.xsd",
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='A' "
        "type='Gone'/></xs:schema>");
  const auto broken = load("broken.xsd");
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().detail.substr(0, 13), "broken.xsd:1:");
  write("set/text.xsd", "no schema at all");
  EXPECT_FALSE(load("text.xsd").ok());
}

TEST_F(SchemaFolder, DamagedStoredBytesOfAnotherKindAreRefused) { EXPECT_FALSE(Grammars::restore("").ok()); }

TEST(OfficialSchemas, UblInvoiceFindsAreNamed) {
  const fs::path folder = fs::path(QUITTANCE_SOURCE_DIR) / "build" / "rules" / "schemas" / "UBL-2.1";
  if (!fs::exists(folder / "maindoc"))
    GTEST_SKIP() << "the pinned UBL schemas are not installed (make rules)";
  const std::array<std::string, 3> files{"maindoc/UBL-Invoice-2.1.xsd", "maindoc/UBL-CreditNote-2.1.xsd",
                                         "maindoc/UBL-ApplicationResponse-2.1.xsd"};
  const auto set = Grammars::load(folder, files);
  ASSERT_TRUE(set.ok()) << set.error();
  EXPECT_TRUE(set->declares("urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", "CreditNote"));
  const auto checked =
      validated("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>", *set);
  ASSERT_EQ(checked.findings.size(), 1U);
  EXPECT_EQ(checked.findings[0].code, "cvc-complex-type.2.4");
  EXPECT_LE(checked.findings[0].message.size(), 500U);
}

}  // namespace
}  // namespace quittance::xml
