#include "validators/report.h"

#include <gmock/gmock.h>

namespace quittance::validators {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Terms, AreThoseOfTheIdAndTheTextEachOnce) {
  EXPECT_THAT(terms_of("BR-FR-08_BT-23", "[BR-CO-10]-Sum (BT-106) = BT-131, BG-25, BT-X-12, BT-106, BT-5-1."),
              ElementsAre("BT-106", "BT-131", "BG-25", "BT-X-12", "BT-5-1"));
  EXPECT_THAT(terms_of("BR-BT-00003", "UBT-5 BT-x BG- ABG-1"), ElementsAre());
  EXPECT_THAT(terms_of("", "(BT-1)"), ElementsAre("BT-1"));
}

TEST(Severity, FollowsFromTheFlag) {
  EXPECT_EQ(severity_of("fatal", Kind::assertion), Severity::error);
  EXPECT_EQ(severity_of("error", Kind::report), Severity::error);
  EXPECT_EQ(severity_of("", Kind::assertion), Severity::error);
  EXPECT_EQ(severity_of("", Kind::report), Severity::information);
  EXPECT_EQ(severity_of("warning", Kind::assertion), Severity::warning);
  EXPECT_EQ(severity_of("info", Kind::assertion), Severity::information);
  EXPECT_EQ(severity_of("information", Kind::report), Severity::information);
  EXPECT_EQ(severity_of("urgent", Kind::report), Severity::error);
}

Finding finding(Severity severity) {
  Finding out;
  out.rule = "R";
  out.severity = severity;
  return out;
}

TEST(Verdict, AnErrorDecidesThenWhatWasNotChecked) {
  const NotChecked open{"P", "R2", "FORG0001", "/*:a[1]", 3, "no"};
  EXPECT_EQ(verdict_of({finding(Severity::error)}, {open}, true), Verdict::invalid);
  EXPECT_EQ(verdict_of({finding(Severity::warning)}, {open}, true), Verdict::not_checked);
  EXPECT_EQ(verdict_of({finding(Severity::warning)}, {}, true), Verdict::valid);
  EXPECT_EQ(verdict_of({}, {}, false), Verdict::not_checked) << "nothing applied";
}

Report sample() {
  Report report;
  report.file = "in/a \"b\".xml";
  report.verdict = Verdict::invalid;
  report.syntax = "ubl-invoice";
  report.packs = {{"P", "1", "00", Verdict::invalid}};
  Finding f = finding(Severity::error);
  f.pack = "P";
  f.flag = "fatal";
  f.text = "a < b\n\x01";
  f.location = "/*:Invoice[1]";
  f.position = {4, 7};
  f.terms = {"BT-1"};
  report.findings = {f};
  report.not_checked = {{"P", "R2", "FORG0001", "/*:Invoice[1]", 9, "cannot cast"}};
  return report;
}

TEST(Report, IsOneLineOfJson) {
  EXPECT_EQ(
      to_json(sample()),
      R"({"file":"in/a \"b\".xml","sha256":"","bytes":0,"verdict":"invalid","scenario":"","syntax":"ubl-invoice",)"
      R"("packs":[{"pack":"P","version":"1","sha256":"00","verdict":"invalid"}],"findings":[{"pack":"P","rule":"R",)"
      R"("kind":"assert","flag":"fatal","severity":"error","text":"a < b\n\u0001","location":"/*:Invoice[1]",)"
      R"("line":4,"column":7,"terms":["BT-1"]}],"not_checked":[{"pack":"P","rule":"R2","code":"FORG0001",)"
      R"("location":"/*:Invoice[1]","line":9,"reason":"cannot cast"}],"cpu_us":{"parse":0,"schema":0,"rules":0}})");
}

TEST(Report, PutsFindingsBehindTheRuleThatFiredInSvrl) {
  SvrlPack pack;
  pack.pack = "P";
  pack.patterns = {{"p1", "", {{"a", "", "", "", 1}, {"b", "", "", "", 2}}},
                   {"2bad", "", {{"c", "", "", "", 3}}}};
  pack.findings = {0, 0};
  SvrlFinding second{"x = 1", "", "", {{"d", "de", "warum"}}, {}, 1, 3};
  pack.details = {{"y", "", "", {}, {}, 0, 2}, second};
  const std::string svrl = to_svrl(sample(), pack);
  const auto at = [&](const std::string& text) {
    const std::size_t found = svrl.find(text);
    EXPECT_NE(found, std::string::npos) << text << " in\n" << svrl;
    return found;
  };
  EXPECT_LT(at("context=\"b\""), at("test=\"y\""));
  EXPECT_LT(at("test=\"y\""), at("context=\"c\""));
  EXPECT_LT(at("context=\"c\""), at("test=\"x = 1\""));
  EXPECT_THAT(svrl, HasSubstr("xml:lang=\"de\">warum"));
  EXPECT_THAT(svrl, Not(HasSubstr("2bad"))) << "no NCName, so no id";
}

}  // namespace
}  // namespace quittance::validators
