#include "as4/envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/as4/forge.h"

namespace quittance::as4::test {
namespace {

formats::BusinessHeader header() {
  using namespace formats;
  return {ParticipantId::parse("0088:7300010000001").value(),
          ParticipantId::parse("0088:7300010000018").value(),
          DocumentTypeId::parse_qualified(outbound().action).value(),
          ProcessId::parse("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0").value(),
          "FR",
          "8c2a6f7e-1111-4222-8333-aaaabbbbcccc",
          now(),
          std::nullopt,
          ""};
}

Bytes envelope() {
  xml::Reader reader;
  return formats::wrap(header(),
                       "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>", reader)
      ->load()
      .value();
}

struct Difference {
  const char* name;
  std::function<void(UserMessage&)> bend;
  const char* detail;  ///< "" = none
};
void PrintTo(const Difference& d, std::ostream* out) { *out << d.name; }

class Envelopes : public testing::TestWithParam<Difference> {};

TEST_P(Envelopes, SayTheSameAsTheMessageAroundThem) {
  Forge forge;
  forge.content = gzip(envelope());
  GetParam().bend(forge.message);
  const Entity request = forge.make();
  const auto store = keys::KeyStore::make({World::get().receiver}).value();
  const auto opened = receive(request.content_type, request.body, {store, *World::get().trust}, now());
  ASSERT_TRUE(std::holds_alternative<VerifiedMessage>(opened)) << std::get<Refusal>(opened).reason;
  xml::Reader reader;
  const auto inside = open_envelope(std::get<VerifiedMessage>(opened), reader);
  if (*GetParam().detail == '\0') {
    ASSERT_TRUE(inside) << inside.error();
    EXPECT_EQ(inside->header, header());
    return;
  }
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().code, "EBMS:0004");
  EXPECT_THAT(inside.error().detail, testing::HasSubstr(GetParam().detail));
}

INSTANTIATE_TEST_SUITE_P(
    All, Envelopes,
    testing::Values(
        Difference{"Same", [](UserMessage&) {}, ""},
        Difference{"OtherSender", [](UserMessage& m) { m.properties[0].value = "0088:7300010000002"; },
                   "originalSender"},
        Difference{"OtherReceiver", [](UserMessage& m) { m.properties[1].value = "0088:7300010000001"; },
                   "finalRecipient"},
        Difference{"OtherScheme", [](UserMessage& m) { m.properties[1].type = "urn:x"; }, "finalRecipient"},
        Difference{"OtherAction", [](UserMessage& m) { m.action += "x"; }, "Action"},
        Difference{"OtherService", [](UserMessage& m) { m.service.value += "x"; }, "Service"},
        Difference{"OtherServiceType", [](UserMessage& m) { m.service.type = "x"; }, "Service"}),
    [](const auto& one) { return one.param.name; });

TEST(EnvelopeInside, WhatIsNoEnvelopeIsRefused) {
  const Entity request = message();
  const auto store = keys::KeyStore::make({World::get().receiver}).value();
  const auto opened = receive(request.content_type, request.body, {store, *World::get().trust}, now());
  xml::Reader reader;
  const auto inside = open_envelope(std::get<VerifiedMessage>(opened), reader);
  ASSERT_FALSE(inside);
  EXPECT_EQ(inside.error().code, "EBMS:0004");
}

TEST(EnvelopeInside, HeaderGivesTheMessageItsAddresses) {
  const Outbound out = outbound_of(header());
  EXPECT_EQ(out.service, outbound().service);
  EXPECT_EQ(out.action, outbound().action);
  EXPECT_EQ(out.original_sender, outbound().original_sender);
  EXPECT_EQ(out.final_recipient, outbound().final_recipient);
}

}  // namespace
}  // namespace quittance::as4::test
