#include "validators/scenario.h"

#include <gmock/gmock.h>

namespace quittance::validators {
namespace {

using namespace std::chrono_literals;

Subject invoice(std::string customization, std::string profile = "") {
  Subject subject;
  subject.syntax = "ubl-invoice";
  subject.root = "Invoice";
  subject.namespace_uri = "urn:i";
  subject.customization = std::move(customization);
  subject.profile = std::move(profile);
  return subject;
}

Scenario scenario(std::string name, std::vector<std::string> customizations) {
  Scenario out;
  out.name = std::move(name);
  out.syntaxes = {"ubl-invoice"};
  out.customizations = std::move(customizations);
  return out;
}

TEST(Scenario, TheFirstThatFitsIsTaken) {
  const std::vector<Scenario> all{scenario("exact", {"urn:a"}), scenario("rest", {"urn:*"})};
  EXPECT_EQ(choose(all, invoice("urn:a")).value()->name, "exact");
  EXPECT_EQ(choose(all, invoice("urn:b")).value()->name, "rest");
}

TEST(Scenario, AnUnknownCustomizationIsToldWithWhatWasSeen) {
  const std::vector<Scenario> all{scenario("exact", {"urn:a"})};
  const auto chosen = choose(all, invoice("urn:b", "P1"));
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().code, "SCENARIO");
  EXPECT_EQ(
      chosen.error().detail,
      "no scenario for ubl-invoice <Invoice> in urn:i, customization (BT-24) 'urn:b', profile (BT-23) 'P1'");
}

TEST(Scenario, HoldsFromItsFirstDayToItsLast) {
  Scenario dated = scenario("dated", {});
  dated.from = 2026y / 9 / 1;
  dated.until = 2026y / 12 / 31;
  Subject subject = invoice("urn:a");
  EXPECT_TRUE(fits(dated, subject)) << "the day is not known";
  for (const auto& [day, expected] : {std::pair{Date{2026y / 8 / 31}, false},
                                      {Date{2026y / 9 / 1}, true},
                                      {Date{2026y / 12 / 31}, true},
                                      {Date{2027y / 1 / 1}, false}}) {
    subject.day = day;
    EXPECT_EQ(fits(dated, subject), expected) << quittance::to_string(day);
  }
}

TEST(Scenario, OneDirectionOnlyIfItSaysSo) {
  Scenario out = scenario("out", {});
  out.direction = Direction::out;
  Subject subject = invoice("urn:a");
  subject.direction = Direction::in;
  EXPECT_FALSE(fits(out, subject));
  subject.direction = Direction::out;
  EXPECT_TRUE(fits(out, subject));
}

TEST(Scenario, MayChangeTheSeverityOfARule) {
  Scenario changed = scenario("s", {});
  changed.overrides = {{"P", "R1", Severity::warning}, {"", "R2", Severity::information}};
  EXPECT_EQ(severity_under(changed, "P", "R1", Severity::error), Severity::warning);
  EXPECT_EQ(severity_under(changed, "Q", "R1", Severity::error), Severity::error);
  EXPECT_EQ(severity_under(changed, "Q", "R2", Severity::error), Severity::information);
}

}  // namespace
}  // namespace quittance::validators
