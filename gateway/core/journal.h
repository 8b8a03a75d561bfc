// The journal: append-only events in one chain of hashes. State is what the events add up to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/delivery.h"
#include "gateway/core/facts.h"

namespace quittance::core {

/// Kinds that move no state of the table.
namespace kind {
inline constexpr std::string_view kTakenIn = "taken_in";  ///< creates the delivery, in claimed
inline constexpr std::string_view kHeld = "held";
inline constexpr std::string_view kReleased = "released";
inline constexpr std::string_view kNotChecked = "not_checked";
inline constexpr std::string_view kNote = "note";
inline constexpr std::string_view kUnexpected =
    "unexpected";                                      ///< an event without a row; its name is the code
inline constexpr std::string_view kPlaced = "placed";  ///< the drop folder shows the delivery's stage
inline constexpr std::string_view kLetterSent = "letter_sent";  ///< a mail to a person of our side went out
inline constexpr std::string_view kLetterFailed = "letter_failed";
inline constexpr std::string_view kWatchExpired = "watch_expired";
inline constexpr std::string_view kAnswered = "answered";  ///< the other side said something of the invoice
inline constexpr std::string_view kReceived = "received";  ///< inbound
inline constexpr std::string_view kHandedOver = "handed_over";   ///< inbound
inline constexpr std::string_view kQuarantined = "quarantined";  ///< inbound
inline constexpr std::string_view kRepeated =
    "repeated";  ///< inbound: the same message again; answered the same
inline constexpr std::string_view kConflict = "conflict";  ///< inbound: a known id with other bytes; refused
}  // namespace kind

/// One event before it has its place in the chain.
struct Entry {
  std::string subject;                 ///< DeliveryId, or the id of an inbound document
  std::optional<DeliveryId> delivery;  ///< nothing for inbound documents
  std::string kind;                    ///< an Event's name or one of namespace kind
  Instant at;                          ///< wall clock
  std::string actor = "daemon";        ///< daemon, peer:POP000902, person:…
  std::optional<int> attempt;          ///< 1, 2, 3 …
  std::string code, detail;            ///< EBMS:0004, HTTP:503 …; one line
  std::optional<Sha256> evidence;      ///< stored bytes that prove it
  std::optional<Instant> next_at;      ///< when the scheduler must look again, as decided with this event

  bool operator==(const Entry&) const = default;
};

/// One event in the chain.
struct Record {
  std::int64_t seq = 0;  ///< 1, 2, 3 … over the whole journal, without a gap
  std::optional<int> n;  ///< 1, 2, 3 … within the delivery
  Entry entry;
  Sha256 previous;  ///< hash of seq - 1; 32 zero octets before the first
  Sha256 hash;

  bool operator==(const Record&) const = default;
};

/// The octets an event's hash is taken of: SHA-256 over
///   "quittance-event-1" LF, then for each of seq, n, subject, delivery, kind, at, actor, attempt, code,
///   detail, evidence, next_at in this order a field, then the 32 octets of `previous`.
/// A field is its length in octets as decimal digits, ":", the text, LF ("7:claimed\n"); an absent value is
/// "-\n", which no present value can be. Numbers are decimal, instants as to_string(Instant), hashes
/// lower-case hex.
Bytes hashed_octets(const Record& record);

/// Fills in `previous` and `hash`.
void link(Record& record, const Sha256& previous, const Digest& digest);

/// Why the chain does not hold at `record`, or nothing: gap in seq, wrong previous hash, changed content.
std::optional<std::string> broken_link(const Record& record, std::int64_t expected_seq,
                                       const Sha256& previous, const Digest& digest);

/// What the events of one delivery add up to. Order is known (n), so the fold may depend on it.
struct Progress {
  State state = State::claimed;
  int n = 0;
  std::optional<Instant> next_at;
  std::optional<std::string> held;     ///< reason
  Instant born;                        ///< taken_in
  Instant since;                       ///< the present state was entered
  std::optional<Instant> tried_since;  ///< first attempt or failed look-up: age for giving up
  std::optional<Instant>
      failing_since;  ///< first failure of the present kind (deferred or in doubt): age for delays
  int attempts = 0;
  bool passed = false;       ///< the rules passed once: the upload lies in accepted/
  bool released = false;     ///< a person looked at a hold and let it go on
  bool status_said = false;  ///< a good status was received: only then is track T delivered

  bool operator==(const Progress&) const = default;
};

/// Takes one event up. Unknown kinds change nothing but n.
void take_up(Progress& progress, const Entry& entry);

/// Track T of the invoice (facts: received, validated, queued, sent, transport_acked, delivered; held,
/// invalid, deferred, failed, stalled, cancelled). `held` shows only while nothing left the house.
std::string_view transport_track(const Progress& progress);

}  // namespace quittance::core
