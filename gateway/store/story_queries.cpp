// What persons ask: queue, show, timeline, status, tasks, and the journal itself.
#include <algorithm>

#include "gateway/store/answers.h"
#include "gateway/store/columns.h"
#include "gateway/store/queries.h"

namespace quittance::store::queries {
namespace {

using core::DeliveryId;

constexpr std::size_t kEventColumns = 14;
#define QUITTANCE_EVENT_SELECT                                                                              \
  "SELECT seq, n, subject, delivery, kind, at, actor, attempt, code, detail, evidence, next_at, previous, " \
  "hash "                                                                                                   \
  "FROM events "

/// The columns of head_of().
#define QUITTANCE_INBOUND_SELECT                                                                         \
  "SELECT i.id, i.payload, i.state, i.at, (SELECT max(e.at) FROM events e WHERE e.subject = i.id), "     \
  "(SELECT min(o.next_at) FROM outbox o WHERE o.key = 'hand_over:' || i.id AND o.next_at IS NOT NULL), " \
  "i.held FROM inbound i "

std::vector<core::Record> records_of(Sql& sql, const Rows& rows) {
  std::vector<core::Record> records;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    core::Record record;
    record.seq = row.number(0);
    if (!row.absent(1)) record.n = static_cast<int>(row.number(1));
    core::Entry& entry = record.entry;
    entry.subject = row.text(2);
    entry.delivery = row.maybe_id<DeliveryId>(3);
    entry.kind = row.text(4);
    entry.at = row.instant(5);
    entry.actor = row.text(6);
    if (!row.absent(7)) entry.attempt = static_cast<int>(row.number(7));
    entry.code = row.text(8);
    entry.detail = row.text(9);
    entry.evidence = row.maybe_hash(10);
    entry.next_at = row.maybe_instant(11);
    record.previous = row.hash(12);
    record.hash = row.hash(13);
    records.push_back(std::move(record));
  }
  return records;
}

core::ItemHead head_of(Sql& sql, const Columns& row, bool outbound) {
  core::ItemHead head;
  head.id = row.text(0);
  head.outbound = outbound;
  head.facts = facts(sql, head.id);
  head.document = row.hash(1);
  head.state = row.text(2);
  head.born = row.instant(3);
  head.since = row.instant(4);
  head.next_at = row.maybe_instant(5);
  head.held = row.maybe_text(6);
  return head;
}

std::vector<core::AttemptLine> attempts_of(const std::vector<core::Record>& events) {
  std::vector<core::AttemptLine> attempts;
  for (const core::Record& record : events) {
    const core::Entry& entry = record.entry;
    if (!entry.attempt) continue;
    const bool starts = entry.kind == core::name(core::Event::attempt_started) ||
                        entry.kind == core::name(core::Event::retry_due);
    if (starts) {
      attempts.push_back({*entry.attempt, entry.at, {}, "", "", ""});
    } else if (!attempts.empty() && !attempts.back().ended) {
      attempts.back().ended = entry.at;
      attempts.back().outcome = entry.kind;
      attempts.back().code = entry.code;
      attempts.back().detail = entry.detail;
    }
  }
  return attempts;
}

std::vector<core::Attachment> evidence_of(Sql& sql, const std::string& id) {
  const Rows rows = sql.rows("SELECT name, blob FROM attachments WHERE subject = ? ORDER BY id", 2, {id});
  std::vector<core::Attachment> evidence;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    evidence.push_back({row.text(0), row.hash(1)});
  }
  return evidence;
}

std::vector<core::Task> tasks_of(Sql& sql, const Rows& rows) {
  std::vector<core::Task> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    found.push_back({row.id<DeliveryId>(0), row.text(1), row.text(2), row.text(3)});
  }
  return found;
}

/// The first text after all those that begin with `text`, in the order of their octets.
std::string after_prefix(const std::string& text) { return text + "\xf4\x8f\xbf\xbf"; }

std::vector<core::Watch> open_watches(Sql& sql, const std::string& id) {
  const Rows rows = sql.rows(
      "SELECT delivery, expects, armed, due FROM watches WHERE delivery = ? AND ended IS NULL ORDER BY due",
      4, {id});
  std::vector<core::Watch> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    found.push_back({row.id<DeliveryId>(0), row.text(1), row.instant(2), row.instant(3)});
  }
  return found;
}

}  // namespace

std::vector<core::Record> events_after(Sql& sql, std::int64_t seq, std::size_t at_most) {
  return records_of(sql, sql.rows(QUITTANCE_EVENT_SELECT "WHERE seq > ? ORDER BY seq LIMIT ?", kEventColumns,
                                  {seq, static_cast<std::int64_t>(at_most)}));
}

std::vector<core::Record> events_of(Sql& sql, const std::string& subject) {
  return records_of(
      sql, sql.rows(QUITTANCE_EVENT_SELECT "WHERE subject = ? ORDER BY seq", kEventColumns, {subject}));
}

std::vector<core::Task> tasks(Sql& sql, std::size_t at_most) {
  return tasks_of(sql, sql.rows("SELECT delivery, reason, title, what FROM tasks WHERE closed IS NULL "
                                "ORDER BY opened LIMIT ?",
                                4, {static_cast<std::int64_t>(at_most)}));
}

std::vector<std::string> items_named(Sql& sql, const std::string& text, std::size_t at_most) {
  const auto ids = [](const Rows& rows) {
    std::vector<std::string> found;
    found.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(rows.text(i, 0));
    return found;
  };
  const auto limit = static_cast<std::int64_t>(at_most);
  auto exact =
      ids(sql.rows("SELECT id FROM (SELECT id FROM deliveries UNION SELECT id FROM inbound) WHERE id = ? "
                   "UNION SELECT id FROM invoices WHERE number = ? LIMIT ?",
                   1, {text, text, limit}));
  if (!exact.empty() || text.empty()) return exact;
  const std::string end = after_prefix(text);
  return ids(
      sql.rows("SELECT id FROM deliveries WHERE id >= ? AND id < ? UNION "
               "SELECT id FROM inbound WHERE id >= ? AND id < ? UNION "
               "SELECT id FROM invoices WHERE number >= ? AND number < ? LIMIT ?",
               1, {text, end, text, end, text, end, limit}));
}

namespace {

std::vector<core::ItemHead> heads_of(Sql& sql, const Rows& rows, bool outbound) {
  std::vector<core::ItemHead> heads;
  heads.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    heads.push_back(head_of(sql, Columns(sql, rows, i), outbound));
  return heads;
}

std::string born_before(const core::QueueFilter& filter) {
  return filter.older_than ? to_string(*filter.older_than) : "9999";
}

// An end that waits for a person is one with an open task.
std::vector<core::ItemHead> outbound_queue(Sql& sql, const core::QueueFilter& filter) {
  const Rows rows = sql.rows(
      "SELECT p.id, d.document, p.state, p.born, p.since, p.next_at, p.held "
      "FROM progress p JOIN deliveries d ON d.id = p.id WHERE "
      "((? = '' AND (p.next_at IS NOT NULL OR p.held IS NOT NULL OR EXISTS "
      "(SELECT 1 FROM tasks t WHERE t.delivery = p.id AND t.closed IS NULL))) OR p.state = ?) AND p.born < ? "
      "ORDER BY p.born LIMIT ?",
      7, {filter.state, filter.state, born_before(filter), static_cast<std::int64_t>(filter.at_most)});
  return heads_of(sql, rows, true);
}

// "received" has come in and is not yet in the inbox.
std::vector<core::ItemHead> inbound_queue(Sql& sql, const core::QueueFilter& filter) {
  const Rows rows = sql.rows(
      QUITTANCE_INBOUND_SELECT
      "WHERE ((? = '' AND (i.state = 'received' OR i.held IS NOT NULL OR EXISTS "
      "(SELECT 1 FROM tasks t WHERE t.delivery = i.id AND t.closed IS NULL))) OR i.state = ?) AND i.at < ? "
      "ORDER BY i.at LIMIT ?",
      7, {filter.state, filter.state, born_before(filter), static_cast<std::int64_t>(filter.at_most)});
  return heads_of(sql, rows, false);
}

}  // namespace

std::vector<core::ItemHead> queue(Sql& sql, const core::QueueFilter& filter) {
  std::vector<core::ItemHead> heads;
  if (filter.direction != core::Direction::in) heads = outbound_queue(sql, filter);
  if (filter.direction != core::Direction::out)
    for (auto& head : inbound_queue(sql, filter)) heads.push_back(std::move(head));
  std::ranges::stable_sort(heads, {}, &core::ItemHead::born);
  if (heads.size() > filter.at_most) heads.resize(filter.at_most);
  return heads;
}

std::optional<core::ItemStory> story(Sql& sql, const std::string& id) {
  const auto parsed = DeliveryId::parse(id);
  if (!parsed) return {};
  core::ItemStory story;
  story.delivery = delivery(sql, *parsed);
  if (!story.delivery) story.inbound = inbound(sql, *parsed);
  if (!story.delivery && !story.inbound) return {};
  const Rows rows = story.delivery
                        ? sql.rows(
                              "SELECT p.id, d.document, p.state, p.born, p.since, p.next_at, p.held "
                              "FROM progress p JOIN deliveries d ON d.id = p.id WHERE p.id = ?",
                              7, {id})
                        : sql.rows(QUITTANCE_INBOUND_SELECT "WHERE i.id = ?", 7, {id});
  if (rows.empty()) return {};
  story.head = head_of(sql, Columns(sql, rows, 0), story.delivery.has_value());
  if (story.delivery) story.origin = story.delivery->origin;
  story.events = events_of(sql, id);
  story.attempts = attempts_of(story.events);
  story.evidence = evidence_of(sql, id);
  story.watches = open_watches(sql, id);
  story.statements = statements(sql, id);
  story.tasks = tasks_of(sql, sql.rows("SELECT delivery, reason, title, what FROM tasks "
                                       "WHERE delivery = ? AND closed IS NULL ORDER BY opened",
                                       4, {id}));
  return story;
}

std::size_t under_way(Sql& sql, std::size_t at_most) {
  const Rows rows = sql.rows(
      "SELECT count(*) FROM (SELECT 1 FROM progress WHERE state IN ('claimed', 'checked', 'addressed', "
      "'sending', 'deferred', 'in_doubt', 'resending') UNION ALL "
      "SELECT 1 FROM inbound WHERE state = 'received' LIMIT ?)",
      1, {static_cast<std::int64_t>(std::min<std::size_t>(at_most, INT64_MAX))});
  return rows.empty() ? 0 : static_cast<std::size_t>(rows.number(0, 0));
}

core::StoreStatus status(Sql& sql) {
  core::StoreStatus status;
  const Rows states = sql.rows("SELECT state, count(*) FROM progress GROUP BY state", 2);
  for (std::size_t i = 0; i < states.size(); ++i)
    status.deliveries_by_state[states.text(i, 0)] = states.number(i, 1);
  const Rows inbound = sql.rows("SELECT state, count(*) FROM inbound GROUP BY state", 2);
  for (std::size_t i = 0; i < inbound.size(); ++i)
    status.inbound_by_state[inbound.text(i, 0)] = inbound.number(i, 1);
  const Rows counts = sql.rows(
      "SELECT (SELECT count(*) FROM progress WHERE held IS NOT NULL) + "
      "(SELECT count(*) FROM inbound WHERE held IS NOT NULL), "
      "(SELECT count(*) FROM outbox WHERE next_at IS NOT NULL), "
      "(SELECT count(*) FROM tasks WHERE closed IS NULL), (SELECT coalesce(max(seq), 0) FROM events), "
      "(SELECT min(born) FROM progress WHERE next_at IS NOT NULL)",
      5);
  if (counts.empty()) return status;
  const Columns row(sql, counts, 0);
  status.held = row.number(0);
  status.outbox = row.number(1);
  status.tasks = row.number(2);
  status.events = row.number(3);
  status.oldest_open = row.maybe_instant(4);
  return status;
}

}  // namespace quittance::store::queries
