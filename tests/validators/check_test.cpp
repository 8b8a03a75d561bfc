#include "validators/check.h"

#include <gmock/gmock.h>

#include "tests/validators/schematron/memory_files.h"

namespace quittance::validators {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Counts nothing and hashes nothing: the digest is not what is tested here.
struct NoDigest : Digest {
  struct Running : RunningDigest {
    void update(BytesView) override {}
    Sha256 finish() override { return {}; }
  };
  [[nodiscard]] std::unique_ptr<RunningDigest> start() const override { return std::make_unique<Running>(); }
};

/// Packs made of one rule each: name → "context|test".
struct MemorySources : Sources {
  std::map<std::string, std::pair<std::string, std::string>> packs;
  [[nodiscard]] Result<PackSource> pack(const std::string& name, const Days&) const override {
    const auto found = packs.find(name);
    if (found == packs.end()) return Error{"PACK", Retry::never, "no pack " + name};
    const auto& [context, test] = found->second;
    auto files = std::make_shared<schematron::MemoryFiles>();
    files->by_name["p.sch"] =
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'><ns prefix='i' "
        "uri='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/><pattern><rule context='" +
        context + "'><assert id='" + name + "-1' flag='fatal' test='" + test +
        "'>Sum (BT-106)</assert></rule></pattern></schema>";
    return PackSource{name, "1", "00", "p.sch", files};
  }
  [[nodiscard]] Result<std::string> schema_part(const std::string& name, std::string_view) const override {
    return Error{"SCHEMA-SET", Retry::never, "no schema " + name};
  }
  [[nodiscard]] Result<xml::Grammars> schema(const std::string& name, const std::string&) const override {
    return Error{"SCHEMA-SET", Retry::never, "no schema " + name};
  }
};

const std::string kInvoice =
    "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' "
    "xmlns:cbc='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>\n"
    "<cbc:CustomizationID> urn:c </cbc:CustomizationID></Invoice>";

class CheckTest : public testing::Test {
 protected:
  Report check(const std::string& document, const CheckOptions& options = {}) {
    Library library(sources_);
    Checker checker(library, scenarios_, digest_);
    return checker.check("a.xml", document, options);
  }
  CheckTest() {
    sources_.packs = {{"GOOD", {"i:Invoice", "true()"}},
                      {"BAD", {"i:Invoice", "false()"}},
                      {"OPEN", {"i:Invoice", "xs:integer(.) = 1"}},
                      {"OTHER", {"order", "false()"}},
                      {"BROKEN", {"i:Invoice", "1 +"}}};
    Scenario scenario;
    scenario.name = "s";
    scenario.syntaxes = {"ubl-invoice"};
    scenario.customizations = {"urn:c"};
    scenario.packs = {"GOOD", "BAD"};
    scenarios_ = {scenario};
  }
  static CheckOptions rules(std::vector<std::string> packs) {
    CheckOptions options;
    options.packs = std::move(packs);
    return options;
  }

  MemorySources sources_;
  std::vector<Scenario> scenarios_;
  NoDigest digest_;
};

TEST_F(CheckTest, FindsTheScenarioAndRunsItsPacksInOrder) {
  const Report report = check(kInvoice);
  EXPECT_EQ(report.verdict, Verdict::invalid);
  EXPECT_EQ(report.scenario, "s");
  EXPECT_EQ(report.syntax, "ubl-invoice");
  ASSERT_EQ(report.packs.size(), 2u);
  EXPECT_EQ(report.packs[0].verdict, Verdict::valid);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, "BAD-1");
  EXPECT_EQ(report.findings[0].location, "/*:Invoice[1]");
  EXPECT_EQ(report.findings[0].position, (xml::Position{1, 154}));
  EXPECT_THAT(report.findings[0].terms, ElementsAre("BT-106"));
}

TEST_F(CheckTest, AnOverriddenSeverityDecides) {
  scenarios_[0].overrides = {{"BAD", "BAD-1", Severity::warning}};
  EXPECT_EQ(check(kInvoice).verdict, Verdict::valid);
}

TEST_F(CheckTest, TheThreeAnswersAreKeptApart) {
  EXPECT_EQ(check(kInvoice, rules({"GOOD"})).verdict, Verdict::valid);
  EXPECT_EQ(check(kInvoice, rules({"BAD", "OPEN"})).verdict, Verdict::invalid);
  const Report open = check(kInvoice, rules({"GOOD", "OPEN"}));
  EXPECT_EQ(open.verdict, Verdict::not_checked);
  ASSERT_EQ(open.not_checked.size(), 1u);
  EXPECT_EQ(open.not_checked[0].rule, "OPEN-1");
  EXPECT_EQ(open.not_checked[0].code, "FORG0001");
  EXPECT_EQ(check(kInvoice, rules({"OTHER"})).verdict, Verdict::not_checked) << "no rule had anything to say";
}

TEST_F(CheckTest, APackThatIsMissingOrBrokenIsTold) {
  const Report missing = check(kInvoice, rules({"GOOD", "NONE"}));
  EXPECT_EQ(missing.verdict, Verdict::not_checked);
  ASSERT_EQ(missing.not_checked.size(), 1u);
  EXPECT_EQ(missing.not_checked[0].pack, "NONE");
  EXPECT_EQ(missing.not_checked[0].code, "PACK");
  const Report broken = check(kInvoice, rules({"BROKEN"}));
  ASSERT_EQ(broken.not_checked.size(), 1u);
  EXPECT_THAT(broken.not_checked[0].reason, HasSubstr("p.sch:1:"));
}

TEST_F(CheckTest, WhatIsNotXmlIsInvalidWhatIsBeyondTheBoundsIsNotChecked) {
  const Report broken = check("<a>\n<b></a>");
  EXPECT_EQ(broken.verdict, Verdict::invalid);
  ASSERT_EQ(broken.findings.size(), 1u);
  EXPECT_EQ(broken.findings[0].kind, Kind::xml);
  EXPECT_EQ(broken.findings[0].position.line, 2u);
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "<a>";
  const Report bounded = check(deep);
  EXPECT_EQ(bounded.verdict, Verdict::not_checked);
  EXPECT_EQ(bounded.not_checked.at(0).code, "XML-DEPTH");
}

TEST_F(CheckTest, AnUnknownCustomizationIsNotCheckedWithWhatWasSeen) {
  const Report report = check("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>");
  EXPECT_EQ(report.verdict, Verdict::not_checked);
  EXPECT_THAT(report.findings, IsEmpty());
  ASSERT_EQ(report.not_checked.size(), 1u);
  EXPECT_THAT(report.not_checked[0].reason, HasSubstr("customization (BT-24) ''"));
}

TEST_F(CheckTest, AMissingSchemaIsToldAndTheRulesStillRun) {
  scenarios_[0].schema = "UBL";
  scenarios_[0].packs = {"GOOD"};
  const Report report = check(kInvoice);
  EXPECT_EQ(report.verdict, Verdict::not_checked);
  EXPECT_EQ(report.not_checked.at(0).code, "SCHEMA-SET");
  EXPECT_EQ(report.packs.at(0).verdict, Verdict::valid);
}

/// A thread that uses ten milliseconds whenever it is looked at.
std::chrono::nanoseconds hasty_thread() {
  static thread_local std::chrono::milliseconds used{0};
  return used += std::chrono::milliseconds(10);
}

TEST_F(CheckTest, AllPacksTogetherHaveTheCpuTimeOfADocument) {
  CheckOptions options = rules({"BAD", "OPEN"});
  options.budget.meter = hasty_thread;
  options.budget.cpu = std::chrono::milliseconds(15);
  const Report report = check(kInvoice, options);
  EXPECT_EQ(report.packs.at(0).verdict, Verdict::invalid);
  EXPECT_EQ(report.packs.at(1).verdict, Verdict::not_checked);
  ASSERT_EQ(report.not_checked.size(), 1u);
  EXPECT_EQ(report.not_checked[0].code, "BUDGET");
  EXPECT_EQ(report.not_checked[0].rule, "");
  EXPECT_EQ(report.not_checked[0].pack, "OPEN");
}

}  // namespace
}  // namespace quittance::validators
