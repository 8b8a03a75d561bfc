#include "gateway/serve/address_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/test_pki.h"
#include "tests/as4/discovery/dns_message.h"
#include "tests/as4/discovery/dns_server.h"
#include "tests/as4/scripted_server.h"
#include "tests/support/fake_clock.h"

namespace quittance::serve {
namespace {

using as4::test::DnsServer;
using as4::test::ScriptedServer;
using as4::test::Visitor;
using testing::HasSubstr;

constexpr const char* kConfiguration = R"(
[as4]
peers = "anywhere"
[discovery]
dns_timeout = "30s"
[[partner]]
participant = "0088:7300010000001"
channel = "mail"
mail = "invoices@known.example"
[[folder]]
participant = "0088:7300010000099"
path = "/drop"
[mail]
smtp_host = "mail.example"
from = "a@b.example"
seller_contact = "c@d.example"
)";

core::InvoiceFacts facts(const std::string& buyer) {
  core::InvoiceFacts facts;
  facts.buyer.endpoint = buyer;
  facts.seller.endpoint = "0088:7300010000002";
  facts.seller.country = "FR";
  facts.profile = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
  facts.document_type = "busdox-docid-qns::urn:a::Invoice##b::2.1";
  return facts;
}

const std::string kUnknown = "0088:7300010000018";

/// The DNS says of every name what it is told to.
class Addresses : public testing::Test {
 protected:
  void SetUp() override {
    const auto from = clock.wall() - std::chrono::hours(1), until = clock.wall() + std::chrono::hours(1);
    static const auto authority = keys::TestAuthority::root("TEST", from, until);
    trust = keys::TrustStore::make({authority.certificate()}).value();
  }
  /// Asks once, with a DNS server that answers so.
  core::Found find(const std::string& buyer, unsigned code, const std::string& url = "") {
    DnsServer server([&](const std::string& question, bool) {
      const std::string name = question.substr(12, question.find('\0', 12) - 11);
      const std::string record =
          url.empty() ? ""
                      : as4::test::record(as4::test::pointer(12), as4::test::kNaptr, 60,
                                          as4::test::naptr(1, 1, "U", "Meta:SMP", "!.*!" + url + "!"));
      return question.substr(0, 2) + as4::test::u16(as4::test::kResponse | code) + as4::test::u16(1) +
             as4::test::u16(url.empty() ? 0 : 1) + as4::test::u16(0) + as4::test::u16(0) + name +
             as4::test::u16(as4::test::kNaptr) + as4::test::u16(1) + record;
    });
    auto loaded = config::load_text(kConfiguration, "q.toml");
    EXPECT_TRUE(loaded.config) << (loaded.problems.empty() ? "" : loaded.problems.front().text());
    config::Config config = *loaded.config;
    config.discovery.zone = "sml.test";
    config.discovery.dns = config::Address{
        "127.0.0.1",
        static_cast<std::uint16_t>(std::stoi(server.address().substr(server.address().find(':') + 1)))};
    auto directory =
        PeppolDirectory::open(config, {resolver_of(config, random).value(), trust, trust}, clock).value();
    AddressBook book(PartnerTable::make(config).value(), std::move(directory), Provider{});
    asked_others = book.asks_others(facts(buyer));
    auto found = book.find(facts(buyer), {"/drop", "a.xml", "folder:/drop"}, false);
    questions = server.by_udp;
    return found;
  }
  static core::LookupFailed failure(const core::Found& found) {
    const auto* failed = std::get_if<core::LookupFailed>(&found.outcome);
    EXPECT_NE(failed, nullptr);
    return failed == nullptr ? core::LookupFailed{} : *failed;
  }

  quittance::test::FakeClock clock;
  keys::OpenSslRandom random;
  std::shared_ptr<const keys::TrustStore> trust;
  int questions = 0;
  bool asked_others = false;
};

TEST_F(Addresses, APartnerIsNotLookedUp) {
  const auto found = find("0088:7300010000001", 2);
  const auto* endpoint = std::get_if<core::Endpoint>(&found.outcome);
  ASSERT_NE(endpoint, nullptr);
  EXPECT_EQ(endpoint->url, "invoices@known.example");
  EXPECT_EQ(questions, 0);
  EXPECT_FALSE(asked_others);
}

TEST_F(Addresses, WhoIsNotInTheDnsIsUnknown) {
  const auto found = find(kUnknown, 3);
  const auto* unknown = std::get_if<core::ReceiverUnknown>(&found.outcome);
  ASSERT_NE(unknown, nullptr);
  EXPECT_EQ(unknown->code, "SML-UNKNOWN");
  ASSERT_EQ(found.exhibits.size(), 1U);
  EXPECT_EQ(found.exhibits[0].name, "dns");
  EXPECT_TRUE(asked_others);
}

TEST_F(Addresses, ServersThatFailAreNoAnswer) {
  const auto failed = failure(find(kUnknown, 2));
  EXPECT_EQ(failed.code, "DNS");
  EXPECT_FALSE(failed.alert);
}

TEST_F(Addresses, WhatIsNotSignedIsTriedAgainWithAnAlert) {
  const std::string answer =
      "<s:SignedServiceMetadata xmlns:s='http://busdox.org/serviceMetadata/publishing/1.0/'>"
      "<s:ServiceMetadata/></s:SignedServiceMetadata>";
  ScriptedServer publisher({[&](Visitor& visitor) {
    visitor.read_head();
    visitor.say("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(answer.size()) + "\r\n\r\n" + answer);
  }});
  const auto found = find(kUnknown, 0, publisher.url());
  const auto failed = failure(found);
  EXPECT_EQ(failed.code, "SMP-SIGNATURE") << failed.detail;
  EXPECT_TRUE(failed.alert);
  ASSERT_EQ(found.exhibits.size(), 2U);
  EXPECT_EQ(found.exhibits[1].name, "smp");
  EXPECT_EQ(found.exhibits[1].bytes, answer);
  EXPECT_THAT(found.source, HasSubstr("looked up"));
}

TEST_F(Addresses, ABuyerWithoutParticipantIdentifierIsUnknown) {
  const auto found = find("someone@example.com", 3);
  const auto* unknown = std::get_if<core::ReceiverUnknown>(&found.outcome);
  ASSERT_NE(unknown, nullptr);
  EXPECT_EQ(unknown->code, "PEPPOL-ID");
  EXPECT_EQ(questions, 0);
}

}  // namespace
}  // namespace quittance::serve
