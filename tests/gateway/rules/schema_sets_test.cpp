#include "gateway/rules/schema_sets.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "formats/xml/parse.h"
#include "keys/crypto.h"
#include "tests/gateway/config/scratch.h"

namespace quittance::rules {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A schema with one root element of a simple type.
std::string schema_of(std::string_view uri, std::string_view root, std::string_view type) {
  return fmt::format(
      R"(<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{}"><xs:element name="{}" type="{}"/></xs:schema>)",
      uri, root, type);
}

/// A rules folder with the set ORDERS of two documents, and an empty cache.
class SchemaSetsTest : public testing::Test {
 protected:
  SchemaSetsTest() {
    put("order.xsd", schema_of("urn:order", "order", "xs:date"));
    put("bill.xsd", schema_of("urn:bill", "bill", "xs:integer"));
    open();
  }
  void put(const std::string& name, const std::string& text) {
    scratch_.write("rules/schemas/ORDERS/" + name, text);
    hashes_[name] = keys::sha256(text).hex();
  }
  /// Writes the manifest for the files as they were put.
  void open() {
    std::string files;
    for (const auto& [name, hash] : hashes_)
      files += fmt::format("{{ from = \"x/{0}\", to = \"{0}\", sha256 = \"{1}\" }},", name, hash);
    scratch_.write(
        "rules/manifest.toml",
        fmt::format("[[schema]]\nname = \"ORDERS\"\nversion = \"1\"\npackage = \"somewhere\"\nmain = "
                    "[\"order.xsd\", \"bill.xsd\"]\nlicence = \"MIT\"\nfiles = [{}]\n",
                    files));
    auto opened = Catalogue::open(scratch_.path() / "rules");
    ASSERT_TRUE(opened.ok()) << opened.error().detail;
    catalogue_ = std::move(opened).value();
  }
  [[nodiscard]] SchemaSets sets() const {
    return {catalogue_, Cache(scratch_.path() / "cache", digest_), digest_};
  }
  /// What the part of a document's root says against it: how many findings.
  std::size_t findings(const std::string& part, const std::string& document) const {
    const auto grammars = sets().open("ORDERS", part);
    EXPECT_TRUE(grammars.ok()) << grammars.error().detail;
    xml::Reader reader;
    return reader.read(document, *grammars)->findings.size();
  }
  [[nodiscard]] fs::path kept(std::string_view kind) const {
    for (const auto& entry : fs::directory_iterator(scratch_.path() / "cache"))
      if (entry.path().filename().string().starts_with(kind)) return entry.path();
    return {};
  }

  Scratch scratch_;
  keys::OpenSslDigest digest_;
  std::map<std::string, std::string> hashes_;
  Catalogue catalogue_;
};

const std::string kOrder = "<order xmlns='urn:order'>2026-11-24</order>";
const std::string kWrongOrder = "<order xmlns='urn:order'>soon</order>";

TEST_F(SchemaSetsTest, GiveAPartForEachRootNamespaceAndTheWholeSetForAnyOther) {
  EXPECT_EQ(*sets().part_of("ORDERS", "urn:order"), "urn:order");
  EXPECT_EQ(*sets().part_of("ORDERS", "urn:bill"), "urn:bill");
  EXPECT_EQ(*sets().part_of("ORDERS", "urn:of-a-stranger"), "");
}

TEST_F(SchemaSetsTest, AreTheSameFromFilesAndFromTheCache) {
  for (int time = 0; time < 2; ++time) {
    EXPECT_EQ(findings("urn:order", kOrder), 0U);
    EXPECT_EQ(findings("urn:order", kWrongOrder), 1U);
    EXPECT_EQ(findings("", "<bill xmlns='urn:bill'>three</bill>"), 1U);
  }
}

TEST_F(SchemaSetsTest, HoldOnlyThePartThatWasAskedFor) {
  EXPECT_TRUE(sets().open("ORDERS", "urn:order")->declares("urn:order", "order"));
  EXPECT_FALSE(sets().open("ORDERS", "urn:order")->declares("urn:bill", "bill"));
  EXPECT_TRUE(sets().open("ORDERS", "")->declares("urn:bill", "bill"));
}

TEST_F(SchemaSetsTest, NeedNoFilesOnceTheyAreInTheCache) {
  ASSERT_EQ(findings("urn:order", kWrongOrder), 1U);
  fs::remove_all(scratch_.path() / "rules/schemas");
  EXPECT_EQ(findings("urn:order", kWrongOrder), 1U);
  EXPECT_EQ(*sets().part_of("ORDERS", "urn:order"), "urn:order");
}

TEST_F(SchemaSetsTest, AreMadeAnewFromADamagedCache) {
  ASSERT_EQ(findings("urn:order", kWrongOrder), 1U);
  const auto file = kept("grammars-");
  const auto size = fs::file_size(file);
  fs::resize_file(file, size / 2);
  EXPECT_EQ(findings("urn:order", kWrongOrder), 1U);
  EXPECT_EQ(fs::file_size(file), size);
}

TEST_F(SchemaSetsTest, AreNotThoseOfYesterdayWhenAFileWasReplaced) {
  ASSERT_EQ(findings("urn:order", kWrongOrder), 1U);
  put("order.xsd", schema_of("urn:order", "order", "xs:string"));
  open();
  EXPECT_EQ(findings("urn:order", kWrongOrder), 0U);
}

TEST_F(SchemaSetsTest, AreRefusedWithBothHashesWhenAFileIsNotWhatWasInstalled) {
  scratch_.write("rules/schemas/ORDERS/bill.xsd", "<changed/>");
  for (const auto& result :
       {sets().open("ORDERS", "").error(), sets().part_of("ORDERS", "urn:bill").error()}) {
    EXPECT_EQ(result.code, "RULES");
    EXPECT_THAT(result.detail, HasSubstr(hashes_["bill.xsd"]));
    EXPECT_THAT(result.detail, HasSubstr(keys::sha256("<changed/>").hex()));
  }
}

TEST_F(SchemaSetsTest, WorkWithoutAPlaceForTheCache) {
  const SchemaSets without(catalogue_, Cache({}, digest_), digest_);
  EXPECT_TRUE(without.open("ORDERS", "urn:order").ok());
}

TEST_F(SchemaSetsTest, SayThatASetIsNotThere) {
  EXPECT_EQ(sets().part_of("INVOICES", "urn:order").error().code, "SCHEMA-SET");
  EXPECT_EQ(sets().open("INVOICES", "").error().code, "SCHEMA-SET");
}

}  // namespace
}  // namespace quittance::rules
