// The receiving access point as a peer sees it: over HTTP, before a real store.
#include "gateway/serve/as4_receiver.h"

#include <gmock/gmock.h>

#include "formats/sbdh.h"
#include "tests/as4/forge.h"
#include "tests/gateway/delivery/gateway_fixture.h"
#include "tests/gateway/http/fixture.h"

namespace quittance::serve {
namespace {

using as4::test::Forge;
using as4::test::World;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kInvoiceType =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:"
    "2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
constexpr auto kBilling = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
constexpr auto kServed = "0088:7300010000001";

/// What one message says; the rest is as it should be.
struct Letter {
  std::string message_id = "m-1@peer.example";
  std::string instance_id = "inst-1";
  std::string recipient = kServed;
  std::string number = "R-1";
};

formats::BusinessHeader header_of(const Letter& letter) {
  return {.sender = formats::ParticipantId::parse("0088:7300010000018").value(),
          .receiver = formats::ParticipantId::parse(letter.recipient).value(),
          .document_type = formats::DocumentTypeId::parse_qualified(kInvoiceType).value(),
          .process = formats::ProcessId::parse(kBilling).value(),
          .country_c1 = "FR",
          .instance_identifier = letter.instance_id,
          .created = as4::test::now(),
          .mls_to = {},
          .mls_type = {}};
}

Forge forge(const Letter& letter) {
  xml::Reader reader;
  const auto invoice = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"><ID>" +
                       letter.number + "</ID></Invoice>";
  Forge forge;
  forge.content = as4::gzip(formats::wrap(header_of(letter), invoice, reader).value());
  forge.message.message_id = letter.message_id;
  forge.message.properties[0].value = "0088:7300010000018";
  forge.message.properties[1].value = letter.recipient;
  forge.message.action = kInvoiceType;
  forge.message.service = {kBilling, "cenbii-procid-ubl"};
  return forge;
}

struct Refused {
  std::string message_id, code, reason;
};

/// The access point POP000902 behind a real HTTP server.
struct As4Receiving : delivery::Gateway {
  std::unique_ptr<As4Station> station;
  std::unique_ptr<As4Receiver> receiver;
  http::RecordedEvents events;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
  std::vector<Refused> refusals;
  std::optional<core::DeliveryId> taken;  ///< the last one
  bool full = false;

  void SetUp() override {
    Gateway::SetUp();
    station.reset(new As4Station{keys::KeyStore::make({World::get().receiver}).value(),
                                 World::get().trust,
                                 nullptr,
                                 clock,
                                 random,
                                 {}});
    receiver = std::make_unique<As4Receiver>(
        *station, as4::Limits{}, std::set<std::string>{kServed}, "gateway.example",
        [this](const core::InboundMessage& message) -> core::Reception {
          if (full) return core::NotTaken{"DISK-FULL", "no space"};
          auto reception = scheduler->inbound().receive(message);
          if (const auto* accepted = std::get_if<core::Accepted>(&reception)) taken = accepted->id;
          return reception;
        },
        [this](const std::string& id, const std::string& code, const std::string& reason) {
          refusals.push_back({id, code, reason});
        });
    http::Routes routes;
    routes.add({.method = "POST", .path = "/as4", .handler = [this](const http::Request& request) {
                  return receiver->answer(request);
                }});
    server = std::make_unique<http::Server>(std::move(routes), http::Limits{}, clock, events);
    const auto started = server->start({});
    ASSERT_TRUE(started.ok()) << started.error();
    port = *started;
  }
  void TearDown() override { server.reset(); }

  std::string post(const as4::Entity& request) const {
    http::Client client(port);
    client.send("POST /as4 HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + request.content_type +
                "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body);
    return client.answer();
  }
  /// What a strict sender makes of the answer.
  [[nodiscard]] as4::Outcome judged(const as4::Entity& request, const std::string& answer) const {
    as4::HttpExchange exchange;
    exchange.reach = as4::Reach::answered;
    exchange.status = std::stoi(answer.substr(9, 3));
    exchange.content_type = "application/soap+xml;charset=UTF-8";
    exchange.body = http::body_of(answer);
    return as4::judge_answer(exchange, as4::read_sent(request).value(), World::get().receiver->certificate(),
                             *World::get().trust, clock.wall(), false);
  }
  [[nodiscard]] as4::Outcome send(const as4::Entity& request) const { return judged(request, post(request)); }
  [[nodiscard]] std::size_t blobs_kept() const {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(home / "state/blobs"))
      if (entry.is_regular_file()) ++files;
    return files;
  }
};

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
  EXPECT_EQ(blobs_kept(), 0u);
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
  EXPECT_EQ(blobs_kept(), 0u);
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
  EXPECT_EQ(blobs_kept(), 0u);
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
