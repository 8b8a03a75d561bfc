// A message on its way out, in, and its signal back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "as4/gzip.h"
#include "as4/http_client.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "as4/security_header.h"
#include "tests/as4/world.h"

namespace quittance::as4::test {
namespace {

using testing::HasSubstr;

class Exchange : public testing::Test {
 protected:
  const World& world_ = World::get();
  keys::KeyStore keys_ = keys::KeyStore::make({world_.receiver}).value();
  quittance::test::FakeRandom random_{7};

  std::variant<VerifiedMessage, Refusal> open(const Entity& request) {
    return receive(request.content_type, request.body, {keys_, *world_.trust}, now());
  }
  VerifiedMessage opened(const Entity& request) {
    auto result = open(request);
    if (const auto* refusal = std::get_if<Refusal>(&result))
      ADD_FAILURE() << *refusal->error << ": " << refusal->reason;
    return std::get<VerifiedMessage>(std::move(result));
  }
  Outcome judge(const Entity& answer, const Entity& request, bool resend = false) {
    HttpExchange exchange{Reach::answered, "", 200, answer.content_type, answer.body};
    return judge_answer(std::move(exchange), *read_sent(request), world_.receiver->certificate(),
                        *world_.trust, now(), resend);
  }
  Entity receipt_for(const Entity& request, const keys::PrivateKey& signer) {
    return make_receipt(opened(request), {"r-1@receiver.test", now()}, signer, random_).value();
  }
  Entity error_for(const EbmsError& error, const keys::PrivateKey& signer, std::string detail = "",
                   std::string id = "m-1@quittance.test") {
    const Refusal refusal{.error = &error,
                          .error_detail = std::move(detail),
                          .message_id = std::move(id),
                          .reason = "",
                          .encrypted_to = {}};
    return make_error(refusal, {"e-1@receiver.test", now()}, signer, random_).value();
  }
};

TEST_F(Exchange, WhatIsSentArrivesAndSaysWhoWroteIt) {
  const VerifiedMessage got = opened(message());
  ASSERT_EQ(got.payloads().size(), 1U);
  EXPECT_EQ(got.payloads()[0].content.view(), payload());
  EXPECT_EQ(got.payloads()[0].mime_type, "application/xml");
  EXPECT_EQ(got.signer(), world_.sender->certificate());
  const UserMessage& said = got.user_message();
  EXPECT_EQ(said.message_id, "m-1@quittance.test");
  EXPECT_EQ(said.timestamp, now());
  EXPECT_EQ(said.from, (Typed{"POP000901", std::string(peppol::kPartyIdType)}));
  EXPECT_EQ(said.to.value, "POP000902");
  EXPECT_EQ(said.service, outbound().service);
  EXPECT_EQ(said.action, outbound().action);
  EXPECT_EQ(said.property("originalSender")->value, "0088:7300010000001");
  EXPECT_EQ(said.property("finalRecipient")->type, "iso6523-actorid-upis");
  EXPECT_TRUE(said.parts[0].compressed());
}

TEST_F(Exchange, OldKeyStillOpensWhileANewOneSigns) {
  keys_ = keys::KeyStore::make({world_.third, world_.receiver}).value();
  EXPECT_EQ(opened(message()).payloads().size(), 1U);
}

TEST_F(Exchange, IdentifiersWithMarkupSurviveTheWay) {
  Outbound out = outbound();
  out.conversation_id = "a<b>&\"c'é";
  const auto request = build(out, payload(), *world_.sender, world_.receiver->certificate(), random_);
  ASSERT_TRUE(request) << request.error();
  EXPECT_EQ(opened(small(*request)).user_message().conversation_id, "a<b>&\"c'é");
}

TEST_F(Exchange, SignedPiecesAreTheirOwnCanonicalForm) {
  const Entity request = message();
  const auto parts = read_related(request.content_type, request.body);
  const auto soap = read_soap_part(parts->front().content, 1 << 20);
  ASSERT_TRUE(soap) << soap.error();
  const auto security = read_security(*soap);
  for (const xml::NodeId piece : {soap->messaging, soap->body, security->signature.signed_info})
    EXPECT_THAT(*parts->front().content.load(), HasSubstr(xml::canonical_form(soap->tree, piece)));
}

TEST_F(Exchange, MessageWithoutUsableIdentifierIsNotBuilt) {
  const auto code = [&](const std::function<void(Outbound&)>& bend) {
    Outbound out = outbound();
    bend(out);
    const auto built = build(out, "x", *world_.sender, world_.receiver->certificate(), random_);
    return built ? "built" : built.error().code;
  };
  EXPECT_EQ(code([](Outbound& out) { out.content_id = "a b"; }), "AS4-BUILD");
  EXPECT_EQ(code([](Outbound& out) { out.message_id = "a\nb"; }), "AS4-BUILD");
  EXPECT_EQ(code([](Outbound& out) { out.message_id = ""; }), "AS4-BUILD");
  EXPECT_EQ(code([](Outbound& out) { out.action = "\xff"; }), "AS4-BUILD");
  EXPECT_EQ(code([](Outbound& out) { out.service.type = std::string(2000, 'x'); }), "AS4-BUILD");
  EXPECT_EQ(code([](Outbound&) {}), "built");
}

TEST_F(Exchange, EachMessageHasAContentKeyAndAnIvOfItsOwn) {
  std::set<Bytes> keys, vectors;
  for (int i = 0; i < 5; ++i) {
    const auto request =
        small(build(outbound(), payload(), *world_.sender, world_.receiver->certificate(), random_).value());
    const auto parts = read_related(request.content_type, request.body);
    const auto soap = read_soap_part(parts->front().content, 1 << 20);
    keys.insert(world_.receiver->unwrap(read_security(*soap)->key->wrapped).value());
    vectors.insert(parts->at(1).content.load()->substr(0, 12));
  }
  EXPECT_EQ(keys.size(), 5U);
  EXPECT_EQ(vectors.size(), 5U);
}

TEST_F(Exchange, TestMessageIsToldApart) {
  Outbound out = outbound();
  out.service = {std::string(kTestService), ""};
  out.action = kTestAction;
  const auto request = build(out, payload(), *world_.sender, world_.receiver->certificate(), random_);
  EXPECT_TRUE(opened(small(*request)).user_message().is_test());
  EXPECT_FALSE(opened(message()).user_message().is_test());
}

// ---- receipts and errors
// ---------------------------------------------------------------------------------------

TEST_F(Exchange, ReceiptIsEvidence) {
  const Outcome outcome = judge(receipt_for(message(), *world_.receiver), message());
  EXPECT_EQ(outcome.event, Event::receipt_verified) << outcome.code << ' ' << outcome.detail;
  EXPECT_THAT(outcome.exchange.body, HasSubstr("NonRepudiationInformation"));
}

TEST_F(Exchange, ReceiptCountsUnderAnyStatus) {
  const Entity receipt = receipt_for(message(), *world_.receiver);
  const Outcome outcome =
      judge_answer({Reach::answered, "", 500, receipt.content_type, receipt.body}, *read_sent(message()),
                   world_.receiver->certificate(), *world_.trust, now(), false);
  EXPECT_EQ(outcome.event, Event::receipt_verified);
}

TEST_F(Exchange, ReceiptOfAnotherAccessPointIsNone) {
  const Outcome outcome = judge(receipt_for(message(), *world_.third), message());
  EXPECT_EQ(outcome.event, Event::answer_lost);
  EXPECT_EQ(outcome.code, "RECEIPT-SIGNER");
}

TEST_F(Exchange, ReceiptForTheSameIdWithOtherBytesIsNone) {
  quittance::test::FakeRandom other(99);
  const Entity request =
      small(build(outbound(), payload(), *world_.sender, world_.receiver->certificate(), other).value());
  const Outcome outcome = judge(receipt_for(request, *world_.receiver), message());
  EXPECT_EQ(outcome.event, Event::answer_lost);
  EXPECT_EQ(outcome.code, "RECEIPT-DIGESTS");
}

TEST_F(Exchange, VerifiedErrorRefuses) {
  const Outcome outcome = judge(error_for(ebms::kOther, *world_.receiver, "PEPPOL:NOT_SERVICED"), message());
  EXPECT_EQ(outcome.event, Event::refused_by_peer);
  EXPECT_EQ(outcome.code, "EBMS:0004");
  EXPECT_THAT(outcome.detail, HasSubstr("PEPPOL:NOT_SERVICED"));
}

TEST_F(Exchange, ErrorOfAnotherSignerIsAHint) {
  const Outcome outcome = judge(error_for(ebms::kOther, *world_.third), message());
  EXPECT_EQ(outcome.event, Event::answer_lost);
  EXPECT_EQ(outcome.code, "ERROR-SIGNER");
}

TEST_F(Exchange, ErrorForAnotherMessageIsAHint) {
  EXPECT_EQ(judge(error_for(ebms::kOther, *world_.receiver, "", "other@x"), message()).code,
            "ERROR-REFERENCE");
  EXPECT_EQ(judge(error_for(ebms::kOther, *world_.receiver, "", ""), message()).code, "ERROR-REFERENCE");
}

TEST_F(Exchange, DuplicateIsReportedByCode4001AndOnAResendByItsText) {
  EXPECT_EQ(judge(error_for(ebms::kDuplicateDetected, *world_.receiver), message()).event,
            Event::duplicate_reported);
  const Entity old_style =
      error_for(ebms::kOther, *world_.receiver, "x was already handled (this is a duplicate)");
  EXPECT_EQ(judge(old_style, message(), true).event, Event::duplicate_reported);
  EXPECT_EQ(judge(old_style, message(), false).event, Event::refused_by_peer);
}

TEST_F(Exchange, WarningEndsNothing) {
  const Outcome outcome = judge(error_for(*find_ebms_error("EBMS:0006"), *world_.receiver), message());
  EXPECT_EQ(outcome.event, Event::answer_lost);
  EXPECT_EQ(outcome.code, "ERROR-WARNING");
}

/// A peer that answers with what it was told to.
class FakePeer : public HttpClient {
 public:
  HttpExchange answer;
  std::string got;
  HttpExchange post(const HttpRequest& request) override {
    got = request.body.load().value();
    return answer;
  }
  HttpExchange get(const HttpGet&) override { return {}; }
};

TEST_F(Exchange, SendingPostsTheStoredBytesAndJudgesTheAnswer) {
  const Entity request = message(), receipt = receipt_for(request, *world_.receiver);
  FakePeer peer;
  peer.answer = {Reach::answered, "", 200, receipt.content_type, receipt.body};
  const Destination destination{"https://peer.test/as4", world_.receiver->certificate()};
  const Outcome outcome =
      send(request, destination, peer, *world_.trust, now(), false, std::chrono::seconds(1));
  EXPECT_EQ(outcome.event, Event::receipt_verified);
  EXPECT_EQ(peer.got, request.body);
}

TEST_F(Exchange, NothingIsPostedForACertificateThatIsNotTrusted) {
  FakePeer peer;
  for (const auto& [who, code] : {std::pair{world_.expired, "CERT-EXPIRED"},
                                  {world_.stranger, "CERT-UNTRUSTED"},
                                  {world_.no_usage, "CERT-USAGE"}}) {
    const Outcome outcome = send(message(), {"https://peer.test/as4", who->certificate()}, peer,
                                 *world_.trust, now(), false, std::chrono::seconds(1));
    EXPECT_EQ(outcome.event, Event::not_taken);
    EXPECT_EQ(outcome.code, code);
  }
  EXPECT_EQ(peer.got, "");
}

struct NoSignal {
  const char* name;
  HttpExchange answer;
  Event event;
  const char* code;
};
void PrintTo(const NoSignal& c, std::ostream* out) { *out << c.name; }

class AnswerWithoutSignal : public testing::TestWithParam<NoSignal> {};

TEST_P(AnswerWithoutSignal, IsNeverADelivery) {
  const Outcome outcome =
      judge_answer(GetParam().answer, *read_sent(message()), World::get().receiver->certificate(),
                   *World::get().trust, now(), false);
  EXPECT_EQ(outcome.event, GetParam().event);
  EXPECT_EQ(outcome.code, GetParam().code);
  EXPECT_EQ(outcome.exchange.body, GetParam().answer.body);
}

INSTANTIATE_TEST_SUITE_P(
    All, AnswerWithoutSignal,
    testing::Values(
        NoSignal{"Html",
                 {Reach::answered, "", 200, "text/html", "<html><body>ok</body></html>"},
                 Event::answer_lost,
                 "NO-SIGNAL"},
        NoSignal{"Empty200", {Reach::answered, "", 200, "", ""}, Event::answer_lost, "NO-SIGNAL"},
        NoSignal{"Empty204", {Reach::answered, "", 204, "", ""}, Event::answer_lost, "HTTP:204"},
        NoSignal{
            "Redirect", {Reach::answered, "", 302, "text/html", "moved"}, Event::answer_lost, "HTTP:302"},
        NoSignal{
            "ServerError", {Reach::answered, "", 500, "text/plain", "oops"}, Event::answer_lost, "HTTP:500"},
        NoSignal{
            "Unavailable", {Reach::answered, "", 503, "text/plain", "later"}, Event::answer_lost, "HTTP:503"},
        NoSignal{
            "Doctype",
            {Reach::answered, "", 200, "application/soap+xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"},
            Event::answer_lost,
            "NO-SIGNAL"},
        NoSignal{"BrokenMultipart",
                 {Reach::answered, "", 200, "multipart/related; boundary=b; type=\"application/soap+xml\"",
                  "--b\r\n\r\nx"},
                 Event::answer_lost,
                 "NO-SIGNAL"},
        NoSignal{"CutAnswer",
                 {Reach::perhaps_taken, "cut", 200, "application/soap+xml", "<S"},
                 Event::answer_lost,
                 "ANSWER-LOST"},
        NoSignal{"NoConnection", {Reach::not_taken, "refused", 0, "", ""}, Event::not_taken, "NOT-TAKEN"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace quittance::as4::test
