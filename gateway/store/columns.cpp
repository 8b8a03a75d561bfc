#include "gateway/store/columns.h"

namespace quittance::store {

void Columns::damaged(std::size_t column) const {
  sql_.fail(
      {"STORE-DAMAGED", Retry::never,
       "column " + std::to_string(column) + " holds what was never written: " + text(column).substr(0, 80)});
}

Instant Columns::instant(std::size_t column) const {
  const auto parsed = parse_instant(text(column));
  if (parsed.ok()) return *parsed;
  damaged(column);
  return {};
}

std::optional<Instant> Columns::maybe_instant(std::size_t column) const {
  if (absent(column)) return {};
  return instant(column);
}

Sha256 Columns::hash(std::size_t column) const {
  const auto parsed = Sha256::parse(text(column));
  if (parsed.ok()) return *parsed;
  damaged(column);
  return {};
}

std::optional<Sha256> Columns::maybe_hash(std::size_t column) const {
  if (absent(column)) return {};
  return hash(column);
}

core::State Columns::state(std::size_t column) const {
  const auto parsed = core::state_named(text(column));
  if (parsed) return *parsed;
  damaged(column);
  return core::State::claimed;
}

template <>
core::DeliveryId Columns::stand_in() {
  return core::DeliveryId::parse("00000000-0000-0000-0000-000000000000").value();
}
template <>
core::MessageId Columns::stand_in() {
  return core::MessageId::parse("none@none").value();
}
template <>
core::InstanceId Columns::stand_in() {
  return core::InstanceId::parse("none").value();
}

}  // namespace quittance::store
