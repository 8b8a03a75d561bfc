// Exchanges recorded between other stacks, reproduced value by value.
#include "tests/as4/golden.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "as4/attachments.h"
#include "as4/gzip.h"
#include "as4/mime.h"
#include "as4/security_header.h"
#include "as4/soap.h"

namespace quittance::as4::test {
namespace {

class GoldenExchange : public testing::TestWithParam<Golden> {
 protected:
  void SetUp() override {
    if (!GetParam().there())
      GTEST_SKIP() << "no recorded exchanges beside the project (../shared/corpus/as4)";
  }
  [[nodiscard]] std::vector<Part> parts() const {
    auto read = read_related(request_.content_type, request_.body);
    EXPECT_TRUE(read) << read.error();
    return std::move(read).value();
  }
  const Entity request_ = GetParam().request();
};

TEST_P(GoldenExchange, IsSplitWhereItsDelimitersStand) {
  const auto split = parts();
  ASSERT_EQ(split.size(), 2U);
  EXPECT_EQ(split[1].content_type, "application/octet-stream");
  EXPECT_EQ(split[0].content.view().substr(split[0].content.size() - 15), "</S12:Envelope>");
  EXPECT_EQ(to_hex(split[1].content.view().substr(0, 12)), GetParam().iv);
  EXPECT_EQ(to_hex(split[1].content.view().substr(split[1].content.size() - 16)), GetParam().tag);
}

TEST_P(GoldenExchange, SignatureIsReproducedBitForBit) {
  const auto soap = read_soap_part(parts()[0].content, 1 << 20);
  ASSERT_TRUE(soap) << soap.error();
  const auto security = read_security(*soap);
  ASSERT_TRUE(security) << security.error();
  const std::string canonical =
      xml::canonical_form(soap->tree, security->signature.signed_info, security->signature.form);
  EXPECT_EQ(canonical, GetParam().file("signedinfo.c14n"));
  const auto again = GetParam().key("sender")->sign(keys::sha256(canonical));
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(to_hex(*again), to_hex(security->signature.value));
}

TEST_P(GoldenExchange, KeyPlaintextAndEnvelopeAreTheRecordedOnes) {
  const auto split = parts();
  const auto soap = read_soap_part(split[0].content, 1 << 20);
  ASSERT_TRUE(soap) << soap.error();
  const auto security = read_security(*soap);
  ASSERT_TRUE(security && security->key) << security.error();
  const auto store = keys::KeyStore::make({GetParam().key("receiver")});
  const auto key = unwrap_key(*security->key, *store);
  ASSERT_TRUE(key) << key.error();
  EXPECT_EQ(to_hex(*key), GetParam().aes_key);
  const auto plain = decrypt_content(*key, split[1].content, kInMemory);
  ASSERT_TRUE(plain) << plain.error();
  EXPECT_EQ(plain->digest.hex(), GetParam().plain_sha256);
  const auto envelope = gunzip(plain->octets.view());
  ASSERT_TRUE(envelope) << envelope.error();
  EXPECT_EQ(keys::sha256(*envelope).hex(), GetParam().sbd_sha256);
}

TEST_P(GoldenExchange, OpensAsAVerifiedMessage) {
  const auto store = keys::KeyStore::make({GetParam().key("receiver")});
  const auto trust = GetParam().trust();
  const auto opened =
      receive(request_.content_type, request_.body, {*store, *trust}, *parse_instant(GetParam().at));
  ASSERT_TRUE(std::holds_alternative<VerifiedMessage>(opened)) << std::get<Refusal>(opened).reason;
  const auto& message = std::get<VerifiedMessage>(opened);
  EXPECT_EQ(message.user_message().from.value, "POP000901");
  EXPECT_EQ(message.user_message().to.value, "POP000902");
  EXPECT_EQ(message.user_message().timestamp, *parse_instant(GetParam().at));
  ASSERT_EQ(message.payloads().size(), 1U);
  EXPECT_EQ(keys::sha256(message.payloads()[0].content.view()).hex(), GetParam().sbd_sha256);
  ASSERT_EQ(message.references().size(), 3U);
  EXPECT_EQ(message.references()[0].uri, "#" + GetParam().messaging_id);
}

TEST_P(GoldenExchange, ReceiptIsEvidence) {
  const auto sent = read_sent(request_);
  ASSERT_TRUE(sent) << sent.error();
  const auto trust = GetParam().trust();
  const Outcome outcome = judge_answer(GetParam().receipt(), *sent, GetParam().certificate("receiver"),
                                       *trust, *parse_instant(GetParam().at), false);
  EXPECT_EQ(outcome.event, Event::receipt_verified) << outcome.code << " " << outcome.detail;
}

TEST_P(GoldenExchange, ReceiptOfTheOtherExchangeIsNoEvidence) {
  const Golden other = GetParam().folder == "golden" ? pyas4() : phase4();
  const auto sent = read_sent(request_);
  const Outcome outcome = judge_answer(other.receipt(), *sent, GetParam().certificate("receiver"),
                                       *GetParam().trust(), *parse_instant(GetParam().at), false);
  EXPECT_EQ(outcome.event, Event::answer_lost);
  EXPECT_EQ(outcome.code, "RECEIPT-REFERENCE");
}

TEST_P(GoldenExchange, IsRefusedWhenItsSignerWasNotValidYet) {
  const auto store = keys::KeyStore::make({GetParam().key("receiver")});
  const auto trust = GetParam().trust();
  const auto opened =
      receive(request_.content_type, request_.body, {*store, *trust}, *parse_instant("2026-11-21T00:00:00Z"));
  ASSERT_TRUE(std::holds_alternative<Refusal>(opened));
  EXPECT_EQ(std::get<Refusal>(opened).error->code, "EBMS:0101");
  EXPECT_THAT(std::get<Refusal>(opened).reason, testing::HasSubstr("CERT-NOT-YET-VALID"));
}

INSTANTIATE_TEST_SUITE_P(OtherStacks, GoldenExchange, testing::Values(phase4(), pyas4()),
                         [](const auto& one) { return one.param.folder == "golden" ? "phase4" : "pyas4"; });

}  // namespace
}  // namespace quittance::as4::test
