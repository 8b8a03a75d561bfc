#include "gateway/core/step.h"

#include <gtest/gtest.h>

#include "tests/support/fake_random.h"

namespace quittance::core {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + hours{10};

struct Steps : ::testing::Test {
  test::FakeRandom random{1};
  Policy policy;
  Delivery delivery{draw_delivery_id(random), {}, {}, {}, {}, {}, {}, {}, {}};

  void SetUp() override {
    policy.follow_up.seller_contact = "billing@acme.example";
    delivery.facts.number = "F-1";
    delivery.facts.buyer.name = "Buyer\r\nBcc: x@y";
    delivery.progress.born = delivery.progress.since = kNow;
    delivery.progress.next_at = kNow;
    delivery.progress.n = 1;
  }
  Step happen(Event event, Instant at = kNow, const Happened& like = {Event::rules_passed, "", ""}) {
    Happened happened = like;
    happened.event = event;
    const Step step = decide(delivery, happened, at, policy, 0);
    delivery.progress = step.after;
    return step;
  }
  void to_sending() {
    for (const Event event : {Event::rules_passed, Event::endpoint_found, Event::attempt_started})
      happen(event);
  }
};

TEST_F(Steps, EveryOpenStateHasANextLookAndNoEndHas) {
  for (const Row& row : kDelivery) {
    delivery.progress.state = row.from;
    const Step step = decide(delivery, {row.event, "", ""}, kNow, policy, 0.5);
    EXPECT_EQ(step.after.state, row.to);
    EXPECT_EQ(step.after.next_at.has_value(), is_open(row.to)) << row.from << " " << row.event;
    EXPECT_EQ(step.after.n, delivery.progress.n + 1);
    EXPECT_FALSE(step.after.held);
  }
}

TEST_F(Steps, EveryPairWithoutARowIsUnexpectedKeepsTheStateAndAlerts) {
  for (std::size_t s = 0; s < kStates; ++s) {
    for (std::size_t e = 0; e < kEvents; ++e) {
      const auto state = static_cast<State>(s);
      const auto event = static_cast<Event>(e);
      if (next(state, event)) continue;
      delivery.progress.state = state;
      const Step step = decide(delivery, {event, "X", "y"}, kNow, policy, 0);
      EXPECT_EQ(step.after.state, state);
      EXPECT_EQ(step.entry.kind, "unexpected");
      EXPECT_EQ(step.entry.code, name(event));
      EXPECT_TRUE(step.alert);
      EXPECT_GT(step.after.next_at, kNow) << "it would go round without end";
    }
  }
}

TEST_F(Steps, TheFirstAttemptArmsTheWatchForItsReceipt) {
  happen(Event::rules_passed);
  happen(Event::endpoint_found);
  const Step step = happen(Event::attempt_started);
  ASSERT_TRUE(step.arm);
  EXPECT_EQ(*step.arm, (Watch{delivery.id, "receipt", kNow, kNow + hours{4}}));
  EXPECT_EQ(step.entry.attempt, 1);
  happen(Event::not_taken);
  happen(Event::retry_due);
  happen(Event::endpoint_found);
  EXPECT_FALSE(happen(Event::attempt_started).arm);
  EXPECT_EQ(delivery.progress.attempts, 2);
}

TEST_F(Steps, ADoubtThatArisesLateIsAskedAboutEarly) {
  to_sending();
  happen(Event::not_taken);
  const Instant late = kNow + hours{20};
  happen(Event::retry_due, late);
  happen(Event::endpoint_found, late);
  happen(Event::attempt_started, late);
  const Step step = happen(Event::answer_lost, late);
  EXPECT_EQ(step.after.next_at, late + seconds{10});
}

TEST_F(Steps, GivingUpIsByAgeOfTheLastTry) {
  to_sending();
  happen(Event::answer_lost);
  EXPECT_EQ(due_event(delivery, kNow + seconds{9}, policy), std::nullopt);
  EXPECT_EQ(due_event(delivery, kNow + seconds{10}, policy), Event::retry_due);
  EXPECT_EQ(due_event(delivery, kNow + hours{1000}, policy), Event::retry_due);
  happen(Event::retry_due, kNow + hours{72});
  happen(Event::answer_lost, kNow + hours{72});
  EXPECT_EQ(delivery.progress.next_at, kNow + hours{72});
  EXPECT_EQ(due_event(delivery, kNow + hours{72}, policy), Event::gave_up);
}

TEST_F(Steps, AHoldKeepsTheClockFromActing) {
  to_sending();
  happen(Event::answer_lost);
  delivery.progress = note(delivery, kind::kHeld, "", "wait", "person:ann", kNow).after;
  EXPECT_EQ(due_event(delivery, kNow + hours{1}, policy), std::nullopt);
  const Step released = note(delivery, kind::kReleased, "", "go on", "person:ann", kNow + hours{2});
  EXPECT_EQ(released.after.next_at, kNow + hours{2});
  EXPECT_FALSE(released.after.held);
  EXPECT_EQ(released.after.state, State::in_doubt);
}

TEST_F(Steps, OnlyASaidStatusMakesTrackTDelivered) {
  to_sending();
  happen(Event::receipt_verified);
  EXPECT_EQ(transport_track(delivery.progress), "transport_acked");
  happen(Event::status_window_closed);
  EXPECT_EQ(delivery.state(), State::delivered);
  EXPECT_EQ(transport_track(delivery.progress), "transport_acked");
}

TEST_F(Steps, TheEventsAddUpToTheProgressOfTheSteps) {
  std::vector<Entry> entries;
  const Progress first = delivery.progress;
  for (const Event event :
       {Event::rules_passed, Event::lookup_failed, Event::retry_due, Event::endpoint_found,
        Event::attempt_started, Event::answer_lost, Event::retry_due, Event::duplicate_reported,
        Event::rules_failed, Event::status_accepted}) {
    entries.push_back(happen(event).entry);
  }
  Progress again = first;
  for (const Entry& entry : entries) take_up(again, entry);
  EXPECT_EQ(again, delivery.progress);
  EXPECT_EQ(delivery.state(), State::delivered);
  EXPECT_EQ(transport_track(delivery.progress), "delivered");
}

TEST_F(Steps, ALetterNamesTheInvoiceSaysWhatToAskAndCarriesNoForeignLine) {
  const auto id = draw_message_id(random, "gateway.example");
  for (const State state : {State::unconfirmed, State::undeliverable, State::expired, State::refused}) {
    const auto concern = concern_of(state);
    ASSERT_TRUE(concern) << state;
    const auto letter = letter_for(delivery, *concern, policy.follow_up, kNow, id);
    ASSERT_TRUE(letter) << state;
    EXPECT_NE(letter->subject.find("F-1"), std::string::npos);
    EXPECT_EQ(letter->subject.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(letter->text.find("\nBcc:"), std::string::npos);
    EXPECT_NE(letter->text.find("Please"), std::string::npos);
    EXPECT_EQ(letter->to, "billing@acme.example");
    EXPECT_EQ(letter->message_id, id);
    EXPECT_NE(task_for(delivery, *concern).title.find("F-1"), std::string::npos);
  }
  EXPECT_FALSE(concern_of(State::receipted));
  EXPECT_FALSE(concern_of(State::rejected));
}

TEST_F(Steps, WithoutAContactThereIsATaskAndNoLetter) {
  policy.follow_up.seller_contact.clear();
  const auto id = draw_message_id(random, "gateway.example");
  EXPECT_FALSE(letter_for(delivery, {"unconfirmed", true}, policy.follow_up, kNow, id));
}

}  // namespace
}  // namespace quittance::core
