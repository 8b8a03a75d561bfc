// The one thread that writes. Callers hand over units of work and wait for the commit that contains theirs;
// what waits while a commit is on its way to the disk shares the next one.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "gateway/store/sql.h"

namespace quittance::store {

class Writer {
 public:
  using Job = std::function<Result<void>(Sql&)>;

  explicit Writer(std::unique_ptr<Sql> sql);
  ~Writer();  ///< what was handed over is still done
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Any thread. Returns when the job is on disk, or undone: by its own error, or because the commit failed.
  /// After a failed commit to disk: STORE-HALTED for all who come later.
  Result<void> run(const Job& job);
  [[nodiscard]] bool halted() const { return halted_; }

 private:
  struct Waiting {
    const Job* job;
    std::promise<Result<void>> done;
  };

  void loop();
  void commit_together(std::deque<Waiting>& batch);
  Result<void> begin();
  Result<void> run_one(const Job& job);
  void note_fatal(const Error& error);

  std::unique_ptr<Sql> sql_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  std::atomic<bool> halted_{false};
  std::thread thread_;  // last: it uses all the others
};

}  // namespace quittance::store
