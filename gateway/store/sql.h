// One SQLite connection, thin: text in, text out, prepared once. Failures are remembered, not
// thrown: after the first one every call does nothing, so a unit of work is written straight down and asked
// once at its end.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/body.h"
#include "formats/base/result.h"
#include "formats/base/time.h"

namespace quittance::store {

/// A value on its way into a statement. Everything travels as text; the columns' types make numbers of it.
class Value {
 public:
  Value(std::nullopt_t) {}                                       // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : text_(text) {}                  // NOLINT(google-explicit-constructor)
  Value(const std::string& text) : text_(text) {}                // NOLINT(google-explicit-constructor)
  Value(const char* text) : text_(text) {}                       // NOLINT(google-explicit-constructor)
  Value(std::int64_t number) : text_(std::to_string(number)) {}  // NOLINT(google-explicit-constructor)
  Value(Instant at) : text_(to_string(at)) {}                    // NOLINT(google-explicit-constructor)
  template <typename T>
  Value(const std::optional<T>& value) {  // NOLINT(google-explicit-constructor)
    if (value) text_ = Value(*value).text_;
  }

  /// Lent: they outlive the call they are given to. Kept as they are, whatever the column's type.
  static Value octets(BytesView bytes) {
    Value value(std::nullopt);
    value.octets_ = bytes;
    return value;
  }

  [[nodiscard]] const std::optional<std::string>& text() const { return text_; }
  [[nodiscard]] const std::optional<BytesView>& octets() const { return octets_; }

 private:
  std::optional<std::string> text_;
  std::optional<BytesView> octets_;
};

/// What a query found: rows of columns of text or nothing.
class Rows {
 public:
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] bool absent(std::size_t row, std::size_t column) const { return !at(row, column); }
  /// Empty when absent.
  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const {
    return at(row, column).value_or("");
  }
  [[nodiscard]] std::optional<std::string> optional(std::size_t row, std::size_t column) const {
    return at(row, column);
  }
  /// 0 when absent or no number.
  [[nodiscard]] std::int64_t number(std::size_t row, std::size_t column) const;

 private:
  friend class Sql;
  [[nodiscard]] const std::optional<std::string>& at(std::size_t row, std::size_t column) const {
    return columns_.at(column).at(row);
  }
  std::size_t count_ = 0;
  std::vector<std::vector<std::optional<std::string>>> columns_;
};

/// Not for several threads at once.
class Sql {
 public:
  enum class Mode { write, read };
  /// Fails with STORE-OPEN. Writing: WAL, synchronous=FULL; reading: the file is opened read-only.
  static Result<std::unique_ptr<Sql>> open(const std::string& path, Mode mode);
  ~Sql();
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  /// A statement without rows. `sql` must be a literal: prepared statements are kept by its address.
  void run(const char* sql, std::initializer_list<Value> values = {});
  /// A statement whose rows have `columns` columns.
  Rows rows(const char* sql, std::size_t columns, std::initializer_list<Value> values = {});
  /// A statement that is run once and not kept (migrations, pragmas).
  void run_once(const std::string& sql);

  [[nodiscard]] bool failed() const { return error_.has_value(); }
  /// Marks the unit of work as failed for a reason of the caller's.
  void fail(Error error);
  /// The first failure since the last call, or none; then calls work again.
  Result<void> outcome();
  /// The value, or the first failure.
  template <typename T>
  Result<T> outcome(T value) {
    if (auto done = outcome(); !done) return done.error();
    return value;
  }

 private:
  struct Connection;
  explicit Sql(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
  std::optional<Error> error_;
};

}  // namespace quittance::store
