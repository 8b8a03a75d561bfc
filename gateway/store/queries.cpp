#include "gateway/store/queries.h"

#include "gateway/store/columns.h"

namespace quittance::store::queries {
namespace {

using core::DeliveryId;

// The columns of one delivery, joined. Kept in one place so that every question about deliveries reads the
// same way; `index` may say by which index of progress they are found.
#define QUITTANCE_DELIVERIES(index)                                                                          \
  "SELECT d.id, d.document, d.follows, d.folder, d.file_name, d.origin, "                                    \
  "p.state, p.n, p.next_at, p.held, p.born, p.since, p.tried_since, p.failing_since, p.attempts, p.passed, " \
  "p.released, "                                                                                             \
  "p.status_said, v.message_id, v.instance_id, v.created, r.blob, r.content_type, "                          \
  "e.channel, e.url, e.peer, e.certificate, e.sender, e.recipient, e.document_type, e.process, e.profile, "  \
  "e.country "                                                                                               \
  "FROM progress p " index                                                                                   \
  "JOIN deliveries d ON d.id = p.id LEFT JOIN envelopes v ON v.id = p.id "                                   \
  "LEFT JOIN requests r ON r.id = p.id LEFT JOIN endpoints e ON e.id = p.id "
constexpr std::size_t kDeliveryColumns = 33;

core::Progress progress_of(const Columns& row) {
  core::Progress progress;
  progress.state = row.state(6);
  progress.n = static_cast<int>(row.number(7));
  progress.next_at = row.maybe_instant(8);
  progress.held = row.maybe_text(9);
  progress.born = row.instant(10);
  progress.since = row.instant(11);
  progress.tried_since = row.maybe_instant(12);
  progress.failing_since = row.maybe_instant(13);
  progress.attempts = static_cast<int>(row.number(14));
  progress.passed = row.number(15) != 0;
  progress.released = row.number(16) != 0;
  progress.status_said = row.number(17) != 0;
  return progress;
}

std::optional<core::Endpoint> endpoint_of(const Columns& row) {
  if (row.absent(23)) return {};
  core::Endpoint endpoint;
  endpoint.channel = core::channel_named(row.text(23)).value_or(core::Channel::as4);
  endpoint.url = row.text(24);
  endpoint.peer = row.text(25);
  (void)from_base64(row.text(26), endpoint.certificate);
  endpoint.sender = row.text(27);
  endpoint.recipient = row.text(28);
  endpoint.document_type = row.text(29);
  endpoint.process = row.text(30);
  endpoint.profile = row.text(31);
  endpoint.country = row.text(32);
  return endpoint;
}

core::Delivery delivery_of(Sql& sql, const Columns& row) {
  core::Delivery delivery{row.id<DeliveryId>(0),
                          row.hash(1),
                          {row.text(3), row.text(4), row.text(5)},
                          row.maybe_id<DeliveryId>(2),
                          {},
                          endpoint_of(row),
                          {},
                          {},
                          progress_of(row)};
  if (!row.absent(18)) {
    delivery.envelope =
        core::Envelope{row.id<core::MessageId>(18), row.id<core::InstanceId>(19), row.instant(20)};
  }
  if (!row.absent(21)) delivery.request = core::Attachment{row.text(22), row.hash(21)};
  delivery.facts = facts(sql, delivery.id.text());
  return delivery;
}

std::vector<core::Delivery> deliveries_of(Sql& sql, const Rows& rows) {
  std::vector<core::Delivery> found;
  found.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(delivery_of(sql, Columns(sql, rows, i)));
  return found;
}

std::string json_array(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    out += '"';
  }
  return out + "]";
}

std::int64_t limit(std::size_t at_most) { return static_cast<std::int64_t>(at_most); }

}  // namespace

core::InvoiceFacts facts(Sql& sql, const std::string& id) {
  const Rows rows = sql.rows(
      "SELECT number, type, issued, due, currency, payable, customization, profile, syntax, document_type, "
      "seller_name, seller_endpoint, seller_vat, seller_mail, seller_country, "
      "buyer_name, buyer_endpoint, buyer_vat, buyer_mail, buyer_country FROM invoices WHERE id = ?",
      20, {id});
  if (rows.empty()) return {};
  const Columns row(sql, rows, 0);
  core::InvoiceFacts facts;
  std::size_t column = 0;
  for (std::string* field :
       {&facts.number, &facts.type, &facts.issued, &facts.due, &facts.currency, &facts.payable,
        &facts.customization, &facts.profile, &facts.syntax, &facts.document_type}) {
    *field = row.text(column++);
  }
  for (core::PartyFacts* party : {&facts.seller, &facts.buyer}) {
    for (std::string* field : {&party->name, &party->endpoint, &party->vat, &party->mail, &party->country}) {
      *field = row.text(column++);
    }
  }
  return facts;
}

std::optional<core::Delivery> delivery(Sql& sql, const DeliveryId& id) {
  const Rows rows = sql.rows(QUITTANCE_DELIVERIES("") "WHERE p.id = ?", kDeliveryColumns, {id.text()});
  if (rows.empty()) return {};
  return delivery_of(sql, Columns(sql, rows, 0));
}

std::vector<core::Delivery> due(Sql& sql, const core::Turn& turn) {
  const std::string in_hand = json_array(turn.in_hand);
  if (turn.acts == core::Turn::Acts::house)
    return deliveries_of(
        sql, sql.rows(QUITTANCE_DELIVERIES(
                          "INDEXED BY progress_house ") "WHERE p.next_at <= ? AND p.next_at IS NOT NULL AND "
                                                        "p.held IS NULL "
                                                        "AND p.state NOT IN ('addressed', 'in_doubt') "
                                                        "AND p.id NOT IN (SELECT value FROM json_each(?)) "
                                                        "ORDER BY p.next_at LIMIT ?",
                      kDeliveryColumns, {turn.now, in_hand, limit(turn.at_most)}));
  return deliveries_of(
      sql,
      sql.rows(QUITTANCE_DELIVERIES("INDEXED BY progress_wire ") "WHERE p.next_at <= ? AND p.next_at IS NOT "
                                                                 "NULL AND p.held IS NULL "
                                                                 "AND p.state IN ('addressed', 'in_doubt') "
                                                                 "AND (e.peer IS NULL OR e.peer NOT IN "
                                                                 "(SELECT value FROM json_each(?))) "
                                                                 "AND p.id NOT IN (SELECT value FROM "
                                                                 "json_each(?)) ORDER BY p.next_at LIMIT ?",
               kDeliveryColumns, {turn.now, json_array(turn.busy_peers), in_hand, limit(turn.at_most)}));
}

std::vector<core::Delivery> in_state(Sql& sql, core::State state, std::size_t at_most) {
  return deliveries_of(sql, sql.rows(QUITTANCE_DELIVERIES("") "WHERE p.state = ? ORDER BY p.born LIMIT ?",
                                     kDeliveryColumns, {core::name(state), limit(at_most)}));
}

std::vector<core::Watch> watches_due(Sql& sql, Instant now, std::size_t at_most) {
  const Rows rows = sql.rows(
      "SELECT delivery, expects, armed, due FROM watches WHERE ended IS NULL AND due <= ? ORDER BY due LIMIT "
      "?",
      4, {now, limit(at_most)});
  std::vector<core::Watch> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    found.push_back({row.id<DeliveryId>(0), row.text(1), row.instant(2), row.instant(3)});
  }
  return found;
}

std::vector<core::OutboxRow> outbox_due(Sql& sql, Instant now, std::size_t at_most) {
  const Rows rows = sql.rows(
      "SELECT o.id, o.key, o.act, o.subject, o.since, o.next_at, o.tries, o.started, "
      "l.message_id, l.written, l.recipient, l.subject, l.text "
      "FROM outbox o LEFT JOIN letters l ON l.outbox = o.id "
      "WHERE o.next_at IS NOT NULL AND o.next_at <= ? ORDER BY o.next_at, o.id LIMIT ?",
      13, {now, limit(at_most)});
  std::vector<core::OutboxRow> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    core::OutboxRow out{row.number(0),
                        row.text(1),
                        row.text(2),
                        row.text(3),
                        {},
                        row.instant(4),
                        row.instant(5),
                        static_cast<int>(row.number(6)),
                        row.number(7) != 0};
    if (!row.absent(8)) {
      out.letter =
          core::Letter{row.id<core::MessageId>(8), row.instant(9), row.text(10), row.text(11), row.text(12)};
    }
    found.push_back(std::move(out));
  }
  return found;
}

std::optional<core::InboundItem> inbound(Sql& sql, const DeliveryId& id) {
  const Rows rows = sql.rows(
      "SELECT id, message_id, instance_id, peer, sender, recipient, document_type, process, payload, state, "
      "held, at, "
      "file, mls_to, mls_type FROM inbound WHERE id = ?",
      15, {id.text()});
  if (rows.empty()) return {};
  const Columns row(sql, rows, 0);
  core::InboundMessage message{row.id<core::MessageId>(1),
                               row.id<core::InstanceId>(2),
                               row.text(3),
                               row.text(4),
                               row.text(5),
                               row.text(6),
                               row.text(7),
                               {},
                               {},
                               {}};
  message.mls_to = row.text(13);
  message.mls_type = row.text(14);
  return core::InboundItem{
      row.id<DeliveryId>(0), std::move(message),
      row.hash(8),           core::inbound_state_named(row.text(9)).value_or(core::InboundState::received),
      row.maybe_text(10),    row.instant(11),
      row.text(12)};
}

std::optional<Instant> next_due(Sql& sql) {
  const Rows rows = sql.rows(
      "SELECT min(at) FROM (SELECT min(next_at) AS at FROM progress INDEXED BY progress_wire WHERE next_at "
      "IS NOT NULL AND held IS "
      "NULL AND state IN ('addressed', 'in_doubt') "
      "UNION ALL SELECT min(next_at) FROM progress WHERE next_at IS NOT NULL AND held IS NULL AND "
      "state NOT IN ('addressed', 'in_doubt') "
      "UNION ALL SELECT min(due) FROM watches WHERE ended IS NULL "
      "UNION ALL SELECT min(next_at) FROM outbox WHERE next_at IS NOT NULL)",
      1);
  if (rows.empty()) return {};
  return Columns(sql, rows, 0).maybe_instant(0);
}

std::optional<Bytes> octets(Sql& sql, const Sha256& hash) {
  const Rows rows = sql.rows("SELECT bytes FROM octets WHERE hash = ?", 1, {hash.hex()});
  if (rows.empty()) return {};
  return rows.text(0, 0);
}

std::optional<Sha256> attachment(Sql& sql, const std::string& id, const std::string& name) {
  const Rows rows = sql.rows(
      "SELECT blob FROM attachments WHERE subject = ? AND name = ? ORDER BY id DESC LIMIT 1", 1, {id, name});
  if (rows.empty()) return {};
  return Columns(sql, rows, 0).hash(0);
}

}  // namespace quittance::store::queries
