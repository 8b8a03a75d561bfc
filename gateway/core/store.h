// The store in the domain's words. Writing is done by units of work; each is atomic, and commit() returns
// when it is on disk. Reading sees what was committed.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "formats/base/body.h"
#include "formats/statistics.h"
#include "gateway/core/inbound.h"
#include "gateway/core/status.h"
#include "gateway/core/step.h"

namespace quittance::core {

/// A document that becomes a delivery. Its bytes are on disk under `document` already.
struct TakenIn {
  DeliveryId id;
  Sha256 document;
  std::uint64_t size_bytes = 0;
  Origin origin;
  Instant at;
  std::optional<DeliveryId> follows;
};

/// An act beyond the delivery's own events: performed at least once, so each is such that twice is like once.
struct OutboxRow {
  std::int64_t id = 0;
  std::string
      key;  ///< what must not be done twice: "letter:<id>:<reason>", "place:<id>:<n>", "hand_over:<id>"
  std::string act;      ///< place, letter, hand_over, mls
  std::string subject;  ///< a delivery's or inbound document's id
  std::optional<Letter> letter;
  Instant since, next_at;
  int tries = 0;         ///< that had, or may have had, their effect
  bool started = false;  ///< letters: one try began and has no end; it may have gone out
};

struct InboundItem {
  DeliveryId id;
  InboundMessage message;  ///< without payload, request and receipt bytes
  Sha256 payload;
  InboundState state = InboundState::received;
  std::optional<std::string> held;
  Instant at;
  std::string file;  ///< in the inbox or quarantine folder, once there
};

/// A line of `queue`, and the head of `show`.
struct ItemHead {
  std::string id;
  bool outbound = true;
  InvoiceFacts facts;
  Sha256 document;
  std::string state;
  Instant born, since;
  std::optional<Instant> next_at;
  std::optional<std::string> held;
};

struct AttemptLine {
  int number = 0;
  Instant started;
  std::optional<Instant> ended;
  std::string outcome, code, detail;
};

/// All that `show`, `timeline` and `explain` tell of one item.
struct ItemStory {
  ItemHead head;
  Origin origin;
  std::optional<Delivery> delivery;  ///< outbound
  std::optional<InboundItem> inbound;
  std::vector<Record> events;
  std::vector<AttemptLine> attempts;
  std::vector<Attachment> evidence;
  std::vector<Watch> watches;         ///< open ones
  std::vector<Task> tasks;            ///< open ones
  std::vector<Statement> statements;  ///< about it, and its own, by stated time
};

enum class Direction { both, out, in };

struct QueueFilter {
  std::string state;                  ///< empty: all open ones, and the ends that wait for a person
  std::optional<Instant> older_than;  ///< born before
  std::size_t at_most = 1000;
  Direction direction = Direction::both;
};

struct StoreStatus {
  std::map<std::string, std::int64_t> deliveries_by_state;
  std::map<std::string, std::int64_t> inbound_by_state;
  std::int64_t held = 0, outbox = 0, tasks = 0, events = 0;
  std::optional<Instant> oldest_open;
};

/// Which deliveries are asked for when it is asked what is due.
struct Turn {
  enum class Acts : std::uint8_t {
    wire,
    house
  };  ///< those that wait for the wire to their peer, or the others
  Acts acts = Acts::house;
  Instant now;
  std::vector<std::string> busy_peers;  ///< whoever needs the wire to one of these is left out: a slow peer's
                                        ///< queue does not hide the others
  std::vector<std::string> in_hand;     ///< ids that are left out
  std::size_t at_most = 0;
};

/// What may be asked inside and outside a unit of work. "Nothing" is an answer; an Error is a store that
/// fails.
class Reading {
 public:
  virtual ~Reading() = default;
  virtual Result<std::optional<Delivery>> delivery(const DeliveryId& id) = 0;
  /// Deliveries whose next_at has come and that are not held, the one that waits longest first.
  virtual Result<std::vector<Delivery>> due(const Turn& turn) = 0;
  virtual Result<std::vector<Delivery>> in_state(State state, std::size_t at_most) = 0;
  virtual Result<std::vector<Watch>> watches_due(Instant now, std::size_t at_most) = 0;
  virtual Result<std::vector<OutboxRow>> outbox_due(Instant now, std::size_t at_most) = 0;
  virtual Result<std::optional<InboundItem>> inbound(const DeliveryId& id) = 0;
  /// The earliest instant at which something is due; nothing when nothing is.
  virtual Result<std::optional<Instant>> next_due() = 0;

  /// Ids for which this text stands: an id, an invoice number, or a prefix of either. Exact ones only, if
  /// there are any.
  virtual Result<std::vector<std::string>> items_named(const std::string& text, std::size_t at_most) = 0;
  virtual Result<std::optional<ItemStory>> story(const std::string& id) = 0;
  virtual Result<std::vector<ItemHead>> queue(const QueueFilter& filter) = 0;
  /// How many documents are under way: not yet receipted, delivered or ended, or received and not yet handed
  /// over. Counted up to `at_most`.
  virtual Result<std::size_t> under_way(std::size_t at_most) = 0;
  virtual Result<StoreStatus> status() = 0;
  /// Messages of `from` up to before `until` by eb:Timestamp that a positive receipt was given for, counted
  /// by all that reports tell apart.
  virtual Result<std::vector<formats::Exchanges>> exchanges(Instant from, Instant until) = 0;
  /// The delivery that carries the Message Level Status about a document that came in.
  virtual Result<std::optional<DeliveryId>> status_of(const DeliveryId& inbound) = 0;
  /// The delivery of ours with that InstanceIdentifier.
  virtual Result<std::optional<DeliveryId>> delivery_of_instance(const InstanceId& instance) = 0;
  /// For messages received in [from, until): when the status we owed for them was with its receiver.
  virtual Result<StatusTimes> statuses_told(Instant from, Instant until) = 0;
  /// For messages of ours with a receipt of [from, until): when the status about them came. Without one only
  /// those for which one was asked.
  virtual Result<StatusTimes> statuses_heard(Instant from, Instant until) = 0;
  virtual Result<std::vector<Task>> tasks(std::size_t at_most) = 0;
  /// The blob of that name at the item, the latest when there are several.
  virtual Result<std::optional<Sha256>> attachment(const std::string& id, const std::string& name) = 0;
  /// The octets of that hash that were committed with an attachment.
  virtual Result<std::optional<Bytes>> octets(const Sha256& hash) = 0;
  virtual Result<std::vector<Record>> events_after(std::int64_t seq, std::size_t at_most) = 0;
};

/// Another delivery of the same invoice that stands in the way.
struct Twin {
  DeliveryId id;
  bool same_content = false;
};

class Writing : public Reading {
 public:
  /// Document, delivery and first event. Fine, and without effect, when this id is there already.
  virtual Result<void> take_in(const TakenIn& taken) = 0;
  /// Event, projection, attachments, watches, task, letter, outbox of one step. Fails with STORE-RACE when
  /// the delivery moved on since it was read.
  virtual Result<void> apply(const Delivery& before, const Step& step) = 0;
  virtual Result<void> set_facts(const DeliveryId& id, const InvoiceFacts& facts) = 0;
  virtual Result<void> set_endpoint(const DeliveryId& id, const Endpoint& endpoint) = 0;
  /// Kept when it is there already: identifiers are drawn once. Returns the one that holds.
  virtual Result<Envelope> set_envelope(const DeliveryId& id, const Envelope& envelope) = 0;
  virtual Result<void> set_request(const DeliveryId& id, const Attachment& request) = 0;
  /// A live delivery (not ended with "surely not there") with the same seller, number, type and issue date.
  virtual Result<std::optional<Twin>> twin(const DeliveryId& id, const InvoiceFacts& facts,
                                           const Sha256& document) = 0;
  virtual Result<void> expire_watch(const Watch& watch) = 0;

  virtual Result<void> put_letter(const std::string& key, const DeliveryId& subject,
                                  const Letter& letter) = 0;
  virtual Result<void> put_task(const Task& task, Instant now) = 0;
  virtual Result<void> close_task(const DeliveryId& delivery, const std::string& reason, Instant now) = 0;
  virtual Result<void> outbox_started(std::int64_t id) = 0;
  /// Once more at `next_at`. `in_doubt`: the try may have had its effect; tries counts only these.
  virtual Result<void> outbox_again(std::int64_t id, Instant next_at, const std::string& why,
                                    bool in_doubt) = 0;
  virtual Result<void> outbox_done(std::int64_t id) = 0;

  /// Item, ids, receipt and hand-over of a fresh message, or what is known of the same ids.
  virtual Result<Reception> receive(const DeliveryId& fresh_id, const InboundMessage& message,
                                    const Sha256& payload, const std::optional<Attachment>& request,
                                    Instant now) = 0;
  virtual Result<void> move_inbound(const DeliveryId& id, InboundState to, const Entry& entry,
                                    const std::vector<Attachment>& attachments, const std::string& file) = 0;
  /// An act of the outbox about an item that came in, once for each.
  virtual Result<void> owe(const std::string& act, const DeliveryId& subject, Instant now) = 0;
  /// The delivery carries the status about that item: at most one ever does.
  virtual Result<void> set_status(const DeliveryId& inbound, const DeliveryId& delivery) = 0;
  /// Keeps what an item says about another, and gives the id of that; "" when none of ours fits. The same
  /// item says it once.
  virtual Result<std::string> put_answer(const DeliveryId& saying, const Answer& answer,
                                         const std::string& sender, const std::string& recipient) = 0;
  virtual Result<void> append(const Entry& entry, const std::vector<Attachment>& attachments) = 0;
};

/// Done, or undone as a whole. It runs on the writing thread, perhaps again after a failed commit: it must
/// not act on the world and must set its results anew each time.
using Work = std::function<Result<void>(Writing&)>;

class Store : public Reading {
 public:
  /// Runs the work and returns when it is on disk. Several callers' works share one commit. STORE-HALTED
  /// after a failed sync: no more work is taken, the process must start anew.
  virtual Result<void> commit(const Work& work) = 0;
  [[nodiscard]] virtual bool halted() const = 0;
  /// Goes through the whole chain of events; the answer says what is wrong, or nothing.
  virtual Result<std::optional<std::string>> check_chain() = 0;
};

/// Payload bytes by their SHA-256.
class Blobs {
 public:
  virtual ~Blobs() = default;
  /// On disk when it returns. Fine when it is there already. Fails with the codes of Disk and of the body.
  virtual Result<Sha256> put(const Body& bytes) = 0;
  /// For what a step attaches. Small ones travel with the attachment and are on disk when the step is: no
  /// file of their own is made and synced. Larger ones as by put().
  virtual Result<Attachment> keep(const std::string& name, const Body& bytes) = 0;
  /// Checks the hash; BLOB-DAMAGED when it differs, BLOB-MISSING when it is not there.
  virtual Result<Bytes> get(const Sha256& hash) = 0;
  /// The same without having it in memory: its octets are read where they lie, after they were checked once.
  virtual Result<Body> open(const Sha256& hash) = 0;
};

}  // namespace quittance::core
