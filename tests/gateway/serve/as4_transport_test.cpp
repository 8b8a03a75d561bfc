// What the AS4 channel makes of a peer's answer.
#include "gateway/serve/as4_transport.h"

#include <gtest/gtest.h>

#include "tests/as4/world.h"
#include "tests/support/fake_clock.h"

namespace quittance::serve {
namespace {

using as4::test::World;

/// A peer that has only ever one answer.
struct OneAnswer : as4::HttpClient {
  as4::HttpExchange answer;
  as4::HttpExchange post(const as4::HttpRequest&) override { return answer; }
  as4::HttpExchange get(const as4::HttpGet&) override { return {}; }
};

struct As4Sending : testing::Test {
  test::FakeClock clock;
  test::FakeRandom random{1};
  MemorySpool spool;
  OneAnswer* peer = new OneAnswer;
  As4Station station{keys::KeyStore::make({World::get().sender}).value(),
                     World::get().trust,
                     std::unique_ptr<as4::HttpClient>(peer),
                     clock,
                     random,
                     {},
                     spool};
  As4Transport transport{station, Provider{}};

  void answer_with(const as4::EbmsError& error, const std::string& detail) {
    const as4::Refusal refusal{.error = &error,
                               .error_detail = detail,
                               .message_id = as4::test::outbound().message_id,
                               .reason = "",
                               .encrypted_to = {}};
    auto signal =
        as4::make_error(refusal, {"e-1@peer.test", clock.wall()}, *World::get().receiver, random).value();
    peer->answer = {as4::Reach::answered, "", 200, signal.content_type, signal.body};
  }
  /// What an attempt with stored bytes comes to.
  core::Outcome attempt(int number, bool resend) {
    const auto request = as4::test::message();
    const auto text = [](BytesView bytes) { return std::string(bytes); };
    core::Endpoint endpoint;
    endpoint.url = "https://peer.test/as4";
    endpoint.certificate = text(World::get().receiver->certificate().der());
    endpoint.recipient = "0088:7300010000018";
    const core::Envelope envelope{core::MessageId::parse(as4::test::outbound().message_id).value(),
                                  core::InstanceId::parse("inst-1").value(), clock.wall()};
    return transport.send({core::draw_delivery_id(random),
                           envelope,
                           endpoint,
                           {request.body, request.content_type},
                           number,
                           resend,
                           std::chrono::seconds(5)});
  }
};

constexpr auto kAlreadyHandled = "message m-1 was already handled (this is a duplicate)";

TEST_F(As4Sending, TheWordsOfADuplicateCountWhereAnEarlierAttemptMayHaveArrived) {
  answer_with(as4::ebms::kOther, kAlreadyHandled);
  EXPECT_EQ(attempt(2, true).event, core::Event::duplicate_reported);
}

TEST_F(As4Sending, TheyAreARefusalWhereNoEarlierAttemptReachedThePeer) {
  answer_with(as4::ebms::kOther, kAlreadyHandled);
  const auto outcome = attempt(5, false);
  EXPECT_EQ(outcome.event, core::Event::refused_by_peer);
  EXPECT_EQ(outcome.code, "EBMS:0004");
}

TEST_F(As4Sending, ThePeersAnswerIsKeptAsItCame) {
  answer_with(as4::ebms::kOther, "PEPPOL:NOT_SERVICED");
  const auto outcome = attempt(1, false);
  EXPECT_EQ(outcome.evidence, peer->answer.body);
  EXPECT_EQ(outcome.answer, peer->answer.body);
  peer->answer = {as4::Reach::answered, "", 502, "text/html", "<html>bad gateway</html>"};
  const auto page = attempt(1, false);
  EXPECT_EQ(page.event, core::Event::answer_lost);
  EXPECT_EQ(page.evidence, std::nullopt);
  EXPECT_EQ(page.answer, "<html>bad gateway</html>");
}

}  // namespace
}  // namespace quittance::serve
