#include "gateway/core/answers.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace quittance::core {
namespace {

Answer answer(const char* code, const char* stated, AnswerKind kind = AnswerKind::invoice_response) {
  Answer answer;
  answer.kind = kind;
  answer.code = code;
  answer.stated = parse_instant(stated).value();
  return answer;
}

TEST(Acceptance, IsTheLatestWordOfTheBuyerInWhateverOrderItCame) {
  std::vector<Answer> answers{answer("AB", "2026-11-01T09:00:00Z"), answer("UQ", "2026-11-02T09:00:00Z"),
                              answer("IP", "2026-11-03T09:00:00Z"), answer("AP", "2026-11-04T09:00:00Z")};
  std::ranges::sort(answers, {}, &Answer::code);
  do {
    const auto told = acceptance_of(answers);
    EXPECT_EQ(told.state, "accepted");
    EXPECT_EQ(told.since, parse_instant("2026-11-04T09:00:00Z").value());
  } while (std::ranges::next_permutation(answers, {}, &Answer::code).found);
}

TEST(Acceptance, OfTwoWordsOfOneMomentTheHigherCounts) {
  const auto now = "2026-11-01T09:00:00Z";
  EXPECT_EQ(acceptance_of({answer("AP", now), answer("AB", now)}).state, "accepted");
  EXPECT_EQ(acceptance_of({answer("IP", now), answer("RE", now)}).state, "refused");
}

TEST(Acceptance, APaymentIsAnnouncedAndNothingMore) {
  const auto told = acceptance_of({answer("PD", "2026-11-01T09:00:00Z")});
  EXPECT_EQ(told.state, "accepted");
  EXPECT_EQ(told.payment, "announced");
}

TEST(Acceptance, EachCodeOfTheInvoiceResponseHasItsState) {
  for (const auto& [code, state] : {std::pair{"AB", "acknowledged"},
                                    {"IP", "in_process"},
                                    {"UQ", "under_query"},
                                    {"CA", "conditionally_accepted"},
                                    {"RE", "refused"},
                                    {"AP", "accepted"}})
    EXPECT_EQ(acceptance_of({answer(code, "2026-11-01T09:00:00Z")}).state, state) << code;
}

TEST(Acceptance, AStatusOfAnAccessPointAndAnUnknownCodeChangeNothing) {
  const auto now = "2026-11-01T09:00:00Z";
  EXPECT_EQ(acceptance_of({answer("AP", now, AnswerKind::message_level_status), answer("XX", now)}),
            Acceptance{});
}

}  // namespace
}  // namespace quittance::core
