#include "gateway/store/writing.h"

#include "gateway/store/columns.h"
#include "gateway/store/exchanges.h"

namespace quittance::store {
namespace {

std::optional<std::string> hex(const std::optional<Sha256>& hash) {
  return hash ? std::optional(hash->hex()) : std::nullopt;
}

/// What identifies the seller in the business key.
std::string seller_key(const core::PartyFacts& seller) {
  if (!seller.vat.empty()) return seller.vat;
  return seller.endpoint.empty() ? seller.name : seller.endpoint;
}

/// Foreign text in the journal is one line without controls: it is shown on terminals and in mails.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

}  // namespace

void put_progress(Sql& sql, const core::DeliveryId& id, const core::Progress& progress) {
  sql.run(
      "INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
      "state = excluded.state, n = excluded.n, next_at = excluded.next_at, held = excluded.held, "
      "born = excluded.born, since = excluded.since, tried_since = excluded.tried_since, "
      "failing_since = excluded.failing_since, attempts = excluded.attempts, passed = excluded.passed, "
      "released = excluded.released, status_said = excluded.status_said",
      {id.text(), core::name(progress.state), progress.n, progress.next_at, progress.held, progress.born,
       progress.since, progress.tried_since, progress.failing_since, progress.attempts,
       progress.passed ? "1" : "0", progress.released ? "1" : "0", progress.status_said ? "1" : "0"});
}

void SqlWriting::put_event(const core::Entry& entry, std::optional<int> n,
                           const std::vector<core::Attachment>& attachments) {
  const Rows last = sql_.rows("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1", 2);
  core::Record record;
  record.seq = last.empty() ? 1 : last.number(0, 0) + 1;
  record.n = n;
  record.entry = entry;
  record.entry.code = one_line(entry.code);
  record.entry.detail = one_line(entry.detail);
  link(record, last.empty() ? Sha256{} : Columns(sql_, last, 0).hash(1), digest_);
  const core::Entry& kept = record.entry;
  const auto delivery = kept.delivery ? std::optional(kept.delivery->text()) : std::nullopt;
  sql_.run(
      "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {record.seq, record.n, kept.subject, delivery, kept.kind, kept.at, kept.actor, kept.attempt, kept.code,
       kept.detail, hex(kept.evidence), kept.next_at, record.previous.hex(), record.hash.hex()});
  for (const core::Attachment& attachment : attachments) {
    if (attachment.fresh != nullptr)
      sql_.run("INSERT OR IGNORE INTO octets (hash, bytes) VALUES (?, ?)",
               {attachment.blob.hex(), Value::octets(*attachment.fresh)});
    sql_.run("INSERT INTO attachments (subject, name, blob, seq) VALUES (?, ?, ?, ?)",
             {kept.subject, attachment.name, attachment.blob.hex(), record.seq});
  }
}

void SqlWriting::put_outbox(const std::string& key, const std::string& act, const std::string& subject,
                            Instant now) {
  sql_.run(
      "INSERT OR IGNORE INTO outbox (key, act, subject, since, next_at, tries, started, last) "
      "VALUES (?, ?, ?, ?, ?, 0, 0, '')",
      {key, act, subject, now, now});
}

Result<void> SqlWriting::take_in(const core::TakenIn& taken) {
  if (!sql_.rows("SELECT id FROM deliveries WHERE id = ?", 1, {taken.id.text()}).empty())
    return sql_.outcome();
  sql_.run("INSERT OR IGNORE INTO documents VALUES (?, ?, ?)",
           {taken.document.hex(), static_cast<std::int64_t>(taken.size_bytes), taken.at});
  const auto follows = taken.follows ? std::optional(taken.follows->text()) : std::nullopt;
  sql_.run("INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?)",
           {taken.id.text(), taken.document.hex(), follows, taken.origin.folder, taken.origin.file_name,
            taken.origin.by});
  core::Entry entry;
  entry.subject = taken.id.text();
  entry.delivery = taken.id;
  entry.kind = core::kind::kTakenIn;
  entry.at = taken.at;
  entry.actor = taken.origin.by;
  entry.detail = taken.origin.file_name;
  entry.evidence = taken.document;
  entry.next_at = taken.at;
  core::Progress progress;
  take_up(progress, entry);
  put_event(entry, progress.n, {{"document", taken.document}});
  put_progress(sql_, taken.id, progress);
  return sql_.outcome();
}

Result<void> SqlWriting::apply(const core::Delivery& before, const core::Step& step) {
  const Rows now = sql_.rows("SELECT n FROM progress WHERE id = ?", 1, {before.id.text()});
  if (now.empty() || now.number(0, 0) != before.progress.n) {
    sql_.fail({"STORE-RACE", Retry::later, before.id.text() + " moved on since it was read"});
  }
  const core::Entry& entry = step.entry;
  put_event(entry, step.after.n, step.attachments);
  put_progress(sql_, before.id, step.after);
  if (entry.kind == core::name(core::Event::receipt_verified)) put_sent(sql_, before.id);
  if (step.arm) {
    sql_.run("INSERT OR IGNORE INTO watches (delivery, expects, armed, due) VALUES (?, ?, ?, ?)",
             {before.id.text(), step.arm->expects, step.arm->armed, step.arm->due});
  }
  for (const std::string& watch : step.satisfy) {
    sql_.run("UPDATE watches SET ended = 'satisfied' WHERE delivery = ? AND expects = ? AND ended IS NULL",
             {before.id.text(), watch});
  }
  for (const std::string& reason : step.settled) {
    sql_.run("UPDATE tasks SET closed = ? WHERE delivery = ? AND reason = ? AND closed IS NULL",
             {entry.at, before.id.text(), reason});
  }
  if (step.place) {
    put_outbox("place:" + before.id.text() + ":" + std::to_string(step.after.n), "place", before.id.text(),
               entry.at);
  }
  return sql_.outcome();
}

Result<void> SqlWriting::set_facts(const core::DeliveryId& id, const core::InvoiceFacts& facts) {
  const core::PartyFacts& seller = facts.seller;
  const core::PartyFacts& buyer = facts.buyer;
  sql_.run(
      "INSERT OR REPLACE INTO invoices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?)",
      {id.text(),           facts.number,      facts.type,          facts.issued,  facts.due,
       facts.currency,      facts.payable,     facts.customization, facts.profile, facts.syntax,
       facts.document_type, seller.name,       seller.endpoint,     seller.vat,    seller.mail,
       seller.country,      buyer.name,        buyer.endpoint,      buyer.vat,     buyer.mail,
       buyer.country,       seller_key(seller)});
  set_country_c4(sql_, id, facts);
  return sql_.outcome();
}

Result<void> SqlWriting::set_endpoint(const core::DeliveryId& id, const core::Endpoint& endpoint) {
  sql_.run("INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           {id.text(), core::name(endpoint.channel), endpoint.url, endpoint.peer,
            to_base64(endpoint.certificate), endpoint.sender, endpoint.recipient, endpoint.document_type,
            endpoint.process, endpoint.profile, endpoint.country});
  return sql_.outcome();
}

Result<core::Envelope> SqlWriting::set_envelope(const core::DeliveryId& id, const core::Envelope& envelope) {
  sql_.run("INSERT INTO envelopes VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
           {id.text(), envelope.message_id.text(), envelope.instance_id.text(), envelope.created});
  const Rows kept =
      sql_.rows("SELECT message_id, instance_id, created FROM envelopes WHERE id = ?", 3, {id.text()});
  if (kept.empty()) return sql_.outcome(envelope);
  const Columns row(sql_, kept, 0);
  return sql_.outcome(
      core::Envelope{row.id<core::MessageId>(0), row.id<core::InstanceId>(1), row.instant(2)});
}

Result<void> SqlWriting::set_request(const core::DeliveryId& id, const core::Attachment& request) {
  sql_.run("INSERT OR REPLACE INTO requests VALUES (?, ?, ?)", {id.text(), request.blob.hex(), request.name});
  return sql_.outcome();
}

Result<std::optional<core::Twin>> SqlWriting::twin(const core::DeliveryId& id,
                                                   const core::InvoiceFacts& facts, const Sha256& document) {
  // Outbound: whatever is not surely without effect stands in the way, but for the delivery this one follows.
  // Inbound: what was handed over already.
  const Rows rows = sql_.rows(
      "SELECT i.id, d.document = ? FROM invoices i JOIN deliveries d ON d.id = i.id JOIN progress p ON p.id "
      "= i.id "
      "WHERE i.seller_key = ? AND i.number = ? AND i.type = ? AND i.issued = ? AND i.id <> ? "
      "AND p.state NOT IN ('rejected', 'undeliverable', 'refused', 'expired', 'cancelled') "
      "AND EXISTS (SELECT 1 FROM deliveries me WHERE me.id = ? AND me.follows IS NOT i.id) "
      "UNION ALL SELECT i.id, n.payload = ? FROM invoices i JOIN inbound n ON n.id = i.id "
      "WHERE i.seller_key = ? AND i.number = ? AND i.type = ? AND i.issued = ? AND i.id <> ? "
      "AND n.state = 'handed_over' AND EXISTS (SELECT 1 FROM inbound me WHERE me.id = ?) LIMIT 1",
      2,
      {document.hex(), seller_key(facts.seller), facts.number, facts.type, facts.issued, id.text(), id.text(),
       document.hex(), seller_key(facts.seller), facts.number, facts.type, facts.issued, id.text(),
       id.text()});
  if (rows.empty()) return sql_.outcome(std::optional<core::Twin>());
  return sql_.outcome(
      std::optional(core::Twin{Columns(sql_, rows, 0).id<core::DeliveryId>(0), rows.number(0, 1) != 0}));
}

Result<void> SqlWriting::expire_watch(const core::Watch& watch) {
  sql_.run("UPDATE watches SET ended = 'expired' WHERE delivery = ? AND expects = ? AND ended IS NULL",
           {watch.delivery.text(), watch.expects});
  return sql_.outcome();
}

Result<void> SqlWriting::put_letter(const std::string& key, const core::DeliveryId& subject,
                                    const core::Letter& letter) {
  if (!sql_.rows("SELECT id FROM outbox WHERE key = ?", 1, {key}).empty()) return sql_.outcome();
  put_outbox(key, "letter", subject.text(), letter.written);
  sql_.run("INSERT INTO letters SELECT id, ?, ?, ?, ?, ? FROM outbox WHERE key = ?",
           {letter.message_id.text(), letter.written, letter.to, letter.subject, letter.text, key});
  return sql_.outcome();
}

Result<void> SqlWriting::put_task(const core::Task& task, Instant now) {
  sql_.run(
      "INSERT INTO tasks (delivery, reason, title, what, opened) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
      "(delivery, reason) "
      "DO UPDATE SET title = excluded.title, what = excluded.what, opened = excluded.opened, closed = NULL",
      {task.delivery.text(), task.reason, task.title, task.what, now});
  return sql_.outcome();
}

Result<void> SqlWriting::close_task(const core::DeliveryId& delivery, const std::string& reason,
                                    Instant now) {
  sql_.run("UPDATE tasks SET closed = ? WHERE delivery = ? AND reason = ? AND closed IS NULL",
           {now, delivery.text(), reason});
  return sql_.outcome();
}

Result<void> SqlWriting::outbox_started(std::int64_t id) {
  sql_.run("UPDATE outbox SET started = 1, tries = tries + 1 WHERE id = ?", {id});
  return sql_.outcome();
}

Result<void> SqlWriting::outbox_again(std::int64_t id, Instant next_at, const std::string& why,
                                      bool in_doubt) {
  sql_.run("UPDATE outbox SET started = 0, tries = max(tries - ?, 0), next_at = ?, last = ? WHERE id = ?",
           {in_doubt ? "0" : "1", next_at, one_line(why), id});
  return sql_.outcome();
}

Result<void> SqlWriting::outbox_done(std::int64_t id) {
  sql_.run("UPDATE outbox SET started = 0, next_at = NULL WHERE id = ?", {id});
  return sql_.outcome();
}

Result<void> SqlWriting::append(const core::Entry& entry, const std::vector<core::Attachment>& attachments) {
  put_event(entry, std::nullopt, attachments);
  return sql_.outcome();
}

}  // namespace quittance::store
