// The port Reading, over whatever connection `with` lends.
#pragma once

#include <functional>
#include <optional>

#include "gateway/core/store.h"
#include "gateway/store/answers.h"
#include "gateway/store/queries.h"

namespace quittance::store {

/// Port is core::Store or core::Writing.
template <typename Port>
class Reads : public Port {
 public:
  Result<std::optional<core::Delivery>> delivery(const core::DeliveryId& id) override {
    return ask([&](Sql& sql) { return queries::delivery(sql, id); });
  }
  Result<std::vector<core::Delivery>> due(const core::Turn& turn) override {
    return ask([&](Sql& sql) { return queries::due(sql, turn); });
  }
  Result<std::vector<core::Delivery>> in_state(core::State state, std::size_t at_most) override {
    return ask([&](Sql& sql) { return queries::in_state(sql, state, at_most); });
  }
  Result<std::vector<core::Watch>> watches_due(Instant now, std::size_t at_most) override {
    return ask([&](Sql& sql) { return queries::watches_due(sql, now, at_most); });
  }
  Result<std::vector<core::OutboxRow>> outbox_due(Instant now, std::size_t at_most) override {
    return ask([&](Sql& sql) { return queries::outbox_due(sql, now, at_most); });
  }
  Result<std::optional<core::InboundItem>> inbound(const core::DeliveryId& id) override {
    return ask([&](Sql& sql) { return queries::inbound(sql, id); });
  }
  Result<std::optional<Instant>> next_due() override {
    return ask([&](Sql& sql) { return queries::next_due(sql); });
  }
  Result<std::vector<std::string>> items_named(const std::string& text, std::size_t at_most) override {
    return ask([&](Sql& sql) { return queries::items_named(sql, text, at_most); });
  }
  Result<std::optional<core::ItemStory>> story(const std::string& id) override {
    return ask([&](Sql& sql) { return queries::story(sql, id); });
  }
  Result<std::vector<core::ItemHead>> queue(const core::QueueFilter& filter) override {
    return ask([&](Sql& sql) { return queries::queue(sql, filter); });
  }
  Result<std::size_t> under_way(std::size_t at_most) override {
    return ask([&](Sql& sql) { return queries::under_way(sql, at_most); });
  }
  Result<core::StoreStatus> status() override {
    return ask([&](Sql& sql) { return queries::status(sql); });
  }
  Result<std::vector<formats::Exchanges>> exchanges(Instant from, Instant until) override {
    return ask([&](Sql& sql) { return queries::exchanges(sql, from, until); });
  }
  Result<std::optional<core::DeliveryId>> status_of(const core::DeliveryId& inbound) override {
    return ask([&](Sql& sql) { return queries::status_of(sql, inbound); });
  }
  Result<std::optional<core::DeliveryId>> delivery_of_instance(const core::InstanceId& instance) override {
    return ask([&](Sql& sql) { return queries::delivery_of_instance(sql, instance); });
  }
  Result<core::StatusTimes> statuses_told(Instant from, Instant until) override {
    return ask([&](Sql& sql) { return queries::statuses_told(sql, from, until); });
  }
  Result<core::StatusTimes> statuses_heard(Instant from, Instant until) override {
    return ask([&](Sql& sql) { return queries::statuses_heard(sql, from, until); });
  }
  Result<std::vector<core::Task>> tasks(std::size_t at_most) override {
    return ask([&](Sql& sql) { return queries::tasks(sql, at_most); });
  }
  Result<std::optional<Sha256>> attachment(const std::string& id, const std::string& name) override {
    return ask([&](Sql& sql) { return queries::attachment(sql, id, name); });
  }
  Result<std::optional<Bytes>> octets(const Sha256& hash) override {
    return ask([&](Sql& sql) { return queries::octets(sql, hash); });
  }
  Result<std::vector<core::Record>> events_after(std::int64_t seq, std::size_t at_most) override {
    return ask([&](Sql& sql) { return queries::events_after(sql, seq, at_most); });
  }

 protected:
  /// Calls its argument once with a connection that nobody else uses meanwhile.
  virtual void with(const std::function<void(Sql&)>& ask) = 0;

 private:
  template <typename Question>
  auto ask(Question question) -> Result<decltype(question(std::declval<Sql&>()))> {
    using Answer = decltype(question(std::declval<Sql&>()));
    std::optional<Result<Answer>> answer;
    with([&](Sql& sql) { answer = sql.outcome(question(sql)); });
    if (!answer) return Error{"STORE-OPEN", Retry::later, "no connection to read with"};
    return std::move(*answer);
  }
};

}  // namespace quittance::store
