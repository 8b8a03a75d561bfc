#include "gateway/core/status.h"

#include <gtest/gtest.h>

namespace quittance::core {
namespace {

using std::chrono::minutes;

InboundMessage message(const char* type, const char* wish = "", const char* peer = "POP000002") {
  return {.message_id = MessageId::parse("m@peer.example").value(),
          .instance_id = InstanceId::parse("i").value(),
          .peer = peer,
          .sender = {},
          .recipient = {},
          .document_type = type,
          .process = {},
          .payload = {},
          .request = {},
          .receipt = {},
          .mls_type = wish};
}

constexpr auto kInvoice = "busdox-docid-qns::a::Invoice##b::2.1";
constexpr auto kStatus = "busdox-docid-qns::a::ApplicationResponse##urn:peppol:edec:mls:1.0::2.1";

TEST(StatusDuty, IsToTellFailuresAlwaysAndSuccessesWhenAsked) {
  EXPECT_TRUE(owes_status(message(kInvoice), false));
  EXPECT_TRUE(owes_status(message(kInvoice, "FAILURE_ONLY"), false));
  EXPECT_TRUE(owes_status(message(kInvoice, "ALWAYS_SEND"), false));
  EXPECT_TRUE(owes_status(message(kInvoice, "ALWAYS_SEND"), true));
  EXPECT_FALSE(owes_status(message(kInvoice, "FAILURE_ONLY"), true));
  EXPECT_FALSE(owes_status(message(kInvoice), true));
}

TEST(StatusDuty, EndsWithAStatusAndWithWhoHasNoSeat) {
  EXPECT_FALSE(owes_status(message(kStatus, "ALWAYS_SEND"), false));
  EXPECT_FALSE(owes_status(message(kInvoice, "ALWAYS_SEND", "gateway.example"), false));
}

TEST(Punctuality, TellsWhatCameInTimeLateAndNotYet) {
  const Instant now = parse_instant("2026-11-24T12:00:00Z").value();
  const StatusTimes times{{now - minutes{60}, now - minutes{50}},
                          {now - minutes{60}, now - minutes{40}},
                          {now - minutes{60}, now - minutes{39}},
                          {now - minutes{60}, std::nullopt},
                          {now - minutes{10}, std::nullopt}};
  EXPECT_EQ(punctuality_of(times, kStatusSentWithin, now),
            (Punctuality{.within = 2, .late = 2, .pending = 1, .longest = minutes{21}}));
  EXPECT_EQ(punctuality_of({}, kStatusSentWithin, now), Punctuality{});
}

}  // namespace
}  // namespace quittance::core
