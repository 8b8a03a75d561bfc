#include "gateway/store/sql.h"

#include <sqlite3.h>

#include <charconv>
#include <unordered_map>

namespace quittance::store {
namespace {

constexpr int kBusyMs = 10'000;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, Close>;

/// The codes that matter to callers: wait and try again, no room, the file is damaged, the disk fails.
Error error_of(sqlite3* database) {
  const int code = sqlite3_extended_errcode(database);
  const std::string detail = sqlite3_errmsg(database);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {"STORE-BUSY", Retry::later, detail};
    case SQLITE_FULL: return {"STORE-FULL", Retry::later, detail};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return {"STORE-DAMAGED", Retry::never, detail};
    case SQLITE_IOERR: return {"STORE-IO", Retry::never, detail};
    case SQLITE_CONSTRAINT: return {"STORE-RACE", Retry::later, detail};
    default: return {"STORE-SQL", Retry::never, detail};
  }
}

/// Lent until the statement is reset.
void bind(sqlite3_stmt* statement, std::initializer_list<Value> values) {
  int place = 0;
  for (const Value& value : values) {
    ++place;
    const auto& text = value.text();
    if (const auto& octets = value.octets())
      sqlite3_bind_blob64(statement, place, octets->data(), octets->size(), SQLITE_STATIC);
    else if (text)
      sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    else
      sqlite3_bind_null(statement, place);
  }
}

std::optional<std::string> column(sqlite3_stmt* statement, int number) {
  if (sqlite3_column_type(statement, number) == SQLITE_BLOB) {
    const auto* octets = static_cast<const char*>(sqlite3_column_blob(statement, number));
    return std::string(octets == nullptr ? "" : octets,
                       static_cast<std::size_t>(sqlite3_column_bytes(statement, number)));
  }
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, number));
  if (text == nullptr) return std::nullopt;
  return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, number)));
}

}  // namespace

std::int64_t Rows::number(std::size_t row, std::size_t column) const {
  std::int64_t value = 0;
  const auto& text = at(row, column);
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

struct Sql::Connection {
  Database database;
  std::unordered_map<const char*, Statement> prepared;  // after the database: they end first
};

Sql::Sql(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Sql::~Sql() = default;

Result<std::unique_ptr<Sql>> Sql::open(const std::string& path, Mode mode) {
  auto connection = std::make_unique<Connection>();
  sqlite3* opened = nullptr;
  // One thread at a time has a connection: SQLite's own lock around every call would only cost.
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                    (mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  const int code = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  connection->database.reset(opened);
  if (code != SQLITE_OK)
    return Error{"STORE-OPEN", Retry::never,
                 path + ": " + (opened == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(opened))};
  sqlite3_busy_timeout(opened, kBusyMs);
  std::unique_ptr<Sql> sql(new Sql(std::move(connection)));
  if (mode == Mode::write) {
    sql->run_once("PRAGMA journal_mode=WAL");
    sql->run_once("PRAGMA synchronous=FULL");
    sql->run_once("PRAGMA foreign_keys=ON");
    // Pages that every commit changes are brought into the file once for many commits.
    sql->run_once("PRAGMA wal_autocheckpoint=4000");
    // What a SAVEPOINT may have to undo: beyond 64 KB SQLite makes a file for it, and deletes it, with each
    // commit.
    sql->run_once("PRAGMA temp_store=MEMORY");
  } else {
    // The writing connection alone does the checkpoints: SQLite before 3.51.3 can lose commits otherwise.
    sql->run_once("PRAGMA query_only=ON");
    sql->run_once("PRAGMA wal_autocheckpoint=0");
  }
  sql->run_once("PRAGMA trusted_schema=OFF");
  sql->run_once("PRAGMA cell_size_check=ON");
  if (auto done = sql->outcome(); !done) return done.error();
  return sql;
}

void Sql::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

Result<void> Sql::outcome() {
  if (!error_) return {};
  Error error = std::move(*error_);
  error_.reset();
  return error;
}

void Sql::run(const char* sql, std::initializer_list<Value> values) { rows(sql, 0, values); }

Rows Sql::rows(const char* sql, std::size_t columns, std::initializer_list<Value> values) {
  Rows rows;
  if (error_) return rows;
  sqlite3* database = connection_->database.get();
  auto& prepared = connection_->prepared[sql];
  if (!prepared) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    prepared.reset(made);
    if (code != SQLITE_OK) {
      fail(error_of(database));
      return rows;
    }
  }
  bind(prepared.get(), values);
  rows.columns_.resize(columns);
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(prepared.get())) == SQLITE_ROW) {
    for (std::size_t i = 0; i < columns; ++i)
      rows.columns_[i].push_back(column(prepared.get(), static_cast<int>(i)));
    if (columns > 0) ++rows.count_;
  }
  if (code != SQLITE_DONE) fail(error_of(database));
  sqlite3_reset(prepared.get());
  return error_ ? Rows{} : std::move(rows);
}

void Sql::run_once(const std::string& sql) {
  if (error_) return;
  if (sqlite3_exec(connection_->database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(error_of(connection_->database.get()));
}

}  // namespace quittance::store
