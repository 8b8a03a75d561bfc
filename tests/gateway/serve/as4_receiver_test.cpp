// The receiving access point as a peer sees it: over HTTP, before a real store.
#include <future>
#include <set>

#include "tests/gateway/serve/as4_receiving.h"

namespace quittance::serve {
namespace {

using as4::test::World;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(As4Receiving, AnswersWithAReceiptThatAStrictSenderBelieves) {
  const as4::Entity request = forge({}).make();
  const auto outcome = send(request);
  EXPECT_EQ(outcome.event, as4::Event::receipt_verified) << outcome.code << ' ' << outcome.detail;
  settle();
  EXPECT_THAT(files("inbox"), ElementsAre("inst-1.xml"));
  EXPECT_THAT(refusals, IsEmpty());
}

TEST_F(As4Receiving, ARepeatedMessageGetsTheSameBytesAndIsHandedOverOnce) {
  const as4::Entity request = forge({}).make();
  const auto first = http::body_of(post(request));
  clock.advance(std::chrono::hours(1));
  start();
  EXPECT_EQ(http::body_of(post(request)), first);
  settle();
  EXPECT_THAT(files("inbox"), ElementsAre("inst-1.xml"));
}

TEST_F(As4Receiving, TheSameMessageOnSeveralConnectionsAtOnceIsTakenOnceAndAnsweredAlike) {
  const as4::Entity request = forge({}).make();
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 8; ++i)
    answers.push_back(std::async(std::launch::async, [&] { return http::body_of(post(request)); }));
  std::set<std::string> different;
  for (auto& answer : answers) different.insert(answer.get());
  EXPECT_EQ(different.size(), 1u);
  EXPECT_THAT(*different.begin(), HasSubstr("<eb:Receipt>"));
  settle();
  EXPECT_THAT(files("inbox"), ElementsAre("inst-1.xml"));
}

TEST_F(As4Receiving, AClockThatIsADayOffKeepsNobodyOut) {
  for (const auto off : {-std::chrono::hours(24), std::chrono::hours(24)}) {
    auto letter = forge({.message_id = std::to_string(off.count()) + "@peer.example",
                         .instance_id = std::to_string(off.count()),
                         .number = std::to_string(off.count())});
    letter.message.timestamp = as4::test::now() + off;
    EXPECT_EQ(send(letter.make()).event, as4::Event::receipt_verified) << off.count();
  }
}

TEST_F(As4Receiving, IdentifiersThatLookLikePathsLeadNowhere) {
  for (const std::string name : {"../../../etc/cron.d/x", "..", "/etc/passwd", "a/../b", "a b"}) {
    const auto outcome =
        send(forge({.message_id = name + "@peer.example", .instance_id = name, .number = name}).make());
    settle();
    EXPECT_TRUE(outcome.event == as4::Event::receipt_verified || outcome.event == as4::Event::refused_by_peer)
        << name;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home / "inbox"))
    EXPECT_EQ(entry.path().parent_path(), std::filesystem::path(home / "inbox"));
}

TEST_F(As4Receiving, AMessageIdWithOtherContentIsRefused) {
  post(forge({}).make());
  const auto outcome = send(forge({.instance_id = "inst-2", .number = "R-2"}).make());
  EXPECT_EQ(outcome.event, as4::Event::refused_by_peer);
  EXPECT_EQ(outcome.code, "EBMS:0003");
  settle();
  EXPECT_THAT(files("inbox"), ElementsAre("inst-1.xml"));
}

TEST_F(As4Receiving, AMessageIdWithTheSameDocumentInAnotherEnvelopeIsRefused) {
  post(forge({}).make());
  const auto outcome = send(forge({.instance_id = "inst-2"}).make());
  EXPECT_EQ(outcome.event, as4::Event::refused_by_peer);
  EXPECT_EQ(outcome.code, "EBMS:0003");
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].message_id, "m-1@peer.example");
  EXPECT_EQ(journal.alerts.size(), 1u);
  settle();
  EXPECT_THAT(kinds(*taken), ElementsAre("received", "conflict", "handed_over"));
}

TEST_F(As4Receiving, AnUnknownParticipantIsNotServicedAndNothingIsKept) {
  const auto outcome = send(forge({.recipient = "0088:7300010000025"}).make());
  EXPECT_EQ(outcome.event, as4::Event::refused_by_peer);
  EXPECT_EQ(outcome.code, "EBMS:0004");
  EXPECT_THAT(outcome.detail, HasSubstr("PEPPOL:NOT_SERVICED"));
  settle();
  EXPECT_THAT(files("inbox"), IsEmpty());
  EXPECT_TRUE(keeps_nothing());
}

TEST_F(As4Receiving, AMessageThatSaysOtherThanItsEnvelopeIsRefused) {
  auto bent = forge({});
  bent.message.properties[0].value = "0088:7300010000999";
  const auto outcome = send(bent.make());
  EXPECT_EQ(outcome.code, "EBMS:0004");
  EXPECT_EQ(outcome.event, as4::Event::refused_by_peer);
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_THAT(refusals[0].reason, HasSubstr("originalSender"));
}

TEST_F(As4Receiving, AStrangersMessageIsRefusedAndNothingIsKept) {
  auto strange = forge({});
  strange.signer = World::get().stranger;
  const auto outcome = send(strange.make());
  EXPECT_EQ(outcome.code, "EBMS:0101");
  settle();
  EXPECT_THAT(files("inbox"), IsEmpty());
}

/// Nobody answers, whatever is asked.
struct Silence : keys::RevocationSource {
  Result<Bytes> ask(const std::string&, BytesView, keys::QuestionLimit) override {
    return Error{"SILENCE", Retry::later, "silence"};
  }
  Result<Bytes> fetch(const std::string& url, keys::QuestionLimit limit) override {
    return ask(url, "", limit);
  }
  void undecided(const keys::Certificate&, const std::string&, bool) override {}
};

TEST_F(As4Receiving, ASenderWhoseStatusNobodyKnowsIsAskedToComeAgainOrTakenAsThePolicySays) {
  keys::RevocationPolicy policy;
  policy.hard = true;
  const auto believe = [&] {
    station->trust =
        keys::TrustStore::make(World::get().trust->authorities(),
                               std::make_shared<keys::Revocation>(std::make_shared<Silence>(), policy))
            .value();
  };
  believe();
  const auto answer = post(forge({}).make());
  EXPECT_EQ(http::status_line(answer), "HTTP/1.1 503 Service Unavailable");
  EXPECT_TRUE(keeps_nothing());
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_THAT(refusals[0].reason, HasSubstr("CERT-REVOCATION"));
  policy.hard = false;
  believe();
  EXPECT_EQ(send(forge({}).make()).event, as4::Event::receipt_verified);
}

TEST_F(As4Receiving, WhileTwoOfOurCertificatesOverlapTheOneWrittenToAnswers) {
  station->keys = keys::KeyStore::make({World::get().newer_receiver, World::get().receiver}).value();
  ASSERT_EQ(station->keys.signer(clock.wall()).certificate(), World::get().newer_receiver->certificate());
  const auto outcome = send(forge({}).make());
  EXPECT_EQ(outcome.event, as4::Event::receipt_verified) << outcome.code << ' ' << outcome.detail;
  const auto refused = send(forge({.recipient = "0088:7300010000025"}).make());
  EXPECT_EQ(refused.code, "EBMS:0004") << refused.detail;
}

TEST_F(As4Receiving, AChangedHeaderIsRefused) {
  auto changed = forge({});
  changed.soap = [](std::string& text) { as4::test::swap(text, "m-1@peer.example", "m-2@peer.example"); };
  EXPECT_EQ(send(changed.make()).code, "EBMS:0101");
}

TEST_F(As4Receiving, TheTestServiceIsAnsweredAndNothingIsKept) {
  auto ping = forge({});
  ping.message.service = {std::string(as4::kTestService), ""};
  ping.message.action = as4::kTestAction;
  const auto outcome = send(ping.make());
  EXPECT_EQ(outcome.event, as4::Event::receipt_verified) << outcome.code << ' ' << outcome.detail;
  settle();
  EXPECT_THAT(files("inbox"), IsEmpty());
  EXPECT_TRUE(keeps_nothing());
}

TEST_F(As4Receiving, WhatIsNoAs4MessageGetsASignedErrorWithoutReference) {
  for (const as4::Entity& garbage :
       {as4::Entity{"multipart/related; boundary=b", "no part at all"}, as4::Entity{"text/plain", "hello"},
        as4::Entity{"application/soap+xml", "<not-soap/>"}, as4::Entity{"application/soap+xml", ""}}) {
    const auto answer = post(garbage);
    EXPECT_EQ(http::status_line(answer), "HTTP/1.1 200 OK") << garbage.content_type;
    EXPECT_THAT(http::body_of(answer), HasSubstr("errorCode=\"EBMS:00"));
    EXPECT_THAT(http::body_of(answer), testing::Not(HasSubstr("RefToMessageId")));
  }
  EXPECT_EQ(refusals.size(), 4u);
}

TEST_F(As4Receiving, WhenItCannotBeKeptTheSenderIsAskedToComeAgain) {
  full = true;
  const auto answer = post(forge({}).make());
  EXPECT_EQ(http::status_line(answer), "HTTP/1.1 503 Service Unavailable");
  EXPECT_THAT(answer, HasSubstr("Retry-After: 60\r\n"));
  EXPECT_THAT(answer, testing::Not(HasSubstr("Receipt")));
}

}  // namespace
}  // namespace quittance::serve
