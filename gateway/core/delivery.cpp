#include "gateway/core/delivery.h"

#include <algorithm>

namespace quittance::core {
namespace {

constexpr bool rows_are_unique() {
  for (std::size_t i = 0; i < kDelivery.size(); ++i) {
    for (std::size_t j = i + 1; j < kDelivery.size(); ++j) {
      if (kDelivery[i].from == kDelivery[j].from && kDelivery[i].event == kDelivery[j].event) return false;
    }
  }
  return true;
}
static_assert(rows_are_unique());

struct Word {
  State state;
  std::string_view name, meaning;
};
constexpr std::array<Word, kStates> kStateWords{{
    {State::claimed, "claimed", "The document is ours and on disk; it waits for the rules."},
    {State::checked, "checked", "The rules passed: it may be sent."},
    {State::addressed, "addressed", "The endpoint is known; the envelope and its identifiers are on disk."},
    {State::sending, "sending", "A first attempt is on the wire."},
    {State::deferred, "deferred",
     "It is surely not with the peer; it will be tried again at the stored time."},
    {State::in_doubt, "in_doubt", "It may be with the peer; the very same message will be sent again."},
    {State::resending, "resending", "The same message is on the wire once more."},
    {State::receipted, "receipted", "The peer's signed receipt was verified and is kept."},
    {State::delivered, "delivered", "A good status came, or the time for a bad one is over."},
    {State::rejected, "rejected", "It broke our rules; nothing left the house."},
    {State::undeliverable, "undeliverable",
     "The receiver, or this document type at the receiver, is not known."},
    {State::refused, "refused", "The peer refused it."},
    {State::expired, "expired", "We gave up; it was surely not delivered and may be sent anew."},
    {State::unconfirmed, "unconfirmed",
     "It is perhaps delivered, but unproved: a person must ask the receiver."},
    {State::cancelled, "cancelled", "A person stopped it before it could be with the peer."},
}};

constexpr std::array<std::string_view, kEvents> kEventNames{
    "rules_passed",         "rules_failed", "endpoint_found", "receiver_unknown", "lookup_failed",
    "attempt_started",      "not_taken",    "answer_lost",    "receipt_verified", "refused_by_peer",
    "duplicate_reported",   "retry_due",    "gave_up",        "status_accepted",  "status_rejected",
    "status_window_closed", "cancelled"};
static_assert(kEventNames[static_cast<std::size_t>(Event::cancelled)] == "cancelled");

constexpr bool words_are_in_order() {
  for (std::size_t i = 0; i < kStates; ++i) {
    if (static_cast<std::size_t>(kStateWords[i].state) != i) return false;
  }
  return true;
}
static_assert(words_are_in_order());

}  // namespace

std::string_view name(State state) { return kStateWords[static_cast<std::size_t>(state)].name; }
std::string_view name(Event event) { return kEventNames[static_cast<std::size_t>(event)]; }
std::string_view meaning(State state) { return kStateWords[static_cast<std::size_t>(state)].meaning; }

std::optional<State> state_named(std::string_view text) {
  const auto at = std::ranges::find(kStateWords, text, &Word::name);
  return at == kStateWords.end() ? std::nullopt : std::optional(at->state);
}

std::optional<Event> event_named(std::string_view text) {
  const auto at = std::ranges::find(kEventNames, text);
  if (at == kEventNames.end()) return {};
  return static_cast<Event>(at - kEventNames.begin());
}

std::ostream& operator<<(std::ostream& out, State state) { return out << name(state); }
std::ostream& operator<<(std::ostream& out, Event event) { return out << name(event); }

}  // namespace quittance::core
