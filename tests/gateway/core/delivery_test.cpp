#include "gateway/core/delivery.h"

#include <gtest/gtest.h>

#include <set>

namespace quittance::core {
namespace {

TEST(DeliveryTable, AnswerLostAfterSendingLeavesTheInvoiceInDoubt) {
  EXPECT_EQ(next(State::sending, Event::answer_lost), State::in_doubt);
}

TEST(DeliveryTable, ConnectionRefusedOnAResendSaysNothingAboutTheFirstAttempt) {
  EXPECT_EQ(next(State::resending, Event::not_taken), State::in_doubt);
}

TEST(DeliveryTable, TheWordOfThePeerIsNoReceipt) {
  EXPECT_EQ(next(State::resending, Event::duplicate_reported), State::unconfirmed);
}

TEST(DeliveryTable, WhatMayHaveArrivedIsNeverLookedUpAfreshNorCancelled) {
  for (std::size_t s = 0; s < kStates; ++s) {
    const auto state = static_cast<State>(s);
    if (!may_have_arrived(state)) continue;
    EXPECT_FALSE(next(state, Event::cancelled)) << state;
    EXPECT_NE(next(state, Event::retry_due), State::checked) << state;
    EXPECT_FALSE(next(state, Event::endpoint_found)) << state;
  }
}

TEST(DeliveryTable, EveryStateCanBeReachedFromClaimed) {
  std::set<State> reached{State::claimed};
  for (std::size_t round = 0; round < kStates; ++round) {
    for (const Row& row : kDelivery) {
      if (reached.contains(row.from)) reached.insert(row.to);
    }
  }
  EXPECT_EQ(reached.size(), kStates);
}

TEST(DeliveryTable, EveryOpenStateCanComeToAnEnd) {
  std::set<State> can_end;
  for (std::size_t s = 0; s < kStates; ++s) {
    if (!is_open(static_cast<State>(s))) can_end.insert(static_cast<State>(s));
  }
  for (std::size_t round = 0; round < kStates; ++round) {
    for (const Row& row : kDelivery) {
      if (can_end.contains(row.to)) can_end.insert(row.from);
    }
  }
  EXPECT_EQ(can_end.size(), kStates);
}

TEST(DeliveryTable, OpenStatesAreTheEightThatWaitForUs) {
  std::set<State> open;
  for (std::size_t s = 0; s < kStates; ++s) {
    if (is_open(static_cast<State>(s))) open.insert(static_cast<State>(s));
  }
  EXPECT_EQ(open, (std::set{State::claimed, State::checked, State::addressed, State::sending, State::deferred,
                            State::in_doubt, State::resending, State::receipted}));
}

TEST(DeliveryTable, NamesGoBothWays) {
  for (std::size_t s = 0; s < kStates; ++s) {
    const auto state = static_cast<State>(s);
    EXPECT_EQ(state_named(name(state)), state);
    EXPECT_FALSE(meaning(state).empty());
  }
  std::set<std::string_view> events;
  for (std::size_t e = 0; e < kEvents; ++e) {
    const auto event = static_cast<Event>(e);
    EXPECT_EQ(event_named(name(event)), event);
    events.insert(name(event));
  }
  EXPECT_EQ(events.size(), kEvents);
  EXPECT_FALSE(state_named("Claimed"));
  EXPECT_FALSE(event_named(""));
}

}  // namespace
}  // namespace quittance::core
