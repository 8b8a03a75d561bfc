#include "gateway/serve/verdict_text.h"

#include <gtest/gtest.h>

namespace quittance::serve {
namespace {

core::InvoiceFacts facts() {
  core::InvoiceFacts facts;
  facts.number = "R 1\n";
  facts.type = "380";
  facts.payable = "12.30";
  facts.document_type = "busdox-docid-qns::x";
  facts.seller = {"A & B", "0088:1", "FR1", "a@b.example", "FR"};
  facts.buyer.country = "BE";
  return facts;
}

const std::vector<core::Report> kReports{{".report.json", std::string("{\"a\":\"\0\"}", 9)},
                                         {".report.html", ""}};

TEST(VerdictText, OfWhatPassedSaysItAll) {
  const core::Answer answer{core::AnswerKind::message_level_status,       "AP", "", "said", "ref", "", "380",
                            *parse_instant("2026-11-24T10:00:00.000001Z")};
  const auto read = read_verdict(to_bytes(core::Passed{facts(), kReports, "by rules", answer}));
  ASSERT_TRUE(read) << read.error();
  const auto& passed = std::get<core::Passed>(*read);
  EXPECT_EQ(passed.facts, facts());
  EXPECT_EQ(passed.detail, "by rules");
  EXPECT_EQ(passed.answer, answer);
  ASSERT_EQ(passed.reports.size(), 2U);
  EXPECT_EQ(passed.reports[0].bytes, kReports[0].bytes);
  EXPECT_EQ(passed.reports[1].suffix, ".report.html");
}

TEST(VerdictText, OfTheOtherTwoKeepsThemApart) {
  const auto failed = read_verdict(to_bytes(core::Failed{"BR-1", "line", kReports, facts()}));
  ASSERT_TRUE(failed) << failed.error();
  EXPECT_EQ(std::get<core::Failed>(*failed).code, "BR-1");
  EXPECT_EQ(std::get<core::Failed>(*failed).facts, facts());
  const auto not_checked = read_verdict(to_bytes(core::NotChecked{"BUDGET", "time", {}, {}}));
  ASSERT_TRUE(not_checked) << not_checked.error();
  EXPECT_EQ(std::get<core::NotChecked>(*not_checked).reason, "time");
  EXPECT_EQ(std::get<core::NotChecked>(*not_checked).facts, std::nullopt);
}

TEST(VerdictText, CutAnywhereIsNoVerdict) {
  const Bytes whole = to_bytes(core::Failed{"BR-1", "line", kReports, facts()});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(read_verdict(BytesView(whole).substr(0, size)).error().code, "VERDICT") << size;
  EXPECT_EQ(read_verdict(whole + "1 x").error().code, "VERDICT");
}

}  // namespace
}  // namespace quittance::serve
