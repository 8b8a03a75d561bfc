// Columns to values. What does not parse was not written by us: the connection is marked as failed
// (STORE-DAMAGED) and a default stands in until the caller asks for the outcome.
#pragma once

#include <string>

#include "gateway/core/journal.h"
#include "gateway/store/sql.h"

namespace quittance::store {

class Columns {
 public:
  Columns(Sql& sql, const Rows& rows, std::size_t row) : sql_(sql), rows_(rows), row_(row) {}

  [[nodiscard]] std::string text(std::size_t column) const { return rows_.text(row_, column); }
  [[nodiscard]] std::optional<std::string> maybe_text(std::size_t column) const {
    return rows_.optional(row_, column);
  }
  [[nodiscard]] std::int64_t number(std::size_t column) const { return rows_.number(row_, column); }
  [[nodiscard]] bool absent(std::size_t column) const { return rows_.absent(row_, column); }
  [[nodiscard]] Instant instant(std::size_t column) const;
  [[nodiscard]] std::optional<Instant> maybe_instant(std::size_t column) const;
  [[nodiscard]] Sha256 hash(std::size_t column) const;
  [[nodiscard]] std::optional<Sha256> maybe_hash(std::size_t column) const;
  [[nodiscard]] core::State state(std::size_t column) const;
  /// An identifier of type Id.
  template <typename Id>
  [[nodiscard]] Id id(std::size_t column) const {
    auto parsed = Id::parse(text(column));
    if (parsed.ok()) return *parsed;
    damaged(column);
    return stand_in<Id>();
  }
  template <typename Id>
  [[nodiscard]] std::optional<Id> maybe_id(std::size_t column) const {
    if (absent(column)) return {};
    return id<Id>(column);
  }

 private:
  template <typename Id>
  static Id stand_in();
  void damaged(std::size_t column) const;

  Sql& sql_;
  const Rows& rows_;
  std::size_t row_;
};

}  // namespace quittance::store
