#include "gateway/core/journal.h"

namespace quittance::core {
namespace {

void put(Bytes& out, std::string_view text) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
  out += '\n';
}

void put_absent(Bytes& out) { out += "-\n"; }

template <typename T, typename ToText>
void put(Bytes& out, const std::optional<T>& value, ToText to_text) {
  if (value) {
    put(out, to_text(*value));
  } else {
    put_absent(out);
  }
}

/// The event's own part of the fold: what entering `to` means beyond the state itself.
void enter(Progress& progress, State to, Event event, const Entry& entry) {
  const bool first_try = event == Event::attempt_started || event == Event::lookup_failed;
  if (first_try && !progress.tried_since) progress.tried_since = entry.at;
  if (to == State::sending || to == State::resending) ++progress.attempts;
  if (to == State::in_doubt && progress.state == State::sending) progress.failing_since = entry.at;
  if (to == State::deferred && !progress.failing_since) progress.failing_since = entry.at;
  if (event == Event::rules_passed) progress.passed = true;
  if (event == Event::status_accepted) progress.status_said = true;
  progress.state = to;
  progress.since = entry.at;
  progress.next_at = entry.next_at;
}

}  // namespace

Bytes hashed_octets(const Record& record) {
  const Entry& entry = record.entry;
  const auto number = [](auto value) { return std::to_string(value); };
  const auto instant = [](Instant at) { return to_string(at); };
  Bytes out = "quittance-event-1\n";
  put(out, std::to_string(record.seq));
  put(out, record.n, number);
  put(out, entry.subject);
  put(out, entry.delivery, [](const DeliveryId& id) { return id.text(); });
  put(out, entry.kind);
  put(out, to_string(entry.at));
  put(out, entry.actor);
  put(out, entry.attempt, number);
  put(out, entry.code);
  put(out, entry.detail);
  put(out, entry.evidence, [](const Sha256& hash) { return hash.hex(); });
  put(out, entry.next_at, instant);
  out += record.previous.bytes();
  return out;
}

void link(Record& record, const Sha256& previous, const Digest& digest) {
  record.previous = previous;
  record.hash = digest.of(hashed_octets(record));
}

std::optional<std::string> broken_link(const Record& record, std::int64_t expected_seq,
                                       const Sha256& previous, const Digest& digest) {
  const std::string here = "event " + std::to_string(record.seq);
  if (record.seq != expected_seq)
    return here + " stands where " + std::to_string(expected_seq) + " must stand";
  if (record.previous != previous) return here + " does not name the hash of the event before it";
  if (record.hash != digest.of(hashed_octets(record))) return here + " was changed after it was written";
  return {};
}

void take_up(Progress& progress, const Entry& entry) {
  ++progress.n;
  if (const auto event = event_named(entry.kind)) {
    if (const auto to = next(progress.state, *event)) enter(progress, *to, *event, entry);
    return;
  }
  if (entry.kind == kind::kTakenIn) {
    progress.state = State::claimed;
    progress.born = progress.since = entry.at;
  } else if (entry.kind == kind::kHeld || entry.kind == kind::kNotChecked) {
    progress.held = entry.detail;
  } else if (entry.kind == kind::kReleased) {
    progress.held.reset();
    progress.released = true;
  }
  if (entry.next_at) progress.next_at = entry.next_at;
}

std::string_view transport_track(const Progress& progress) {
  switch (progress.state) {
    case State::claimed: return progress.held ? "held" : "received";
    case State::checked: return progress.held ? "held" : "validated";
    case State::addressed: return progress.held ? "held" : "queued";
    case State::sending:
    case State::in_doubt:
    case State::resending: return "sent";
    case State::deferred: return "deferred";
    case State::receipted: return "transport_acked";
    // A closed window is silence, and silence is no witness.
    case State::delivered: return progress.status_said ? "delivered" : "transport_acked";
    case State::rejected: return "invalid";
    case State::undeliverable:
    case State::refused:
    case State::expired: return "failed";
    case State::unconfirmed: return "stalled";
    case State::cancelled: return "cancelled";
  }
  return "";
}

}  // namespace quittance::core
