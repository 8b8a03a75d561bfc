#include "gateway/store/sql.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Nullable.h>
#include <Poco/URI.h>
#include <sqlite3.h>

#include <charconv>
#include <deque>
#include <unordered_map>

namespace quittance::store {
namespace {

using Field = Poco::Nullable<std::string>;
namespace keywords = Poco::Data::Keywords;

/// A statement with the places its values come from and its rows go to.
struct Prepared {
  Prepared(Poco::Data::Session& session, const char* sql, std::size_t parameters, std::size_t columns)
      : statement(session), in(parameters), out(columns) {
    statement << sql;
    for (auto& field : in) statement, keywords::use(field);
    for (auto& column : out) statement, keywords::into(column);
  }

  void bind(std::initializer_list<Value> values) {
    auto field = in.begin();
    for (const Value& value : values) *field++ = value.text() ? Field(*value.text()) : Field();
  }

  // Poco keeps references to these, so they never move.
  Poco::Data::Statement statement;
  std::deque<Field> in;
  std::deque<std::vector<Field>> out;
};

/// The codes that matter to callers: wait and try again, no room, the file is damaged, the disk fails.
Error error_of(sqlite3* database, const Poco::Exception& exception) {
  const int code = database == nullptr ? 0 : sqlite3_extended_errcode(database);
  const std::string detail = exception.displayText();
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

}  // namespace

std::int64_t Rows::number(std::size_t row, std::size_t column) const {
  std::int64_t value = 0;
  const auto& text = at(row, column);
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

struct Sql::Connection {
  explicit Connection(const std::string& uri)
      : session("SQLite", uri), database(Poco::Data::SQLite::Utility::dbHandle(session)) {}

  Poco::Data::Session session;
  sqlite3* database;
  std::unordered_map<const char*, std::unique_ptr<Prepared>> prepared;
};

Sql::Sql(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Sql::~Sql() = default;

Result<std::unique_ptr<Sql>> Sql::open(const std::string& path, Mode mode) {
  Poco::Data::SQLite::Connector::registerConnector();  // idempotent
  std::string encoded;
  Poco::URI::encode(path, "?#", encoded);
  try {
    auto connection =
        std::make_unique<Connection>("file:" + encoded + (mode == Mode::write ? "?mode=rwc" : "?mode=ro"));
    sqlite3_busy_timeout(connection->database, 10'000);
    std::unique_ptr<Sql> sql(new Sql(std::move(connection)));
    if (mode == Mode::write) {
      sql->run_once("PRAGMA journal_mode=WAL");
      sql->run_once("PRAGMA synchronous=FULL");
      sql->run_once("PRAGMA foreign_keys=ON");
    } else {
      // The writing connection alone does the checkpoints: SQLite before 3.51.3 can lose commits otherwise.
      sql->run_once("PRAGMA query_only=ON");
      sql->run_once("PRAGMA wal_autocheckpoint=0");
    }
    sql->run_once("PRAGMA trusted_schema=OFF");
    sql->run_once("PRAGMA cell_size_check=ON");
    if (auto done = sql->outcome(); !done) return done.error();
    return sql;
  } catch (const Poco::Exception& exception) {
    return Error{"STORE-OPEN", Retry::never, path + ": " + exception.displayText()};
  }
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
  try {
    auto& prepared = connection_->prepared[sql];
    if (!prepared) prepared = std::make_unique<Prepared>(connection_->session, sql, values.size(), columns);
    prepared->bind(values);
    for (auto& column : prepared->out) column.clear();
    prepared->statement.execute();
    for (auto& column : prepared->out) {
      auto& texts = rows.columns_.emplace_back();
      for (auto& field : column)
        texts.push_back(field.isNull() ? std::nullopt : std::optional(field.value()));
    }
    rows.count_ = columns == 0 ? 0 : rows.columns_[0].size();
  } catch (const Poco::Exception& exception) {
    fail(error_of(connection_->database, exception));
    connection_->prepared.erase(sql);  // a statement that failed half-way is not used again
    return {};
  }
  return rows;
}

void Sql::run_once(const std::string& sql) {
  if (error_) return;
  try {
    Poco::Data::Statement statement(connection_->session);
    statement << sql;
    statement.execute();
  } catch (const Poco::Exception& exception) {
    fail(error_of(connection_->database, exception));
  }
}

}  // namespace quittance::store
