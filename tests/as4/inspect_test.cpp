#include "as4/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/as4/forge.h"
#include "tests/as4/golden.h"

namespace quittance::as4::test {
namespace {

TEST(Recorded, IsReadInEveryFormToolsWrite) {
  const Entity request = message();
  const std::string head = "Content-Type: " + request.content_type + "\r\n\r\n";
  for (const std::string& form :
       {head + request.body, "POST /as4 HTTP/1.1\r\nHost: x\r\n" + head + request.body,
        "Host: x\ncontent-type: " + request.content_type + "\n\n" + request.body, request.body,
        "\r\n" + request.body}) {
    const auto entity = read_recorded(form);
    ASSERT_TRUE(entity) << entity.error();
    EXPECT_EQ(inspect(*entity, nullptr, nullptr, now()).kind, "user-message") << form.substr(0, 60);
  }
}

TEST(Recorded, WhatIsNoneIsRefused) {
  for (const char* bad : {"", " \r\n", "hello", "Host: x\r\n\r\n<a/>"})
    EXPECT_EQ(read_recorded(bad).error().code, "AS4-RECORDED") << bad;
}

TEST(Inspection, SaysWhatEachReferenceCovers) {
  const auto store = keys::KeyStore::make({World::get().receiver}).value();
  const Inspection seen = inspect(message(), &store, World::get().trust.get(), now());
  EXPECT_EQ(seen.code, "") << seen.reason;
  EXPECT_EQ(seen.trust, Check::good);
  EXPECT_EQ(seen.signature, Check::good);
  ASSERT_EQ(seen.references.size(), 3U);
  EXPECT_EQ(seen.references[0].covers, "eb:Messaging");
  EXPECT_EQ(seen.references[1].covers, "S12:Body");
  EXPECT_EQ(seen.references[2].covers, "part payload-1@quittance.test");
  for (const InspectedReference& one : seen.references) EXPECT_EQ(one.digest, Check::good) << one.reference;
  ASSERT_EQ(seen.payloads.size(), 1U);
  EXPECT_EQ(*seen.payloads[0].content.load(), payload());
}

TEST(Inspection, GoesOnPastAFault) {
  Forge forge;
  forge.soap = [](std::string& text) { swap(text, "<eb:ConversationId>c-1", "<eb:ConversationId>c-2"); };
  const auto store = keys::KeyStore::make({World::get().receiver}).value();
  const Inspection seen = inspect(forge.make(), &store, World::get().trust.get(), now());
  EXPECT_EQ(seen.code, "EBMS:0101");
  EXPECT_EQ(seen.references[0].digest, Check::bad);
  EXPECT_EQ(seen.references[1].digest, Check::good);
  EXPECT_EQ(seen.payloads.size(), 1U);
}

TEST(Inspection, WithoutAKeyThePayloadIsNotChecked) {
  const Inspection seen = inspect(message(), nullptr, nullptr, now());
  EXPECT_EQ(seen.trust, Check::not_made);
  EXPECT_EQ(seen.references[2].digest, Check::not_made);
  EXPECT_EQ(seen.code, "");
}

// ---- signed messages of other stacks
// ---------------------------------------------------------------------------

/// Content-Type lines are not part of every recording: the envelope is cut out as raw bytes.
std::string envelope_of(const std::string& recorded) {
  const std::size_t name = recorded.find(":Envelope");
  if (name == std::string::npos) return {};
  const std::size_t from = recorded.rfind('<', name);
  const std::string end = "</" + recorded.substr(from + 1, name - from - 1) + ":Envelope>";
  return recorded.substr(from, recorded.find(end) + end.size() - from);
}

struct Recording {
  const char* file;
  const char* kind;
  Check signature, elements;
  const char* code;  ///< of the first fault as a Peppol message; "" = none
};
void PrintTo(const Recording& r, std::ostream* out) { *out << r.file; }

class OtherStacks : public testing::TestWithParam<Recording> {};

TEST_P(OtherStacks, AreVerifiedAsTheirOwnOracleSays) {
  const std::string recorded =
      slurp(std::string(QUITTANCE_SOURCE_DIR "/../shared/corpus/as4/") + GetParam().file);
  if (recorded.empty()) GTEST_SKIP() << "no recordings beside the project (../shared/corpus/as4)";
  const Inspection seen = inspect({"application/soap+xml", envelope_of(recorded)}, nullptr, nullptr, now());
  EXPECT_EQ(seen.kind, GetParam().kind) << seen.reason;
  EXPECT_EQ(seen.signature, GetParam().signature) << seen.reason;
  Check elements = seen.references.empty() ? Check::not_made : Check::good;
  for (const InspectedReference& one : seen.references)
    if (one.digest == Check::bad) elements = Check::bad;
  EXPECT_EQ(elements, GetParam().elements);
  EXPECT_EQ(seen.code, GetParam().code) << seen.reason;
}

INSTANTIATE_TEST_SUITE_P(
    All, OtherStacks,
    testing::Values(
        Recording{"dataport1-mustunderstand.as4in", "receipt", Check::good, Check::good, ""},
        Recording{"helger.as4in", "receipt", Check::good, Check::good, ""},
        Recording{"TestReceipt12.xml", "receipt", Check::good, Check::good, ""},
        Recording{"rssbus_message.as4", "user-message", Check::good, Check::good, ""},
        // Good signatures of other profiles: OAEP with another mask, a property named twice, a pull request.
        Recording{"as4_flame_envelope.as4", "user-message", Check::good, Check::good, "EBMS:0103"},
        Recording{"c3_minderreceiveagent_request.as4", "user-message", Check::good, Check::good, "EBMS:0103"},
        Recording{"as4-soap-signed-message.txt", "", Check::good, Check::good, "EBMS:0003"},
        Recording{"as4-soap-signed-pullrequest.xml", "", Check::good, Check::good, "EBMS:0009"},
        // Its eb:Messaging is meant for an intermediary: not read at all.
        Recording{"as4-multihop-message.as4", "", Check::not_made, Check::not_made, "EBMS:0009"},
        // Must fail: the first refers to an id that is not there.
        Recording{"as4-soap-wrong-signed-message.txt", "", Check::good, Check::bad, "EBMS:0003"},
        Recording{"as4-soap-wrong-signed-pullrequest.xml", "", Check::not_made, Check::not_made, "EBMS:0009"},
        Recording{"receipt_with_invalid_signature.as4", "receipt", Check::not_made, Check::not_made,
                  "EBMS:0103"},
        Recording{"Receipt_InvalidNRI_Namespace.as4", "receipt", Check::not_made, Check::not_made,
                  "EBMS:0103"}),
    [](const auto& one) {
      std::string name = one.param.file;
      for (char& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
      return name;
    });

}  // namespace
}  // namespace quittance::as4::test
