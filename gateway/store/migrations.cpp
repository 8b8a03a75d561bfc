#include "gateway/store/migrations.h"

#include <array>
#include <span>

namespace quittance::store {
namespace {

// Facts are written once: documents, deliveries, invoices, endpoints, envelopes, requests, inbound.
// events is the truth about what happened: append-only, chained (core/journal.h says what is hashed).
// progress is a projection of events and can be dropped and rebuilt. Hashes are hex, instants fixed-width UTC
// text, so that text order is time order.
constexpr std::array kFirst{
    "CREATE TABLE documents ("
    " hash TEXT PRIMARY KEY,"  // SHA-256 of the bytes, the name of the blob
    " size INTEGER NOT NULL,"  // octets
    " first_seen TEXT NOT NULL)",
    "CREATE TABLE deliveries ("
    " id TEXT PRIMARY KEY,"  // DeliveryId
    " document TEXT NOT NULL REFERENCES documents(hash),"
    " follows TEXT REFERENCES deliveries(id),"
    " folder TEXT NOT NULL,"     // drop folder, or empty
    " file_name TEXT NOT NULL,"  // the upload's name: data
    " origin TEXT NOT NULL)",    // actor that handed it in
    "CREATE TABLE invoices ("
    " id TEXT PRIMARY KEY,"  // of the delivery or inbound document
    " number TEXT NOT NULL, type TEXT NOT NULL, issued TEXT NOT NULL, due TEXT NOT NULL,"
    " currency TEXT NOT NULL, payable TEXT NOT NULL,"
    " customization TEXT NOT NULL, profile TEXT NOT NULL, syntax TEXT NOT NULL, document_type TEXT NOT NULL,"
    " seller_name TEXT NOT NULL, seller_endpoint TEXT NOT NULL, seller_vat TEXT NOT NULL,"
    " seller_mail TEXT NOT NULL, seller_country TEXT NOT NULL,"
    " buyer_name TEXT NOT NULL, buyer_endpoint TEXT NOT NULL, buyer_vat TEXT NOT NULL,"
    " buyer_mail TEXT NOT NULL, buyer_country TEXT NOT NULL,"
    " seller_key TEXT NOT NULL)",  // VAT identifier, else endpoint, else name: the seller in the business key
    "CREATE INDEX invoices_number ON invoices(number)",
    "CREATE INDEX invoices_business ON invoices(seller_key, number)",
    "CREATE TABLE endpoints ("
    " id TEXT PRIMARY KEY REFERENCES deliveries(id),"
    " channel TEXT NOT NULL, url TEXT NOT NULL, peer TEXT NOT NULL,"
    " certificate TEXT NOT NULL,"  // base64 of the DER
    " sender TEXT NOT NULL, recipient TEXT NOT NULL, document_type TEXT NOT NULL, process TEXT NOT NULL,"
    " profile TEXT NOT NULL, country TEXT NOT NULL)",
    "CREATE TABLE envelopes ("
    " id TEXT PRIMARY KEY REFERENCES deliveries(id),"
    " message_id TEXT NOT NULL UNIQUE,"   // eb:MessageId or Message-ID, drawn once
    " instance_id TEXT NOT NULL UNIQUE,"  // SBDH InstanceIdentifier, drawn once
    " created TEXT NOT NULL)",
    "CREATE TABLE requests ("
    " id TEXT PRIMARY KEY REFERENCES deliveries(id),"
    " blob TEXT NOT NULL, content_type TEXT NOT NULL)",
    "CREATE TABLE events ("
    " seq INTEGER PRIMARY KEY,"
    " n INTEGER,"  // 1, 2, 3 … within the delivery
    " subject TEXT NOT NULL,"
    " delivery TEXT REFERENCES deliveries(id),"
    " kind TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,"
    " attempt INTEGER, code TEXT NOT NULL, detail TEXT NOT NULL,"
    " evidence TEXT, next_at TEXT,"
    " previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,"
    " UNIQUE (delivery, n))",
    "CREATE INDEX events_subject ON events(subject)",
    "CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); "
    "END",
    "CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); "
    "END",
    "CREATE TABLE progress ("
    " id TEXT PRIMARY KEY REFERENCES deliveries(id),"
    " state TEXT NOT NULL, n INTEGER NOT NULL, next_at TEXT, held TEXT,"
    " born TEXT NOT NULL, since TEXT NOT NULL, tried_since TEXT, failing_since TEXT,"
    " attempts INTEGER NOT NULL, passed INTEGER NOT NULL, released INTEGER NOT NULL,"
    " status_said INTEGER NOT NULL)",
    "CREATE INDEX progress_due ON progress(next_at) WHERE next_at IS NOT NULL AND held IS NULL",
    "CREATE INDEX progress_state ON progress(state, born)",
    "CREATE TABLE attachments ("
    " id INTEGER PRIMARY KEY,"
    " subject TEXT NOT NULL, name TEXT NOT NULL, blob TEXT NOT NULL,"
    " seq INTEGER NOT NULL REFERENCES events(seq))",
    "CREATE INDEX attachments_subject ON attachments(subject, name)",
    "CREATE TABLE watches ("
    " delivery TEXT NOT NULL REFERENCES deliveries(id), expects TEXT NOT NULL,"
    " armed TEXT NOT NULL, due TEXT NOT NULL,"
    " ended TEXT,"  // NULL while it watches; else satisfied or expired
    " PRIMARY KEY (delivery, expects))",
    "CREATE INDEX watches_due ON watches(due) WHERE ended IS NULL",
    "CREATE TABLE tasks ("
    " delivery TEXT NOT NULL, reason TEXT NOT NULL,"
    " title TEXT NOT NULL, what TEXT NOT NULL, opened TEXT NOT NULL, closed TEXT,"
    " PRIMARY KEY (delivery, reason))",
    "CREATE TABLE outbox ("
    " id INTEGER PRIMARY KEY,"
    " key TEXT NOT NULL UNIQUE,"  // what must not be done twice
    " act TEXT NOT NULL, subject TEXT NOT NULL,"
    " since TEXT NOT NULL, next_at TEXT,"  // NULL: done
    " tries INTEGER NOT NULL, started INTEGER NOT NULL, last TEXT NOT NULL)",
    "CREATE INDEX outbox_due ON outbox(next_at) WHERE next_at IS NOT NULL",
    "CREATE TABLE letters ("
    " outbox INTEGER PRIMARY KEY REFERENCES outbox(id),"
    " message_id TEXT NOT NULL UNIQUE, written TEXT NOT NULL,"
    " recipient TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE TABLE inbound ("
    " id TEXT PRIMARY KEY,"
    " message_id TEXT NOT NULL UNIQUE,"
    " instance_id TEXT NOT NULL, peer TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,"
    " document_type TEXT NOT NULL, process TEXT NOT NULL,"
    " payload TEXT NOT NULL,"  // SHA-256 of the business document
    " receipt TEXT NOT NULL,"  // base64 of the answer's bytes
    " state TEXT NOT NULL, held TEXT, at TEXT NOT NULL,"
    " same_as TEXT REFERENCES inbound(id),"  // an envelope that came before under another MessageId
    " file TEXT NOT NULL)",
    "CREATE INDEX inbound_envelope ON inbound(sender, instance_id)",
    "CREATE INDEX inbound_state ON inbound(state, at)",
};

// Whoever waits for the wire is found without going through all who wait to be checked, and the other way
// round.
constexpr std::array kTurns{
    "DROP INDEX progress_due",
    "CREATE INDEX progress_wire ON progress(next_at) "
    "WHERE next_at IS NOT NULL AND held IS NULL AND state IN ('addressed', 'in_doubt')",
    "CREATE INDEX progress_house ON progress(next_at) "
    "WHERE next_at IS NOT NULL AND held IS NULL AND state NOT IN ('addressed', 'in_doubt')",
};

// What the monthly reports count is written down when it happens; of what was exchanged before, the country
// of the sender was not kept. Status messages: which delivery carries the one we owe, and what was said to
// us.
constexpr std::array kReports{
    "CREATE TABLE exchanges ("
    " id TEXT PRIMARY KEY,"    // of the delivery or inbound document
    " at TEXT NOT NULL,"       // eb:Timestamp
    " sent INTEGER NOT NULL,"  // 1: by us (C2), 0: to us (C3)
    " peer TEXT NOT NULL,"     // the other access point's seat id
    " document_type TEXT NOT NULL, process TEXT NOT NULL, transport TEXT NOT NULL,"
    " country_c1 TEXT NOT NULL, country_c4 TEXT NOT NULL,"  // '' not known
    " end_user TEXT NOT NULL)",  // C1 of what was sent, C4 of what was received, in lower case
    "CREATE INDEX exchanges_at ON exchanges(at)",
    "INSERT INTO exchanges SELECT e.id, v.created, 1, e.peer, e.document_type, e.process, e.profile, "
    "e.country, "
    "'', lower(e.sender) FROM endpoints e JOIN envelopes v ON v.id = e.id WHERE e.channel = 'as4' "
    "AND EXISTS (SELECT 1 FROM events x WHERE x.delivery = e.id AND x.kind = 'receipt_verified')",
    "INSERT INTO exchanges SELECT id, at, 0, peer, document_type, process, 'peppol-transport-as4-v2_0', '', "
    "'', "
    "lower(recipient) FROM inbound",
    "ALTER TABLE inbound ADD COLUMN mls_to TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE inbound ADD COLUMN mls_type TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE statuses ("
    " inbound TEXT PRIMARY KEY REFERENCES inbound(id),"  // at most one Message Level Status for a document
    " delivery TEXT NOT NULL UNIQUE REFERENCES deliveries(id))",
    "CREATE TABLE answers ("
    " id TEXT PRIMARY KEY,"  // the delivery or inbound document that says it
    " about TEXT NOT NULL,"  // the item it is about; '' when none of ours fits
    " kind TEXT NOT NULL,"   // message-level-status, invoice-response
    " code TEXT NOT NULL, reasons TEXT NOT NULL, said TEXT NOT NULL,"
    " stated TEXT NOT NULL,"      // when by its own word
    " reference TEXT NOT NULL)",  // the InstanceIdentifier or invoice number that it names
    "CREATE INDEX answers_about ON answers(about)",
};

// Small evidence (requests, receipts, reports) lies beside the rows that name it: what is committed together
// needs one sync, and no file of its own. Documents, and whatever is large, stay files.
constexpr std::array kOctets{
    "CREATE TABLE octets ("
    " hash TEXT PRIMARY KEY,"  // SHA-256 of the bytes
    " bytes BLOB NOT NULL)",
};

constexpr std::array kSteps{std::span<const char* const>(kFirst), std::span<const char* const>(kTurns),
                            std::span<const char* const>(kReports), std::span<const char* const>(kOctets)};

}  // namespace

int newest_version() { return static_cast<int>(kSteps.size()); }

Result<void> migrate(Sql& sql) {
  sql.run_once("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, at TEXT NOT NULL)");
  const Rows found = sql.rows("SELECT max(version) FROM schema_version", 1);
  if (auto done = sql.outcome(); !done) return done;
  const auto present = static_cast<std::size_t>(found.number(0, 0));
  if (present > kSteps.size()) {
    return Error{"STORE-NEWER", Retry::never,
                 "the store has version " + std::to_string(present) + ", this program knows " +
                     std::to_string(kSteps.size()) +
                     ": start the newer program, or restore the backup made before it"};
  }
  for (std::size_t step = present; step < kSteps.size(); ++step) {
    sql.run_once("BEGIN IMMEDIATE");
    for (const char* statement : kSteps[step]) sql.run_once(statement);
    sql.run("INSERT INTO schema_version VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
            {static_cast<std::int64_t>(step + 1)});
    sql.run_once("COMMIT");
    if (auto done = sql.outcome(); !done) {
      sql.run_once("ROLLBACK");
      (void)sql.outcome();
      return done;
    }
  }
  return {};
}

}  // namespace quittance::store
