#include "tests/as4/discovery/publisher_world.h"
#include "tests/gateway/serve/as4_receiving.h"

namespace quittance::serve {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// The same access point, where the network must say that a message goes to us.
struct As4Registered : As4Receiving {
  as4::test::FakeResolver resolver;
  as4::test::FakePublisher publisher{};
  std::unique_ptr<as4::Directory> directory;
  std::unique_ptr<OwnRegistration> registration;

  void SetUp() override {
    As4Receiving::SetUp();
    as4::DiscoverySettings settings;
    settings.zone = "sml.test";
    const auto& keys = as4::test::Keys::get();
    directory = std::make_unique<as4::Directory>(
        std::move(settings), as4::DiscoveryTrust{keys.smp_trust, as4::test::World::get().trust}, resolver,
        publisher, clock);
    registration = std::make_unique<OwnRegistration>(*directory, station->keys, "https://ap.example/as4");
    receiver = std::make_unique<As4Receiver>(
        *station, as4::Limits{}, Addressees{{{kServed, "FR"}}, "0242:000902", "BE"}, "gateway.example",
        [this](const core::InboundMessage& message) { return scheduler->inbound().receive(message); },
        [this](const std::string& id, const std::string& code, const std::string& reason) {
          const std::lock_guard lock(mutex);
          refusals.push_back({id, code, reason});
        },
        registration.get());
  }
  /// The publisher has our participant for invoices, at this URL.
  void register_at(const std::string& url) {
    auto information = as4::test::information();
    information.participant.value = kServed;
    auto& endpoint = information.processes.front().endpoints.front();
    endpoint.url = url;
    endpoint.certificate = as4::test::World::get().receiver->certificate().der();
    publisher.documents[as4::metadata_url(as4::test::kBase, formats::ParticipantId::parse(kServed).value(),
                                          as4::test::invoice())] = as4::test::published(information);
  }
};

TEST_F(As4Registered, WhatTheNetworkSendsToUsIsTaken) {
  register_at("https://ap.example/as4");
  const auto outcome = send(forge({}).make());
  EXPECT_EQ(outcome.event, as4::Event::receipt_verified) << outcome.detail;
}

TEST_F(As4Registered, WhatItDoesNotIsNotServicedAndNothingIsKept) {
  for (const char* elsewhere : {"", "https://another.example/as4"}) {
    if (*elsewhere != '\0') register_at(elsewhere);
    clock.advance(std::chrono::hours(1));  // what was not registered is asked anew
    const auto outcome = send(forge({}).make());
    EXPECT_EQ(outcome.event, as4::Event::refused_by_peer);
    EXPECT_EQ(outcome.code, "EBMS:0004");
    EXPECT_THAT(outcome.detail, HasSubstr("PEPPOL:NOT_SERVICED"));
  }
  EXPECT_TRUE(keeps_nothing());
}

TEST_F(As4Registered, WhileItCannotBeAskedSendersAreToldToComeAgain) {
  resolver.answer = Error{"DNS", Retry::later, "SERVFAIL"};
  EXPECT_THAT(post(forge({}).make()), StartsWith("HTTP/1.1 503"));
  EXPECT_TRUE(keeps_nothing());
  resolver.answer = as4::test::FakeResolver().answer;
  register_at("https://ap.example/as4");
  EXPECT_EQ(send(forge({}).make()).event, as4::Event::receipt_verified);
  EXPECT_FALSE(keeps_nothing());
}

}  // namespace
}  // namespace quittance::serve
