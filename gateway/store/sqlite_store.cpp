#include "gateway/store/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include "gateway/store/migrations.h"
#include "gateway/store/writing.h"

namespace quittance::store {
namespace {

/// SQLite syncs the folder when it makes journals, but a file that was just made must be found after a power
/// cut too.
Result<void> sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!synced) return Error{"DISK-SYNC", Retry::never, "fsync " + path};
  return {};
}

Result<void> quick_check(Sql& sql, const std::string& path) {
  const Rows rows = sql.rows("PRAGMA quick_check(1)", 1);
  if (auto done = sql.outcome(); !done) return done;
  if (rows.size() == 1 && rows.text(0, 0) == "ok") return {};
  return Error{"STORE-DAMAGED", Retry::never,
               path + " is damaged (" + (rows.empty() ? "no answer" : rows.text(0, 0)) +
                   "): restore the last backup before starting again"};
}

/// The events from `from` on hold together.
Result<std::optional<std::string>> check_from(Sql& sql, std::int64_t from, const Sha256& previous,
                                              const Digest& digest) {
  std::int64_t seq = from;
  Sha256 last = previous;
  while (true) {
    const auto records = queries::events_after(sql, seq, 1000);
    if (auto done = sql.outcome(); !done) return done.error();
    if (records.empty()) return std::optional<std::string>();
    for (const core::Record& record : records) {
      if (auto broken = broken_link(record, seq + 1, last, digest)) return broken;
      last = record.hash;
      ++seq;
    }
  }
}

}  // namespace

SqliteStore::SqliteStore(std::unique_ptr<StateLock> lock, std::string path, std::unique_ptr<Sql> sql,
                         const Digest& digest)
    : lock_(std::move(lock)), path_(std::move(path)), digest_(digest), writer_(new Writer(std::move(sql))) {}

SqliteStore::~SqliteStore() {
  // The writing connection closes last: it alone may checkpoint.
  idle_readers_.clear();
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& state_directory,
                                                       const Digest& digest) {
  auto lock = StateLock::take(state_directory);
  if (!lock) return lock.error();
  const std::string path = state_directory + "/store.db";
  auto sql = Sql::open(path, Sql::Mode::write);
  if (!sql) return sql.error();
  if (auto checked = quick_check(**sql, path); !checked) return checked.error();
  if (auto migrated = migrate(**sql); !migrated) return migrated.error();
  if (auto synced = sync_folder(state_directory); !synced) return synced.error();
  return std::unique_ptr<SqliteStore>(
      new SqliteStore(std::move(lock).value(), path, std::move(sql).value(), digest));
}

Result<void> SqliteStore::commit(const core::Work& work) {
  return writer_->run([&](Sql& sql) {
    SqlWriting writing(sql, digest_);
    return work(writing);
  });
}

void SqliteStore::with(const std::function<void(Sql&)>& ask) {
  std::unique_ptr<Sql> reader;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_readers_.empty()) {
      reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
    }
  }
  if (!reader) {
    auto opened = Sql::open(path_, Sql::Mode::read);
    if (!opened) return;
    reader = std::move(opened).value();
  }
  reader->run("BEGIN");  // one view for all of a question's statements
  ask(*reader);
  reader->run("COMMIT");
  if (!reader->outcome()) return;  // a connection that failed is not used again
  const std::lock_guard lock(mutex_);
  idle_readers_.push_back(std::move(reader));
}

Result<std::optional<std::string>> SqliteStore::check_chain() {
  Result<std::optional<std::string>> answer = Error{"STORE-OPEN", Retry::later, path_};
  with([&](Sql& sql) { answer = check_from(sql, 0, Sha256{}, digest_); });
  return answer;
}

Result<void> SqliteStore::rebuild_progress() {
  return writer_->run([](Sql& sql) -> Result<void> {
    sql.run("DELETE FROM progress");
    const Rows ids = sql.rows("SELECT id FROM deliveries", 1);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto id = core::DeliveryId::parse(ids.text(i, 0));
      if (!id) return id.error();
      core::Progress progress;
      for (const core::Record& record : queries::events_of(sql, id->text())) take_up(progress, record.entry);
      put_progress(sql, *id, progress);
    }
    return sql.outcome();
  });
}

}  // namespace quittance::store
