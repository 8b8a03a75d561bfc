#include "gateway/store/answers.h"

#include "gateway/store/columns.h"
#include "gateway/store/queries.h"

namespace quittance::store::queries {
namespace {

std::string first_text(const Rows& rows) { return rows.empty() ? "" : rows.text(0, 0); }

std::string about_message(Sql& sql, const core::DeliveryId& saying, const core::Answer& answer, bool ours) {
  if (ours)
    return first_text(sql.rows("SELECT inbound FROM statuses WHERE delivery = ?", 1, {saying.text()}));
  return first_text(sql.rows("SELECT id FROM envelopes WHERE instance_id = ?", 1, {answer.reference}));
}

std::string about_invoice(Sql& sql, const core::Answer& answer, const std::string& sender,
                          const std::string& recipient, bool ours) {
  if (ours) {
    return first_text(sql.rows(
        "SELECT i.id FROM invoices i JOIN inbound n ON n.id = i.id WHERE i.number = ? "
        "AND lower(n.sender) = lower(?) AND lower(n.recipient) = lower(?) AND n.state = 'handed_over' "
        "AND ? IN ('', i.issued) AND ? IN ('', i.type) ORDER BY n.at DESC LIMIT 1",
        1, {answer.reference, recipient, sender, answer.reference_date, answer.reference_type}));
  }
  return first_text(
      sql.rows("SELECT i.id FROM invoices i JOIN endpoints e ON e.id = i.id JOIN progress p ON p.id = i.id "
               "WHERE i.number = ? AND lower(e.sender) = lower(?) AND lower(e.recipient) = lower(?) "
               "AND ? IN ('', i.issued) AND ? IN ('', i.type) ORDER BY p.born DESC LIMIT 1",
               1, {answer.reference, recipient, sender, answer.reference_date, answer.reference_type}));
}

core::StatusTimes times_of(Sql& sql, const Rows& rows) {
  core::StatusTimes times;
  times.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    times.emplace_back(row.instant(0), row.maybe_instant(1));
  }
  return times;
}

}  // namespace

std::string about(Sql& sql, const core::DeliveryId& saying, const core::Answer& answer,
                  const std::string& sender, const std::string& recipient) {
  const bool ours = !sql.rows("SELECT id FROM deliveries WHERE id = ?", 1, {saying.text()}).empty();
  return answer.kind == core::AnswerKind::message_level_status
             ? about_message(sql, saying, answer, ours)
             : about_invoice(sql, answer, sender, recipient, ours);
}

std::vector<core::Statement> statements(Sql& sql, const std::string& id) {
  const Rows rows = sql.rows(
      "SELECT id, about, kind, code, reasons, said, stated, reference FROM answers WHERE about = ? OR id = ? "
      "ORDER BY stated",
      8, {id, id});
  std::vector<core::Statement> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    const auto kind = core::answer_kind_named(row.text(2)).value_or(core::AnswerKind::invoice_response);
    found.push_back({row.text(0),
                     row.text(1),
                     {kind, row.text(3), row.text(4), row.text(5), row.text(7), "", "", row.instant(6)}});
  }
  return found;
}

std::optional<core::DeliveryId> status_of(Sql& sql, const core::DeliveryId& inbound) {
  const Rows rows = sql.rows("SELECT delivery FROM statuses WHERE inbound = ?", 1, {inbound.text()});
  if (rows.empty()) return {};
  return Columns(sql, rows, 0).id<core::DeliveryId>(0);
}

std::optional<core::DeliveryId> delivery_of_instance(Sql& sql, const core::InstanceId& instance) {
  const Rows rows = sql.rows("SELECT id FROM envelopes WHERE instance_id = ?", 1, {instance.text()});
  if (rows.empty()) return {};
  return Columns(sql, rows, 0).id<core::DeliveryId>(0);
}

core::StatusTimes statuses_told(Sql& sql, Instant from, Instant until) {
  return times_of(
      sql, sql.rows("SELECT n.at, (SELECT min(e.at) FROM events e WHERE e.delivery = s.delivery "
                    "AND e.kind = 'receipt_verified') FROM statuses s JOIN inbound n ON n.id = s.inbound "
                    "WHERE n.at >= ? AND n.at < ?",
                    2, {from, until}));
}

core::StatusTimes statuses_heard(Sql& sql, Instant from, Instant until) {
  return times_of(
      sql,
      sql.rows("SELECT r.at, (SELECT min(n.at) FROM answers a JOIN inbound n ON n.id = a.id "
               "WHERE a.about = r.delivery AND a.kind = 'message-level-status') AS heard "
               "FROM events r WHERE r.kind = 'receipt_verified' AND r.at >= ? AND r.at < ? "
               "AND (EXISTS (SELECT 1 FROM watches w WHERE w.delivery = r.delivery AND w.expects = 'status') "
               "OR EXISTS (SELECT 1 FROM answers a WHERE a.about = r.delivery AND "
               "a.kind = 'message-level-status'))",
               2, {from, until}));
}

}  // namespace quittance::store::queries
