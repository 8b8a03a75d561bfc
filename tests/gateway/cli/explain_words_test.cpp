#include "gateway/cli/explain_words.h"

#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>

namespace quittance::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

control::Object::Ptr json(const std::string& text) {
  return Poco::JSON::Parser().parse(text).extract<control::Object::Ptr>();
}

TEST(ExplainState, TellsMeaningAndBothWays) {
  EXPECT_EQ(explain_state("expired"),
            "expired: We gave up; it was surely not delivered and may be sent anew.\n"
            "It comes from:\n"
            "  gave_up                in deferred\n"
            "It is an end: nothing follows.\n");
  EXPECT_THAT(explain_state("claimed"), HasSubstr("It is the first state.\n"));
  EXPECT_THAT(explain_state("in_doubt"), HasSubstr("  retry_due              -> resending\n"));
  EXPECT_EQ(explain_state("lost"), "");
}

TEST(ExplainCode, KnowsThoseOfLookUps) {
  EXPECT_THAT(explain_any_code("SMP-PROCESS"), HasSubstr("correct BT-23"));
}

TEST(ExplainCode, KnowsTheLogsCodesAndThoseOfEbms) {
  EXPECT_THAT(explain_any_code("DISK_RESERVE"), HasSubstr("limits.disk_reserve_bytes"));
  EXPECT_THAT(explain_any_code("EBMS:0102"), HasSubstr("FailedDecryption: an ebMS failure"));
  EXPECT_EQ(explain_any_code("EBMS:9999"), "");
}

TEST(Sentence, SaysWhatHappenedByWhomAndWhy) {
  EXPECT_EQ(sentence(json(R"({"kind":"refused_by_peer","code":"EBMS:0004","text":"Other","attempt":2})")),
            "The partner refused it (attempt 2): EBMS:0004 Other.");
  EXPECT_EQ(sentence(json(R"({"kind":"held","actor":"person:uid-0","text":"asked the buyer."})")),
            "It was held by person:uid-0: asked the buyer.");
  EXPECT_EQ(sentence(json(R"({"kind":"of_tomorrow","code":"X"})")), "of_tomorrow: X.");
  EXPECT_EQ(sentence(json(R"({"kind":"placed"})")), "");
}

const std::string kItem = R"({"id":"1f","direction":"out",
  "invoice":{"number":"17","seller":"A","buyer":"B","total":"10.00","currency":"EUR"},
  "delivery":{"state":"in_doubt","held":null},
  "events":[{"at":"2026-11-24T10:00:00.000000Z","kind":"attempt_started","attempt":1},
            {"at":"2026-11-24T10:02:00.000000Z","kind":"answer_lost","attempt":1}],
  "next":[{"at":"2026-11-24T10:03:00.000000Z","what":"next step","why":"state in_doubt"}]})";

TEST(ExplainItem, TellsTheStoryTheStateAndWhatComesNext) {
  EXPECT_EQ(explain_item(json(kItem), ""),
            "Invoice 17 of A for B, 10.00 EUR (1f).\n"
            "  2026-11-24 10:00:00.000  It was sent (attempt 1).\n"
            "  2026-11-24 10:02:00.000  The partner may have it, but his answer was lost (attempt 1).\n"
            "Now it is in_doubt: It may be with the peer; the very same message will be sent again.\n"
            "What comes next:\n"
            "  2026-11-24 10:03:00.000  next step, because: state in_doubt\n");
}

TEST(ExplainItem, TellsOnlyWhatWasKnownThen) {
  const auto told = explain_item(json(kItem), "2026-11-24T10:01");
  EXPECT_THAT(told, HasSubstr("It was sent"));
  EXPECT_THAT(told, Not(HasSubstr("lost")));
  EXPECT_THAT(told, Not(HasSubstr("Now")));
}

TEST(Readable, BreaksBeforeAndAndOrButNotInTexts) {
  EXPECT_EQ(readable("a and (b or c = 'x and y')", "  "), "  a\n  and (b\n    or c = 'x and y')\n");
}

}  // namespace
}  // namespace quittance::cli
