// The part of Writing that receives: what is known of a message's ids decides what becomes of it.
#include "gateway/store/columns.h"
#include "gateway/store/exchanges.h"
#include "gateway/store/writing.h"

namespace quittance::store {
namespace {

core::Entry inbound_entry(const std::string& subject, std::string_view kind,
                          const core::InboundMessage& message, const Sha256& payload, Instant now) {
  core::Entry entry;
  entry.subject = subject;
  entry.kind = kind;
  entry.at = now;
  entry.actor = "peer:" + message.peer;
  entry.detail = message.message_id.text();
  entry.evidence = payload;
  return entry;
}

/// The envelope came before under another MessageId: who has it, and whether it said the same.
struct KnownEnvelope {
  std::string id;
  bool same_payload = false;
};

std::optional<KnownEnvelope> known_envelope(Sql& sql, const core::InboundMessage& message,
                                            const Sha256& payload) {
  const Rows rows = sql.rows(
      "SELECT id, payload FROM inbound WHERE sender = ? AND instance_id = ? AND same_as IS NULL ORDER BY at "
      "LIMIT 1",
      2, {message.sender, message.instance_id.text()});
  if (rows.empty()) return {};
  return KnownEnvelope{rows.text(0, 0), Columns(sql, rows, 0).hash(1) == payload};
}

core::InboundState first_state(const std::optional<KnownEnvelope>& envelope) {
  if (!envelope) return core::InboundState::received;
  return envelope->same_payload ? core::InboundState::repeated : core::InboundState::quarantined;
}

/// How a message differs from the known one (id, peer, payload) whose MessageId it has; "" when it is the
/// same, sent again.
std::string_view other_than(const Columns& known, const core::InboundMessage& message, const Sha256& payload,
                            BytesView receipt) {
  if (known.text(1) != message.peer) return "from another access point";
  if (known.hash(2) != payload) return "with other content";
  if (message.is_answered_by && !message.is_answered_by(receipt)) return "in another envelope";
  return {};
}

}  // namespace

core::Reception SqlWriting::known_message(const Rows& known, const core::InboundMessage& message,
                                          const Sha256& payload,
                                          const std::vector<core::Attachment>& attachments, Instant now) {
  const Columns row(sql_, known, 0);
  const std::string id = row.text(0);
  Bytes receipt;
  if (!from_base64(row.text(3), receipt)) {
    sql_.fail({"STORE-DAMAGED", Retry::never, "the stored receipt of " + id});
    return core::NotTaken{"STORE-DAMAGED", "the stored receipt of " + id};
  }
  if (const auto difference = other_than(row, message, payload, receipt); !difference.empty()) {
    auto entry = inbound_entry(id, core::kind::kConflict, message, payload, now);
    entry.code = "MESSAGE-ID-REUSED";
    entry.detail += " came again " + std::string(difference);
    put_event(entry, std::nullopt, attachments);
    return core::Conflict{entry.detail};
  }
  put_event(inbound_entry(id, core::kind::kRepeated, message, payload, now), std::nullopt, attachments);
  return core::Accepted{row.id<core::DeliveryId>(0), std::move(receipt), true};
}

Result<core::Reception> SqlWriting::receive(const core::DeliveryId& fresh_id,
                                            const core::InboundMessage& message, const Sha256& payload,
                                            const std::optional<core::Attachment>& request, Instant now) {
  std::vector<core::Attachment> attachments{{"document", payload}};
  if (request) attachments.push_back(*request);
  const Rows known = sql_.rows("SELECT id, peer, payload, receipt FROM inbound WHERE message_id = ?", 4,
                               {message.message_id.text()});
  if (!known.empty()) return sql_.outcome(known_message(known, message, payload, attachments, now));

  const auto envelope = known_envelope(sql_, message, payload);
  const core::InboundState state = first_state(envelope);
  const auto same_as = envelope && envelope->same_payload ? std::optional(envelope->id) : std::nullopt;
  sql_.run("INSERT INTO inbound VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, '', ?, ?)",
           {fresh_id.text(), message.message_id.text(), message.instance_id.text(), message.peer,
            message.sender, message.recipient, message.document_type, message.process, payload.hex(),
            to_base64(message.receipt), core::name(state), now, same_as, message.mls_to, message.mls_type});
  put_received(sql_, fresh_id, message);
  sql_.run("INSERT OR IGNORE INTO documents VALUES (?, ?, ?)",
           {payload.hex(), static_cast<std::int64_t>(message.payload.size()), now});
  put_event(inbound_entry(fresh_id.text(), core::kind::kReceived, message, payload, now), std::nullopt,
            attachments);
  if (envelope) {
    auto entry = inbound_entry(fresh_id.text(), core::name(state), message, payload, now);
    entry.code = envelope->same_payload ? "ENVELOPE-REPEATED" : "ENVELOPE-REUSED";
    entry.detail = "the InstanceIdentifier came before with " + envelope->id;
    put_event(entry, std::nullopt, {});
  }
  if (state != core::InboundState::repeated) {
    put_outbox("hand_over:" + fresh_id.text(), "hand_over", fresh_id.text(), now);
  }
  return sql_.outcome(core::Reception(core::Accepted{fresh_id, message.receipt, false}));
}

Result<void> SqlWriting::owe(const std::string& act, const core::DeliveryId& subject, Instant now) {
  put_outbox(act + ":" + subject.text(), act, subject.text(), now);
  return sql_.outcome();
}

Result<void> SqlWriting::set_status(const core::DeliveryId& inbound, const core::DeliveryId& delivery) {
  sql_.run("INSERT INTO statuses VALUES (?, ?)", {inbound.text(), delivery.text()});
  return sql_.outcome();
}

Result<std::string> SqlWriting::put_answer(const core::DeliveryId& saying, const core::Answer& answer,
                                           const std::string& sender, const std::string& recipient) {
  const std::string about = queries::about(sql_, saying, answer, sender, recipient);
  sql_.run("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
           {saying.text(), about, core::name(answer.kind), answer.code, answer.reasons, answer.said,
            answer.stated, answer.reference});
  return sql_.outcome(about);
}

Result<void> SqlWriting::move_inbound(const core::DeliveryId& id, core::InboundState to,
                                      const core::Entry& entry,
                                      const std::vector<core::Attachment>& attachments,
                                      const std::string& file) {
  put_event(entry, std::nullopt, attachments);
  sql_.run("UPDATE inbound SET state = ?, file = ? WHERE id = ?", {core::name(to), file, id.text()});
  return sql_.outcome();
}

}  // namespace quittance::store
