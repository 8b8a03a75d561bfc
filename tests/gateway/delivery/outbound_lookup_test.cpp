// What the outcomes of a look-up come to.
#include "tests/gateway/delivery/gateway_fixture.h"

namespace quittance::delivery {
namespace {

using core::State;
using std::chrono::seconds;
using Manner = test::FakePeer::Manner;

struct LookingUp : Gateway {};

TEST_F(LookingUp, AnUnknownReceiverIsUndeliverable) {
  lookup.next = {core::ReceiverUnknown{"SMP-404", "no such participant"}};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::undeliverable);
  EXPECT_TRUE(peer.attempts.empty());
  EXPECT_EQ(messenger.letters.size(), 1u);
}

TEST_F(LookingUp, AFailedLookupIsTriedAgain) {
  lookup.next = {core::LookupFailed{"SERVFAIL", "dns", true}};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::deferred);
  EXPECT_EQ(journal.alerts, std::vector<std::string>{"lookup_failed SERVFAIL"});
  pass(seconds{11});
  EXPECT_EQ(state(id), State::receipted);
}

TEST_F(LookingUp, WhatALookupWasToldIsKept) {
  core::Found found = lookup.endpoint;
  found.source = "looked up smp.example";
  found.exhibits = {{"dns", "an answer"}, {"smp", "<Signed/>"}};
  lookup.next = {found};
  lookup.others = true;
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::receipted);
  const auto kept = store->attachment(id.text(), "smp");
  ASSERT_TRUE(kept.ok() && *kept);
  EXPECT_EQ(blobs->get(**kept).value(), "<Signed/>");
  EXPECT_TRUE(*store->attachment(id.text(), "dns"));
  const auto story = **store->story(id.text());
  for (const auto& event : story.events)
    if (event.entry.kind == "endpoint_found") {
      EXPECT_EQ(event.entry.evidence, **kept);
      EXPECT_EQ(event.entry.detail, "https://peer.example/as4 POP000002; looked up smp.example");
    }
}

TEST_F(LookingUp, AFailedLookupKeepsWhatItWasTold) {
  core::Found failed = core::LookupFailed{"SMP-SIGNATURE", "it is not signed", true};
  failed.exhibits = {{"smp", "<Unsigned/>"}};
  lookup.next = {failed};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::deferred);
  EXPECT_TRUE(*store->attachment(id.text(), "smp"));
}

TEST_F(LookingUp, AfterAnAttemptTheLookupIsMadeAfresh) {
  peer.next = {Manner::refuses_connection};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::deferred);
  EXPECT_FALSE(lookup.asked_afresh);
  pass(seconds{11});
  EXPECT_EQ(state(id), State::receipted);
  EXPECT_TRUE(lookup.asked_afresh);
}

}  // namespace
}  // namespace quittance::delivery
