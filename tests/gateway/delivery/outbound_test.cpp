#include "tests/gateway/delivery/gateway_fixture.h"

namespace quittance::delivery {
namespace {

using core::Event;
using core::State;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Manner = test::FakePeer::Manner;

struct Sending : Gateway {};

TEST_F(Sending, AGoodInvoiceGoesAllTheWayToItsReceipt) {
  const auto id = submit("<Invoice><ID>F-1</ID></Invoice>");
  settle();
  EXPECT_EQ(state(id), State::receipted);
  EXPECT_EQ(kinds(id), (std::vector<std::string>{"taken_in", "rules_passed", "endpoint_found",
                                                 "attempt_started", "receipt_verified"}));
  EXPECT_EQ(peer.consumed.size(), 1u);
  const auto receipt = *store->attachment(id.text(), "receipt");
  ASSERT_TRUE(receipt);
  EXPECT_EQ(*blobs->get(*receipt), "<Receipt of='" + at(id).envelope->message_id.text() + "'/>");
  EXPECT_EQ(transport_track(at(id).progress), "transport_acked");
  pass(hours{73});
  EXPECT_EQ(state(id), State::delivered);
  EXPECT_EQ(transport_track(at(id).progress), "transport_acked");  // silence is no witness
  EXPECT_TRUE(messenger.letters.empty());
  expect_sound();
}

TEST_F(Sending, IdentifiersAreOnDiskBeforeTheFirstByteLeaves) {
  std::optional<core::Envelope> seen;
  peer.on_send = [&](const core::Attempt& attempt) {
    const auto stored = **store->delivery(attempt.delivery);
    EXPECT_EQ(stored.state(), State::sending);
    EXPECT_EQ(stored.envelope, attempt.envelope);
    EXPECT_EQ(*blobs->get(stored.request->blob), *attempt.request.body.load());
    seen = stored.envelope;
  };
  submit("<ID>F-1</ID>");
  settle();
  EXPECT_TRUE(seen);
}

TEST_F(Sending, AnInvalidInvoiceIsRejectedAndNeverSent) {
  const auto id = submit("<ID>F-1</ID> bad");
  settle();
  EXPECT_EQ(state(id), State::rejected);
  EXPECT_TRUE(peer.attempts.empty());
  EXPECT_EQ((**store->story(id.text())).events.back().entry.code, "BR-CO-10");
}

TEST_F(Sending, WhatCannotBeCheckedIsHeldAndCheckedAgainAfterRelease) {
  const auto id = submit("<ID>F-1</ID> odd");
  settle();
  EXPECT_EQ(state(id), State::claimed);
  EXPECT_EQ(at(id).progress.held, "cannot cast");
  EXPECT_EQ(store->tasks(10)->size(), 1u);
  pass(hours{24});
  EXPECT_EQ(checker.calls, 1);
  checker.odd_is_fine = true;
  const auto held = at(id);
  ASSERT_TRUE(store
                  ->commit([&](core::Writing& w) {
                    return w.apply(held, core::note(held, core::kind::kReleased, "", "looked", "person:ann",
                                                    clock.wall()));
                  })
                  .ok());
  settle();
  EXPECT_EQ(state(id), State::receipted);
  EXPECT_TRUE(store->tasks(10)->empty());
}

TEST_F(Sending, ALostAnswerIsAskedForWithTheVerySameMessage) {
  peer.next = {Manner::loses_the_answer, Manner::never_hears};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::in_doubt);
  pass(seconds{9});
  EXPECT_EQ(peer.attempts.size(), 1u);
  pass(seconds{2});
  EXPECT_EQ(state(id), State::in_doubt);
  pass(seconds{61});
  EXPECT_EQ(state(id), State::receipted);
  ASSERT_EQ(peer.attempts.size(), 3u);
  for (const auto& attempt : peer.attempts) {
    EXPECT_EQ(attempt.envelope, peer.attempts[0].envelope);
    EXPECT_EQ(*attempt.request.body.load(), *peer.attempts[0].request.body.load());
  }
  EXPECT_FALSE(peer.attempts[0].resend);
  EXPECT_TRUE(peer.attempts[2].resend);
  EXPECT_EQ(peer.attempts[2].number, 3);
  EXPECT_EQ(peer.consumed.size(), 1u);
}

TEST_F(Sending, ARefusedConnectionIsLookedUpAfreshWithTheMessageIdKept) {
  peer.next = {Manner::refuses_connection};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::deferred);
  const auto envelope = at(id).envelope;
  lookup.endpoint.url = "https://moved.example/as4";
  pass(seconds{11});
  EXPECT_EQ(state(id), State::receipted);
  EXPECT_EQ(at(id).envelope, envelope);
  EXPECT_EQ(peer.attempts[1].endpoint.url, "https://moved.example/as4");
  EXPECT_EQ(peer.attempts[1].envelope, *envelope);
}

TEST_F(Sending, NobodyHomeForDaysEndsExpiredWithALetter) {
  peer.usual = Manner::refuses_connection;
  const auto id = submit("<ID>F-1</ID>");
  settle();
  for (int hour = 0; hour < 80; ++hour) pass(hours{1});
  EXPECT_EQ(state(id), State::expired);
  std::vector<std::string> subjects;
  for (const auto& letter : messenger.letters) subjects.push_back(letter.subject);
  EXPECT_EQ(subjects, (std::vector<std::string>{"Invoice F-1 to Buyer & Co: no receipt yet",
                                                "Invoice F-1 to Buyer & Co: not delivered"}));
  const auto attempts = peer.attempts.size();
  pass(hours{1000});
  EXPECT_EQ(peer.attempts.size(), attempts);
  expect_sound();
}

TEST_F(Sending, APeerThatNeverAnswersEndsUnconfirmedWithATaskAndOneLetterThatSaysWhatToAsk) {
  peer.usual = Manner::never_hears;
  settings.policy.retry = {{seconds{1}, seconds{2}}, seconds{10}, 0};
  settings.policy.follow_up.receipt_watch = minutes{10};
  start();
  const auto id = submit("<ID>F-1</ID>");
  settle();
  for (int second = 0; second < 30; ++second) pass(seconds{1});
  EXPECT_EQ(state(id), State::unconfirmed);
  ASSERT_EQ(messenger.letters.size(), 1u);
  const auto& letter = messenger.letters[0];
  EXPECT_EQ(letter.to, "billing@acme.example");
  EXPECT_EQ(letter.subject, "Invoice F-1 to Buyer & Co: perhaps delivered, without proof");
  EXPECT_NE(letter.text.find("ask your customer whether the invoice has arrived"), std::string::npos)
      << letter.text;
  ASSERT_EQ(store->tasks(10)->size(), 1u);
  EXPECT_EQ(store->tasks(10)->at(0).reason, "unconfirmed");
  EXPECT_EQ(kinds(id).back(), "letter_sent");
  pass(hours{1});
  EXPECT_EQ(messenger.letters.size(), 1u);
}

TEST_F(Sending, AfterADowntimeOneMoreAttemptIsOwedBeforeGivingUp) {
  peer.next = {Manner::refuses_connection};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  pass(hours{24 * 30});
  EXPECT_EQ(state(id), State::receipted);
}

TEST_F(Sending, ThePeersWordAfterAResendIsGoodNewsButNoReceipt) {
  peer.next = {Manner::loses_the_answer, Manner::knows_it_already};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  pass(seconds{11});
  EXPECT_EQ(state(id), State::unconfirmed);
  EXPECT_TRUE(journal.alerts.empty());
}

TEST_F(Sending, ADuplicateReportOnTheFirstAttemptIsAnAlarm) {
  peer.next = {Manner::knows_it_already};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::unconfirmed);
  EXPECT_EQ(journal.alerts, std::vector<std::string>{"duplicate_reported EBMS:4001"});
}

TEST_F(Sending, ARefusalOfThePeerEndsItAndTellsTheSeller) {
  peer.next = {Manner::refuses};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::refused);
  EXPECT_EQ(messenger.letters.size(), 1u);
  EXPECT_TRUE(*store->attachment(id.text(), "error"));
}

TEST_F(Sending, TheSameInvoiceTwiceIsSentOnce) {
  const auto first = submit("<ID>F-1</ID>");
  settle();
  const auto second = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(first), State::receipted);
  EXPECT_EQ(state(second), State::rejected);
  const auto last = (**store->story(second.text())).events.back().entry;
  EXPECT_EQ(last.code, "DUPLICATE");
  EXPECT_EQ(last.detail, "duplicate of " + first.text());
  EXPECT_EQ(peer.attempts.size(), 1u);
}

TEST_F(Sending, TheSameNumberWithOtherContentWaitsForAPerson) {
  submit("<ID>F-1</ID>");
  settle();
  const auto second = submit("<ID>F-1</ID> corrected");
  settle();
  EXPECT_EQ(state(second), State::claimed);
  EXPECT_TRUE(at(second).progress.held);
  const auto held = at(second);
  ASSERT_TRUE(store
                  ->commit([&](core::Writing& w) {
                    return w.apply(
                        held, core::note(held, core::kind::kReleased, "", "ok", "person:ann", clock.wall()));
                  })
                  .ok());
  settle();
  EXPECT_EQ(state(second), State::receipted);
}

TEST_F(Sending, AMessageThatCannotBeBuiltIsHeldNotLost) {
  peer.pack_error = "KEY-MISSING";
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::addressed);
  EXPECT_TRUE(at(id).progress.held);
  EXPECT_TRUE(peer.attempts.empty());
}

TEST_F(Sending, AHoldStopsTheNextAttemptButKeepsTheOutcomeOfTheOneUnderWay) {
  const auto id = submit("<ID>F-1</ID>");
  peer.on_send = [&](const core::Attempt&) {
    const auto now = at(id);
    EXPECT_TRUE(store
                    ->commit([&](core::Writing& w) {
                      return w.apply(
                          now, core::note(now, core::kind::kHeld, "", "wait", "person:ann", clock.wall()));
                    })
                    .ok());
  };
  settle();
  EXPECT_EQ(state(id), State::receipted);
}

TEST_F(Sending, AnAttemptUnderWayAtARestartHasLostItsAnswer) {
  const auto id = submit("<ID>F-1</ID>");
  peer.pack_error = "X";
  settle();
  peer.pack_error.clear();
  // As a kill after the commit of attempt_started leaves it.
  auto now = at(id);
  const core::Attachment request{"multipart/related", blobs->put("packed").value()};
  ASSERT_TRUE(store
                  ->commit([&](core::Writing& w) -> Result<void> {
                    const auto release =
                        core::note(now, core::kind::kReleased, "", "", "person:ann", clock.wall());
                    if (auto done = w.apply(now, release); !done) return done;
                    now.progress = release.after;
                    if (auto done = w.set_request(id, request); !done) return done;
                    return w.apply(now, core::decide(now, {Event::attempt_started, "", ""}, clock.wall(),
                                                     settings.policy, 0));
                  })
                  .ok());
  start();
  EXPECT_EQ(state(id), State::in_doubt);
  EXPECT_EQ((**store->story(id.text())).events.back().entry.code, "RESTART");
  pass(seconds{11});
  EXPECT_EQ(state(id), State::receipted);
  EXPECT_EQ(*peer.attempts[0].request.body.load(), "packed");
}

TEST_F(Sending, NoMoreAttemptsAtOnceThanAPeerIsAllowed) {
  struct Parked : Executor {
    std::vector<std::function<void()>> wire;
    void post(Lane lane, std::function<void()> act) override {
      if (lane == Lane::house) return act();
      wire.push_back(std::move(act));
    }
  } parked;
  executor = &parked;
  start();
  for (int i = 0; i < 10; ++i) submit("<ID>F-" + std::to_string(i) + "</ID>");
  lookup.endpoint.peer = "SLOW";
  settle();
  EXPECT_EQ(parked.wire.size(), 2u);
  lookup.endpoint.peer = "OTHER";
  const auto other = submit("<ID>G-1</ID>");
  settle();
  EXPECT_EQ(parked.wire.size(), 3u) << "a slow peer's queue hides nobody";
  for (auto& act : parked.wire) act();
  parked.wire.clear();
  EXPECT_EQ(state(other), State::receipted);
  settle();
  EXPECT_EQ(parked.wire.size(), 4u) << "one more with each success";
}

TEST_F(Sending, ALetterThatPerhapsWentOutIsSentOnceMoreUnderTheSameMessageId) {
  messenger.next = {{core::Posted::perhaps, "CUT", "after the dot"}, {core::Posted::perhaps, "CUT", "again"}};
  lookup.next = {core::ReceiverUnknown{"SMP-404", ""}};
  submit("<ID>F-1</ID>");
  settle();
  pass(minutes{10});
  pass(hours{10});
  ASSERT_EQ(messenger.letters.size(), 2u);
  EXPECT_EQ(messenger.letters[0].message_id, messenger.letters[1].message_id);
  EXPECT_EQ(journal.alerts, std::vector<std::string>{"letter_failed CUT"});
}

TEST_F(Sending, ALetterWaitsForTheMailServer) {
  messenger.next = {{core::Posted::not_taken, "421", ""},
                    {core::Posted::not_taken, "421", ""},
                    {core::Posted::not_taken, "421", ""}};
  lookup.next = {core::ReceiverUnknown{"SMP-404", ""}};
  const auto id = submit("<ID>F-1</ID>");
  settle();
  for (int i = 0; i < 10; ++i) pass(minutes{10});
  EXPECT_EQ(messenger.letters.size(), 4u);
  EXPECT_EQ(kinds(id).back(), "letter_sent");
}

TEST_F(Sending, ALetterThatIsTrueNoMoreIsNotSent) {
  peer.next = {Manner::never_hears};
  messenger.next = {{core::Posted::not_taken, "421", ""}};
  settings.policy.follow_up.receipt_watch = seconds{5};
  start();
  const auto id = submit("<ID>F-1</ID>");
  settle();
  pass(seconds{6});  // the watch ends; the mail server does not answer
  EXPECT_EQ(messenger.letters.size(), 1u);
  pass(seconds{60});  // the receipt comes meanwhile
  EXPECT_EQ(state(id), State::receipted);
  pass(hours{1});
  EXPECT_EQ(messenger.letters.size(), 1u);
  EXPECT_TRUE(store->tasks(10)->empty());
}

TEST_F(Sending, AnExceptionOutOfAPortGivesTheDeliveryToAPerson) {
  peer.on_send = [](const core::Attempt&) { throw std::runtime_error("bug"); };
  const auto id = submit("<ID>F-1</ID>");
  settle();
  EXPECT_EQ(state(id), State::sending);
  EXPECT_EQ(at(id).progress.held, "bug");
}

TEST_F(Sending, ThreadsDoTheSame) {
  auto pools = std::make_unique<ThreadPools>(2, 4);
  executor = pools.get();
  start();
  std::vector<core::DeliveryId> ids;
  for (int i = 0; i < 50; ++i) ids.push_back(submit("<ID>F-" + std::to_string(i) + "</ID>"));
  std::thread runner([&] { EXPECT_TRUE(scheduler->run().ok()); });
  const auto all_receipted = [&] {
    return store->status()->deliveries_by_state["receipted"] == static_cast<std::int64_t>(ids.size());
  };
  const auto deadline = std::chrono::steady_clock::now() + seconds{300};
  while (!all_receipted() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  scheduler->stop();
  runner.join();
  pools.reset();
  EXPECT_TRUE(all_receipted());
  EXPECT_EQ(peer.consumed.size(), ids.size());
  expect_sound();
}

}  // namespace
}  // namespace quittance::delivery
