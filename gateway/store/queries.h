// The store's questions in SQL, one function each. Failures are remembered by the connection (sql.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/core/store.h"
#include "gateway/store/sql.h"

namespace quittance::store::queries {

std::optional<core::Delivery> delivery(Sql& sql, const core::DeliveryId& id);
std::vector<core::Delivery> due(Sql& sql, const core::Turn& turn);
std::vector<core::Delivery> in_state(Sql& sql, core::State state, std::size_t at_most);
std::vector<core::Watch> watches_due(Sql& sql, Instant now, std::size_t at_most);
std::vector<core::OutboxRow> outbox_due(Sql& sql, Instant now, std::size_t at_most);
std::optional<core::InboundItem> inbound(Sql& sql, const core::DeliveryId& id);
std::optional<Instant> next_due(Sql& sql);
std::vector<std::string> items_named(Sql& sql, const std::string& text, std::size_t at_most);
std::optional<core::ItemStory> story(Sql& sql, const std::string& id);
std::vector<core::ItemHead> queue(Sql& sql, const core::QueueFilter& filter);
std::size_t under_way(Sql& sql, std::size_t at_most);
core::StoreStatus status(Sql& sql);
std::vector<formats::Exchanges> exchanges(Sql& sql, Instant from, Instant until);
std::vector<core::Task> tasks(Sql& sql, std::size_t at_most);
std::optional<Sha256> attachment(Sql& sql, const std::string& id, const std::string& name);
std::optional<Bytes> octets(Sql& sql, const Sha256& hash);
std::vector<core::Record> events_after(Sql& sql, std::int64_t seq, std::size_t at_most);
std::vector<core::Record> events_of(Sql& sql, const std::string& subject);

core::InvoiceFacts facts(Sql& sql, const std::string& id);

}  // namespace quittance::store::queries
