#include "gateway/store/exchanges.h"

#include "gateway/store/columns.h"
#include "gateway/store/queries.h"

namespace quittance::store {

void put_received(Sql& sql, const core::DeliveryId& id, const core::InboundMessage& message) {
  sql.run(
      "INSERT OR IGNORE INTO exchanges VALUES (?, ?, 0, ?, ?, ?, 'peppol-transport-as4-v2_0', ?, ?, "
      "lower(?))",
      {id.text(), message.sent, message.peer, message.document_type, message.process, message.country_c1,
       message.country_c4, message.recipient});
}

void put_sent(Sql& sql, const core::DeliveryId& id) {
  sql.run(
      "INSERT OR IGNORE INTO exchanges SELECT e.id, v.created, 1, e.peer, e.document_type, e.process, "
      "e.profile, e.country, '', lower(e.sender) FROM endpoints e JOIN envelopes v ON v.id = e.id "
      "WHERE e.id = ? AND e.channel = 'as4'",
      {id.text()});
}

void set_country_c4(Sql& sql, const core::DeliveryId& id, const core::InvoiceFacts& facts) {
  // Who receives an invoice is its buyer; in self-billing, its seller.
  sql.run(
      "UPDATE exchanges SET country_c4 = CASE end_user WHEN lower(?) THEN ? WHEN lower(?) THEN ? ELSE '' END "
      "WHERE id = ? AND sent = 0 AND country_c4 = ''",
      {facts.buyer.endpoint, facts.buyer.country, facts.seller.endpoint, facts.seller.country, id.text()});
}

namespace queries {

std::vector<formats::Exchanges> exchanges(Sql& sql, Instant from, Instant until) {
  const Rows rows = sql.rows(
      "SELECT sent, peer, document_type, process, transport, country_c1, country_c4, end_user, count(*) "
      "FROM exchanges WHERE at >= ? AND at < ? GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
      9, {from, until});
  std::vector<formats::Exchanges> found;
  found.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Columns row(sql, rows, i);
    found.push_back({row.number(0) != 0, row.text(1), row.text(2), row.text(3), row.text(4), row.text(5),
                     row.text(6), row.text(7), static_cast<std::uint64_t>(row.number(8))});
  }
  return found;
}

}  // namespace queries
}  // namespace quittance::store
