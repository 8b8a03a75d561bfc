// The sending of one document to one recipient by one channel, as a table: states, events, rows and one pure
// function. Everything else asks it. Surely not delivered (deferred, expired) and perhaps delivered
// (in_doubt, unconfirmed) are different states because they permit different things: who is surely not served
// may be looked up afresh, sent elsewhere, cancelled; who is perhaps served may only get the very same
// message again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string_view>

namespace quittance::core {

enum class State : std::uint8_t {
  claimed,        ///< the bytes are ours and on disk, the submitter has been told
  checked,        ///< the rules passed: it may be sent
  addressed,      ///< endpoint, envelope, InstanceIdentifier and MessageId are on disk
  sending,        ///< first attempts: one is on the wire, or was when the process died
  deferred,       ///< surely not with the peer; the next try is at a stored time
  in_doubt,       ///< may be with the peer: same MessageId, endpoint and bytes until it is answered
  resending,      ///< the same message is on the wire once more
  receipted,      ///< a verified Receipt is kept
  delivered,      ///< a good status came, or its window closed without a bad one
  rejected,       ///< end: by our own rules; nothing left the house
  undeliverable,  ///< end: receiver or document type unknown
  refused,        ///< end: by the peer
  expired,        ///< end: gave up, surely not delivered
  unconfirmed,    ///< end: gave up, or have only the peer's word; perhaps delivered: a person must ask
  cancelled,      ///< end: stopped by a person before it could be with the peer
};
inline constexpr std::size_t kStates = 15;

enum class Event : std::uint8_t {
  rules_passed,
  rules_failed,
  endpoint_found,
  receiver_unknown,
  lookup_failed,
  attempt_started,
  not_taken,    ///< nothing reached the peer
  answer_lost,  ///< it may have
  receipt_verified,
  refused_by_peer,
  duplicate_reported,  ///< the peer says it has this MessageId already: its word, not a receipt
  retry_due,
  gave_up,
  status_accepted,
  status_rejected,
  status_window_closed,
  cancelled,
};
inline constexpr std::size_t kEvents = 17;

struct Row {
  State from;
  Event event;
  State to;
};

// clang-format off
inline constexpr std::array kDelivery{
    Row{State::claimed, Event::rules_passed, State::checked},
    Row{State::claimed, Event::rules_failed, State::rejected},
    Row{State::claimed, Event::cancelled, State::cancelled},
    Row{State::checked, Event::endpoint_found, State::addressed},
    Row{State::checked, Event::receiver_unknown, State::undeliverable},
    Row{State::checked, Event::lookup_failed, State::deferred},
    Row{State::checked, Event::cancelled, State::cancelled},
    Row{State::addressed, Event::attempt_started, State::sending},
    Row{State::addressed, Event::cancelled, State::cancelled},
    Row{State::sending, Event::receipt_verified, State::receipted},
    Row{State::sending, Event::not_taken, State::deferred},
    Row{State::sending, Event::answer_lost, State::in_doubt},
    Row{State::sending, Event::refused_by_peer, State::refused},
    Row{State::sending, Event::duplicate_reported, State::unconfirmed},  // somebody used our id: alarm
    Row{State::deferred, Event::retry_due, State::checked},              // look up afresh, MessageId kept
    Row{State::deferred, Event::gave_up, State::expired},
    Row{State::deferred, Event::cancelled, State::cancelled},
    Row{State::in_doubt, Event::retry_due, State::resending},
    Row{State::in_doubt, Event::gave_up, State::unconfirmed},
    Row{State::in_doubt, Event::status_accepted, State::delivered},  // the status came though the receipt did not
    Row{State::in_doubt, Event::status_rejected, State::refused},
    Row{State::resending, Event::receipt_verified, State::receipted},
    Row{State::resending, Event::duplicate_reported, State::unconfirmed},  // good news, but no receipt
    Row{State::resending, Event::not_taken, State::in_doubt},  // says nothing about the first attempt
    Row{State::resending, Event::answer_lost, State::in_doubt},
    Row{State::resending, Event::refused_by_peer, State::refused},
    Row{State::receipted, Event::status_accepted, State::delivered},
    Row{State::receipted, Event::status_window_closed, State::delivered},
    Row{State::receipted, Event::status_rejected, State::refused},
    Row{State::delivered, Event::status_accepted, State::delivered},  // after the window, or surer than before
    Row{State::delivered, Event::status_rejected, State::refused},    // late
    Row{State::unconfirmed, Event::status_accepted, State::delivered},
    Row{State::unconfirmed, Event::status_rejected, State::refused},
};
// clang-format on

/// Where `event` leads from `state`; nothing when the table has no such row. An event without a row is a bug
/// of its sender: it is stored as `unexpected`, the state is kept, and somebody is alerted.
constexpr std::optional<State> next(State state, Event event) {
  for (const Row& row : kDelivery) {
    if (row.from == state && row.event == event) return row.to;
  }
  return std::nullopt;
}

/// Is it still our turn, so that a next action must be stored (or a hold)? Delivered and the ends are not
/// open.
constexpr bool is_open(State state) { return state <= State::receipted; }

/// Is an attempt on the wire, or was it when the process died?
constexpr bool is_on_the_wire(State state) { return state == State::sending || state == State::resending; }

/// Can the peer have it, so that it may only be sent again as the very same message?
constexpr bool may_have_arrived(State state) {
  return state == State::sending || state == State::in_doubt || state == State::resending ||
         state == State::receipted || state == State::delivered || state == State::unconfirmed;
}

static_assert(kDelivery.size() == 33);
static_assert(!next(State::receipted, Event::retry_due), "a receipted invoice is never sent again");
static_assert(!next(State::delivered, Event::retry_due), "a delivered invoice is never sent again");
static_assert(!next(State::refused, Event::retry_due), "a refused invoice is never sent again by itself");
static_assert(!next(State::unconfirmed, Event::retry_due),
              "what may have arrived is never sent anew by itself");
static_assert(!next(State::in_doubt, Event::cancelled), "what may have arrived cannot be unsent");

/// The name as it stands in the store, in logs and in --json.
std::string_view name(State state);
std::string_view name(Event event);

/// The inverse; nothing for any other text.
std::optional<State> state_named(std::string_view text);
std::optional<Event> event_named(std::string_view text);

/// What it means, one sentence: `quittance explain state:X`.
std::string_view meaning(State state);

std::ostream& operator<<(std::ostream& out, State state);
std::ostream& operator<<(std::ostream& out, Event event);

}  // namespace quittance::core
