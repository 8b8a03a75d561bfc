#include "gateway/validation/scenarios_file.h"

#include <gmock/gmock.h>

namespace quittance::validation {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(ScenariosFile, ReadsEveryKey) {
  const auto read = read_scenarios(R"(
[[scenario]]
name = "s"
syntax = ["ubl-invoice"]
customization = ["urn:*"]
profile = ["P"]
direction = "out"
from = 2026-09-01
until = 2026-12-31
schema = "UBL-2.1"
packs = ["A", "B"]
overrides = [{ rule = "R1", pack = "A", severity = "warning" }]
)",
                                   "s.toml");
  ASSERT_TRUE(read) << read.error();
  const validators::Scenario& s = read->at(0);
  EXPECT_EQ(s.name, "s");
  EXPECT_THAT(s.syntaxes, ElementsAre("ubl-invoice"));
  EXPECT_THAT(s.customizations, ElementsAre("urn:*"));
  EXPECT_THAT(s.profiles, ElementsAre("P"));
  EXPECT_EQ(s.direction, validators::Direction::out);
  EXPECT_EQ(s.from, Date{2026y / 9 / 1});
  EXPECT_EQ(s.until, Date{2026y / 12 / 31});
  EXPECT_EQ(s.schema, "UBL-2.1");
  EXPECT_THAT(s.packs, ElementsAre("A", "B"));
  ASSERT_EQ(s.overrides.size(), 1u);
  EXPECT_EQ(s.overrides[0].severity, validators::Severity::warning);
}

TEST(ScenariosFile, TellsWhatIsWrongAndWhere) {
  struct Case {
    const char* toml;
    const char* error;
  };
  const std::string head = "[[scenario]]\nname = \"s\"\nsyntax = [\"cii\"]\n";
  for (const Case& c : {
           Case{"packes = [\"A\"]", "s.toml:4:1: unknown key packes in a scenario"},
           Case{"packs = \"A\"", "s.toml:4:9: packs is to be a list of texts"},
           Case{"from = \"2026-09-01\"",
                "s.toml:4:8: from is to be a day such as 2026-09-01, without quotes"},
           Case{"direction = \"up\"", "s.toml:4:13: direction is to be out or in, not up"},
           Case{"overrides = [{ rule = \"R\" }]", "s.toml:4:14: an override needs rule and severity"},
           Case{"[[scenario]]\nname = \"s\"\nsyntax = [\"cii\"]", "s.toml:4:1: scenario s occurs twice"},
       }) {
    const auto read = read_scenarios(head + c.toml, "s.toml");
    ASSERT_FALSE(read) << c.toml;
    EXPECT_EQ(read.error().code, "SCENARIOS");
    EXPECT_EQ(read.error().detail, c.error);
  }
}

TEST(ScenariosFile, ThoseOfTheProgramAreReadable) {
  const auto built_in = built_in_scenarios();
  ASSERT_TRUE(built_in) << built_in.error();
  validators::Subject subject;
  subject.syntax = "ubl-invoice";
  subject.customization = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0";
  const auto chosen = validators::choose(*built_in, subject);
  ASSERT_TRUE(chosen) << chosen.error();
  EXPECT_EQ((*chosen)->name, "peppol-bis-3");
  EXPECT_THAT((*chosen)->packs, ElementsAre("EN16931-UBL", "PEPPOL-EN16931-UBL"));
}

}  // namespace
}  // namespace quittance::validation
