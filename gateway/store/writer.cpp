#include "gateway/store/writer.h"

#include <optional>
#include <vector>

namespace quittance::store {
namespace {

constexpr std::size_t kLargestBatch = 256;

Error halted_error() {
  return {"STORE-HALTED", Retry::never, "a commit did not reach the disk: no more work is taken, start anew"};
}

}  // namespace

Writer::Writer(std::unique_ptr<Sql> sql) : sql_(std::move(sql)), thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

Result<void> Writer::run(const Job& job) {
  if (halted_) return halted_error();
  std::future<Result<void>> done;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({&job, {}});
    done = queue_.back().done.get_future();
  }
  wake_.notify_one();
  return done.get();
}

void Writer::loop() {
  while (true) {
    std::deque<Waiting> batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && batch.size() < kLargestBatch) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    commit_together(batch);
  }
}

Result<void> Writer::begin() {
  // Poco would begin DEFERRED; then the first write could fail half-way through a unit of work.
  while (true) {
    sql_->run("BEGIN IMMEDIATE");
    auto begun = sql_->outcome();
    // Another process reads or backs up the file: latency, not loss. The time-out of SQLite paces this loop.
    if (begun.ok() || begun.error().code != "STORE-BUSY") return begun;
  }
}

Result<void> Writer::run_one(const Job& job) {
  sql_->run("SAVEPOINT work");
  if (auto set = sql_->outcome(); !set) return set;
  auto done = job(*sql_);
  if (auto outcome = sql_->outcome(); done.ok() && !outcome) done = outcome;
  if (!done) sql_->run("ROLLBACK TO work");
  sql_->run("RELEASE work");
  if (auto released = sql_->outcome(); done.ok() && !released) return released;
  return done;
}

/// Damage and failing disks are for a restart, which checks; a full disk or a busy file pass.
void Writer::note_fatal(const Error& error) {
  if (error.code == "STORE-IO" || error.code == "STORE-DAMAGED") halted_ = true;
}

void Writer::commit_together(std::deque<Waiting>& batch) {
  std::optional<Error> all;
  if (halted_) all = halted_error();
  if (!all) {
    if (auto begun = begin(); !begun) all = begun.error();
  }
  std::vector<Result<void>> each;
  for (const Waiting& waiting : batch) {
    each.push_back(all ? Result<void>(*all) : run_one(*waiting.job));
    if (!each.back()) note_fatal(each.back().error());
  }
  if (!all) {
    sql_->run("COMMIT");
    if (auto committed = sql_->outcome(); !committed) {
      all = committed.error();
      note_fatal(*all);
      sql_->run("ROLLBACK");
      (void)sql_->outcome();  // SQLite may have rolled back by itself
    }
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i].done.set_value(all ? Result<void>(*all) : each[i]);
  }
}

}  // namespace quittance::store
