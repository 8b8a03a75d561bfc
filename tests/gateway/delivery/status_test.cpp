// Message Level Statuses between us and others, on a whole gateway with a peer of ours.
#include <gmock/gmock.h>

#include "tests/gateway/delivery/gateway_fixture.h"

namespace quittance::delivery {
namespace {

using core::State;
using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto kStatusType =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2::"
    "ApplicationResponse##"
    "urn:peppol:edec:mls:1.0::2.1";

/// Says what it is told in words of its own.
struct FakeDesk : core::StatusDesk {
  Result<Bytes> write(const core::InboundMessage& message, const core::Fate& fate) override {
    fates.push_back(fate);
    return Bytes("<Status><ID>about-" + message.instance_id.text() + "</ID></Status>");
  }
  std::vector<core::Fate> fates;
};

/// Reads "<MLS code about>" as a status.
struct StatusChecker : test::FakeChecker {
  core::Verdict check(const core::Document& document) override {
    auto verdict = test::FakeChecker::check(document);
    auto* const passed = std::get_if<core::Passed>(&verdict);
    if (passed != nullptr && answer) passed->answer = answer;
    return verdict;
  }
  std::optional<core::Answer> answer;
};

struct Statuses : Gateway {
  FakeDesk desk;
  StatusChecker reader;
  int messages = 0;

  void SetUp() override {
    Gateway::SetUp();
    auto outside = world();
    scheduler = std::make_unique<Scheduler>(
        World{outside.store, outside.blobs, reader, outside.lookup, outside.transports, outside.messenger,
              outside.answers, outside.inbox, outside.clock, outside.random, outside.observer, &desk},
        settings, scheduling, *executor);
  }

  core::InboundMessage message(const std::string& payload, const std::string& wish = "") {
    const auto number = std::to_string(++messages);
    return {.message_id = core::MessageId::parse("m-" + number + "@peer.example").value(),
            .instance_id = core::InstanceId::parse("i-" + number).value(),
            .peer = "POP000002",
            .sender = "0088:7300010000018",
            .recipient = "0088:7300010000001",
            .document_type = "busdox-docid-qns::a::Invoice##b::2.1",
            .process = "cenbii-procid-ubl::p",
            .payload = payload,
            .request = {},
            .receipt = "receipt",
            .mls_type = wish};
  }
  core::DeliveryId receive(const core::InboundMessage& message) {
    const auto reception = scheduler->inbound().receive(message);
    settle();
    return std::get<core::Accepted>(reception).id;
  }
  /// A status of that access point about a message of ours.
  core::DeliveryId hear(const std::string& code, const std::string& about,
                        const std::string& peer_seat = "POP000002") {
    reader.answer = core::Answer{
        core::AnswerKind::message_level_status, code, "", "said so", about, "", "", clock.wall()};
    auto status = message("<Status><ID>S-" + std::to_string(messages) + "</ID></Status>", "ALWAYS_SEND");
    status.document_type = kStatusType;
    status.peer = peer_seat;
    const auto id = receive(status);
    reader.answer.reset();
    return id;
  }
  core::DeliveryId send(const std::string& number) {
    const auto id = submit("<Invoice><ID>" + number + "</ID></Invoice>");
    settle();
    return id;
  }
  std::string instance(const core::DeliveryId& id) { return at(id).envelope->instance_id.text(); }
  std::string inbound_state(const core::DeliveryId& id) {
    return std::string(name((*store->inbound(id))->state));
  }
  std::string last_code(const core::DeliveryId& id) {
    return (*store->story(id.text()))->events.back().entry.code;
  }
};

TEST_F(Statuses, WhatWasPutAsideIsToldOnceWithItsReport) {
  const auto id = receive(message("<Invoice><ID>bad</ID></Invoice>"));
  ASSERT_THAT(desk.fates, SizeIs(1));
  EXPECT_FALSE(desk.fates[0].delivered);
  EXPECT_EQ(desk.fates[0].code, "BR-CO-10");
  EXPECT_EQ(desk.fates[0].report, "{\"bad\":1}");
  const auto status = store->status_of(id).value();
  ASSERT_TRUE(status);
  EXPECT_EQ(state(*status), State::receipted);
  ASSERT_TRUE(scheduler->inbound().tell_status(id).ok());
  settle();
  EXPECT_EQ(peer.attempts.size(), 1u);
  EXPECT_EQ(*store->check_chain(), std::nullopt);
}

TEST_F(Statuses, WhatWasDeliveredIsToldOnlyToWhoAsks) {
  receive(message("<Invoice><ID>A</ID></Invoice>"));
  receive(message("<Invoice><ID>B</ID></Invoice>", "FAILURE_ONLY"));
  EXPECT_THAT(desk.fates, IsEmpty());
  receive(message("<Invoice><ID>C</ID></Invoice>", "ALWAYS_SEND"));
  ASSERT_THAT(desk.fates, SizeIs(1));
  EXPECT_TRUE(desk.fates[0].delivered);
}

TEST_F(Statuses, AnEnvelopeThatCameWithOtherContentIsNotTold) {
  auto first = message("<Invoice><ID>A</ID></Invoice>"), second = message("<Invoice><ID>B</ID></Invoice>");
  second.instance_id = first.instance_id;
  receive(first);
  receive(second);
  EXPECT_THAT(desk.fates, IsEmpty());
}

TEST_F(Statuses, AGoodOneMakesTheDeliveryDeliveredAndIsKept) {
  const auto id = send("S-1");
  const auto status = hear("AB", instance(id));
  EXPECT_EQ(state(id), State::delivered);
  EXPECT_EQ(core::transport_track(at(id).progress), "delivered");
  EXPECT_EQ(inbound_state(status), "handed_over");
  EXPECT_TRUE(store->attachment(id.text(), "status")->has_value());
  EXPECT_THAT(desk.fates, IsEmpty()) << "a status is never answered";
  hear("AP", instance(id));
  EXPECT_EQ(state(id), State::delivered);
  EXPECT_THAT(journal.alerts, IsEmpty());
  expect_sound();
}

TEST_F(Statuses, ABadOneRefusesTheDeliveryEvenAfterAGoodOne) {
  const auto id = send("S-1");
  hear("AB", instance(id));
  hear("RE", instance(id));
  EXPECT_EQ(state(id), State::refused);
  EXPECT_THAT(kinds(id), Contains("status_rejected"));
}

TEST_F(Statuses, OneOfAnotherAccessPointChangesNothing) {
  const auto id = send("S-1");
  const auto status = hear("RE", instance(id), "POP000666");
  EXPECT_EQ(state(id), State::receipted);
  EXPECT_EQ(inbound_state(status), "quarantined");
  EXPECT_EQ(last_code(status), "STATUS-STRANGER");
}

TEST_F(Statuses, OneAboutNothingOfOursIsPutAside) {
  const auto status = hear("RE", "nobody-knows");
  EXPECT_EQ(last_code(status), "STATUS-UNKNOWN");
  EXPECT_THAT(desk.fates, IsEmpty());
}

TEST_F(Statuses, ItSettlesADeliveryWhoseReceiptWasLost) {
  peer.next = {test::FakePeer::Manner::loses_the_answer};
  const auto id = send("S-1");
  ASSERT_EQ(state(id), State::in_doubt);
  hear("AB", instance(id));
  EXPECT_EQ(state(id), State::delivered);
}

TEST_F(Statuses, SilenceIsATaskWhereOneWasAskedFor) {
  settings.policy.follow_up.status_watch = std::chrono::minutes{25};
  SetUp();
  const auto id = send("S-1");
  pass(std::chrono::minutes{26});
  EXPECT_EQ((*store->story(id.text()))->tasks.at(0).reason, "no-status");
  hear("AB", instance(id));
  EXPECT_THAT((*store->story(id.text()))->tasks, IsEmpty());
}

}  // namespace
}  // namespace quittance::delivery
