#include "tests/gateway/delivery/gateway_fixture.h"

namespace quittance::delivery {
namespace {

struct Receiving : Gateway {
  core::InboundMessage message(const std::string& id, const std::string& instance,
                               const std::string& payload) {
    return {core::MessageId::parse(id).value(),
            core::InstanceId::parse(instance).value(),
            "POP000009",
            "0088:7300010000009",
            "0088:7300010000001",
            "doctype",
            "process",
            payload,
            "request of " + id,
            std::string("<Receipt>\0", 10) + id};
  }
  core::Accepted accept(const core::InboundMessage& message) {
    const auto reception = scheduler->inbound().receive(message);
    const auto* accepted = std::get_if<core::Accepted>(&reception);
    EXPECT_TRUE(accepted);
    return accepted != nullptr ? *accepted : core::Accepted{core::draw_delivery_id(random), "", false};
  }
  core::InboundState state_of(const core::DeliveryId& id) { return (**store->inbound(id)).state; }
};

TEST_F(Receiving, AMessageIsHandedOverUnderItsInstanceIdentifier) {
  const auto accepted = accept(message("m1@x", "inst-1", "<ID>R-1</ID>"));
  EXPECT_EQ(accepted.receipt, (std::string("<Receipt>\0", 10) + "m1@x"));
  settle();
  EXPECT_EQ(state_of(accepted.id), core::InboundState::handed_over);
  EXPECT_EQ(files("inbox"), std::vector<std::string>{"inst-1.xml"});
  EXPECT_EQ(kinds(accepted.id), (std::vector<std::string>{"received", "handed_over"}));
  EXPECT_EQ((**store->story(accepted.id.text())).head.facts.number, "R-1");
}

TEST_F(Receiving, ARepeatGetsTheSameReceiptByteForByteEvenAfterARestart) {
  auto first = message("m1@x", "inst-1", "<ID>R-1</ID>");
  accept(first);
  settle();
  start();
  auto second = first;
  second.receipt = "another receipt";
  const auto again = accept(second);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.receipt, first.receipt);
  settle();
  EXPECT_EQ(files("inbox").size(), 1u);
}

struct FullQueue : Receiving {
  void SetUp() override {
    settings.queue_items = 2;
    Receiving::SetUp();
  }
  void drop_file(const std::string& name) { std::ofstream(drop + "/" + name) << "<ID>" << name << "</ID>"; }
};

TEST_F(FullQueue, NothingIsReceivedUntilThereIsRoom) {
  accept(message("m1@x", "inst-1", "<ID>R-1</ID>"));
  accept(message("m2@x", "inst-2", "<ID>R-2</ID>"));
  const auto third = message("m3@x", "inst-3", "<ID>R-3</ID>");
  const auto reception = scheduler->inbound().receive(third);
  const auto* not_taken = std::get_if<core::NotTaken>(&reception);
  ASSERT_TRUE(not_taken);
  EXPECT_EQ(not_taken->code, "QUEUE-FULL");
  EXPECT_EQ(journal.troubles, std::vector<std::string>{"peer:POP000009 QUEUE-FULL"});
  settle();
  accept(third);
}

TEST_F(FullQueue, FilesStayInTheirFolderUntilThereIsRoom) {
  for (const auto* name : {"a.xml", "b.xml", "c.xml"}) drop_file(name);
  EXPECT_EQ(intake->look()->claimed, 2U);
  const auto full = intake->look();
  EXPECT_EQ(full->claimed, 0U);
  EXPECT_FALSE(full->more);
  EXPECT_EQ(files("in"), std::vector<std::string>{"c.xml"});
  EXPECT_EQ(journal.troubles, std::vector<std::string>{drop + " QUEUE-FULL"});
  settle();
  EXPECT_EQ(intake->look()->claimed, 1U);
}

TEST_F(Receiving, AKnownMessageIdWithOtherContentIsRefusedWithAnAlarm) {
  accept(message("m1@x", "inst-1", "<ID>R-1</ID>"));
  const auto reception = scheduler->inbound().receive(message("m1@x", "inst-2", "<ID>R-2</ID>"));
  EXPECT_TRUE(std::holds_alternative<core::Conflict>(reception));
  EXPECT_EQ(journal.alerts.size(), 1u);
  settle();
  EXPECT_EQ(files("inbox"), std::vector<std::string>{"inst-1.xml"});
}

TEST_F(Receiving, AKnownMessageIdFromAnotherAccessPointIsRefused) {
  accept(message("m1@x", "inst-1", "<ID>R-1</ID>"));
  auto stranger = message("m1@x", "inst-1", "<ID>R-1</ID>");
  stranger.peer = "POP000666";
  EXPECT_TRUE(std::holds_alternative<core::Conflict>(scheduler->inbound().receive(stranger)));
}

TEST_F(Receiving, TheSameEnvelopeUnderANewMessageIdIsReceiptedButNotHandedOverAgain) {
  accept(message("m1@x", "inst-1", "<ID>R-1</ID>"));
  settle();
  const auto again = accept(message("m2@x", "inst-1", "<ID>R-1</ID>"));
  EXPECT_FALSE(again.repeated);
  settle();
  EXPECT_EQ(state_of(again.id), core::InboundState::repeated);
  EXPECT_EQ(files("inbox").size(), 1u);
}

TEST_F(Receiving, TheSameEnvelopeWithOtherContentIsPutAside) {
  accept(message("m1@x", "inst-1", "<ID>R-1</ID>"));
  settle();
  const auto other = accept(message("m2@x", "inst-1", "<ID>R-2</ID>"));
  settle();
  EXPECT_EQ(state_of(other.id), core::InboundState::quarantined);
  EXPECT_EQ(files("inbox").size(), 1u);
  EXPECT_EQ(files("quarantine").size(), 1u);
  EXPECT_EQ(store->tasks(10)->size(), 1u);
}

TEST_F(Receiving, AnInvalidDocumentIsPutAsideWithItsReportAndTheReceiptStands) {
  const auto accepted = accept(message("m1@x", "inst-1", "<ID>R-1</ID> bad"));
  settle();
  EXPECT_EQ(state_of(accepted.id), core::InboundState::quarantined);
  auto aside = files("quarantine");
  std::sort(aside.begin(), aside.end());
  EXPECT_EQ(aside, (std::vector<std::string>{"inst-1.report.html", "inst-1.report.json", "inst-1.xml"}));
  EXPECT_TRUE(files("inbox").empty());
}

TEST_F(Receiving, TheSameInvoiceInAnotherEnvelopeIsPutAside) {
  accept(message("m1@x", "inst-1", "<ID>R-1</ID>"));
  settle();
  const auto again = accept(message("m2@x", "inst-2", "<ID>R-1</ID>"));
  settle();
  EXPECT_EQ(state_of(again.id), core::InboundState::quarantined);
  EXPECT_EQ((**store->story(again.id.text())).events.back().entry.code, "DUPLICATE");
}

TEST_F(Receiving, WhatIsForNobodyHereIsPutAside) {
  auto lost = message("m1@x", "inst-1", "<ID>R-1</ID>");
  lost.recipient = "0088:0";
  const auto accepted = accept(lost);
  settle();
  EXPECT_EQ(state_of(accepted.id), core::InboundState::quarantined);
}

}  // namespace
}  // namespace quittance::delivery
