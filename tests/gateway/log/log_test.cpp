#include "gateway/log/log.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "gateway/core/delivery.h"
#include "gateway/log/line.h"
#include "gateway/log/suppression.h"

namespace quittance::log {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class StandingClock : public Clock {
 public:
  [[nodiscard]] Instant wall() const override {
    return Instant{std::chrono::sys_days{2026y / 11 / 24}} + 10h;
  }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return now; }
  std::chrono::steady_clock::time_point now{};
};

Line line_of(std::string_view code, const Facts& facts) {
  return {find_message(code), Instant{std::chrono::sys_days{2026y / 11 / 24}} + 10h, facts};
}

const Facts kRefused{.delivery = "d-7",
                     .partner = "0088:7300010000018",
                     .message_id = "a1@gateway.example.com",
                     .state = "refused",
                     .reason = "EBMS:0303",
                     .detail = "Decompression failed",
                     .attempt = 2,
                     .duration = 1500us};

TEST(LogLine, PlainTellsTimeWeightCodeAndStory) {
  EXPECT_EQ(
      plain(line_of("DELIVERY_REFUSED", kRefused)),
      "2026-11-24T10:00:00.000000Z error DELIVERY_REFUSED d-7: 0088:7300010000018 refused it [EBMS:0303] "
      "(Decompression failed) message_id=a1@gateway.example.com state=refused attempt=2 duration_us=1500");
}

TEST(LogLine, JsonHasTheSameAsMembers) {
  EXPECT_EQ(
      json(line_of("DELIVERY_REFUSED", kRefused)),
      R"({"at":"2026-11-24T10:00:00.000000Z","level":"error","code":"DELIVERY_REFUSED","delivery":"d-7",)"
      R"("partner":"0088:7300010000018","message_id":"a1@gateway.example.com","state":"refused",)"
      R"("reason":"EBMS:0303","detail":"Decompression failed","attempt":2,"duration_us":1500,)"
      R"x("text":"d-7: 0088:7300010000018 refused it [EBMS:0303] (Decompression failed)"})x");
}

TEST(LogLine, JournalHasFieldsOfItsOwn) {
  const auto fields = journal_fields(line_of("DELIVERY_REFUSED", kRefused));
  EXPECT_THAT(fields, testing::IsSupersetOf(std::vector<std::pair<std::string, std::string>>{
                          {"PRIORITY", "3"},
                          {"MESSAGE_ID", std::string(find_message("DELIVERY_REFUSED")->journal)},
                          {"SYSLOG_IDENTIFIER", "quittance"},
                          {"QUITTANCE_CODE", "DELIVERY_REFUSED"},
                          {"QUITTANCE_ID", "d-7"},
                          {"QUITTANCE_PARTNER", "0088:7300010000018"},
                          {"QUITTANCE_MSGID", "a1@gateway.example.com"},
                          {"QUITTANCE_STATE", "refused"},
                          {"QUITTANCE_ATTEMPT", "2"},
                          {"QUITTANCE_DURATION_US", "1500"}}));
}

TEST(LogLine, WhatIsNotSaidIsUnknownInTheSentence) {
  EXPECT_EQ(sentence(line_of("DELIVERY_CLAIMED", {.delivery = "d-1"})), "d-1: taken in from (unknown)");
}

TEST(LogLine, MasksMailAddressesInForeignWords) {
  EXPECT_EQ(harmless("550 5.1.1 <bob.smith+x@example.com>: unknown"), "550 5.1.1 <b…@example.com>: unknown");
  EXPECT_EQ(harmless("@ a@b c@d@e"), "@ a…@b c…@d…@e");
}

TEST(LogLine, IsOneLineWhateverAPeerSays) {
  const auto text = plain(
      line_of("RECEIVED_REFUSED", {.partner = "192.0.2.1", .detail = "x\n2026 error FORGED\r\x1b[31m\x7f"}));
  EXPECT_THAT(text, HasSubstr("(x?2026 error FORGED??[31m?)"));
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST(LogLine, ReplacesWhatIsNoUtf8AndTerminalControls) {
  EXPECT_EQ(clean("é€😀"), "é€😀");
  EXPECT_EQ(clean("\xC0\xAF|\xED\xA0\x80|\xF5\x80\x80\x80|\xC3"), "??|???|????|?");
  EXPECT_EQ(clean("\xC2\x9B"
                  "31m"),
            "?31m");
}

TEST(LogLine, CutsLongTextBetweenCharacters) {
  const auto text = clean(std::string(299, 'x') + "é" + std::string(1000, 'y'));
  EXPECT_EQ(text, std::string(299, 'x') + "…");
}

TEST(Log, WritesToItsOwnStreamOnly) {
  const StandingClock clock;
  std::ostringstream first;
  std::ostringstream second;
  const auto one = open_log(To::plain, Level::info, clock, first);
  const auto two = open_log(To::json, Level::info, clock, second);
  one->write("SERVICE_STOPPED", {});
  two->write("SERVICE_STOPPING", {});
  EXPECT_EQ(first.str(), "2026-11-24T10:00:00.000000Z notice SERVICE_STOPPED stopped\n");
  EXPECT_THAT(second.str(), HasSubstr("\"code\":\"SERVICE_STOPPING\""));
  EXPECT_THAT(second.str(), Not(HasSubstr("SERVICE_STOPPED")));
}

TEST(Log, LeavesOutWhatWeighsLess) {
  const StandingClock clock;
  std::ostringstream stream;
  const auto log = open_log(To::plain, Level::warning, clock, stream);
  log->write("DELIVERY_SENDING", {.delivery = "d-1"});
  EXPECT_EQ(stream.str(), "");
  log->write("DELIVERY_IN_DOUBT", {.delivery = "d-1"});
  EXPECT_THAT(stream.str(), HasSubstr("DELIVERY_IN_DOUBT"));
}

std::size_t lines(const std::ostringstream& stream) {
  const auto text = stream.str();
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST(Log, CountsTheRestOfAFloodFromOutside) {
  StandingClock clock;
  std::ostringstream stream;
  const auto log = open_log(To::plain, Level::info, clock, stream);
  for (int i = 0; i < 1000; ++i) log->write("HTTP_REFUSED", {.partner = "192.0.2.1"});
  EXPECT_EQ(lines(stream), 20U);
  clock.now += 10s;
  log->write("HTTP_REFUSED", {.partner = "192.0.2.1"});
  EXPECT_EQ(lines(stream), 22U);
  EXPECT_THAT(stream.str(), HasSubstr("LOG_SUPPRESSED 980 HTTP_REFUSED more lines like the last"));
}

TEST(Log, NeverLeavesOutAStateChange) {
  const StandingClock clock;
  std::ostringstream stream;
  const auto log = open_log(To::plain, Level::info, clock, stream);
  for (int i = 0; i < 1000; ++i) log->write("DELIVERY_RECEIPTED", {.delivery = "d-1"});
  EXPECT_EQ(lines(stream), 1000U);
}

TEST(Suppression, BeginsAnewWithEachWindow) {
  Suppression suppression(2, 10s);
  const Suppression::Time start{};
  EXPECT_TRUE(suppression.judge("A", start).write);
  EXPECT_TRUE(suppression.judge("A", start + 1s).write);
  EXPECT_FALSE(suppression.judge("A", start + 2s).write);
  EXPECT_TRUE(suppression.judge("B", start + 2s).write);
  EXPECT_FALSE(suppression.judge("A", start + 9s).write);
  const auto verdict = suppression.judge("A", start + 10s);
  EXPECT_TRUE(verdict.write);
  EXPECT_EQ(verdict.suppressed_before, 2U);
  EXPECT_EQ(suppression.judge("A", start + 11s).suppressed_before, 0U);
}

TEST(Catalogue, HasACodeForEveryStateOfADelivery) {
  for (std::size_t i = 0; i < core::kStates; ++i) {
    std::string code = "DELIVERY_";
    for (const char c : core::name(static_cast<core::State>(i))) {
      code += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    EXPECT_NE(find_message(code), nullptr) << code;
  }
}

TEST(Catalogue, GivesAdviceForEachCodeAndNamesOnlyFactsThereAre) {
  const std::vector<std::string_view> known{"delivery", "partner", "message_id", "attempt", "subject"};
  for (const auto& message : messages()) {
    EXPECT_FALSE(message.advice.empty()) << message.code;
    for (auto rest = message.text; rest.find('{') != std::string_view::npos;) {
      rest.remove_prefix(rest.find('{') + 1);
      EXPECT_THAT(known, testing::Contains(rest.substr(0, rest.find('}')))) << message.code;
    }
  }
}

TEST(Catalogue, ExplainsACode) {
  EXPECT_EQ(
      explain_code("DELIVERY_IN_DOUBT"),
      "DELIVERY_IN_DOUBT (warning)\n  {delivery}: {partner} was sent the message but its answer was lost\n"
      "  Sent again with the same MessageId. Nothing to do unless DELIVERY_UNCONFIRMED follows.\n");
  EXPECT_EQ(explain_code("NO_SUCH_CODE"), "");
}

TEST(Catalogue, OfTheJournalIsTheCommittedOne) {
  std::ifstream stream(std::string(QUITTANCE_SOURCE_DIR) + "/conf/quittance.catalog");
  std::ostringstream text;
  text << stream.rdbuf();
  EXPECT_EQ(journal_catalogue(), text.str())
      << "write it anew: build/bin/quittance config reference --journal > conf/quittance.catalog";
}

}  // namespace
}  // namespace quittance::log
