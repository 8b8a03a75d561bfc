// store: deliveries, events and all that belongs to them in one SQLite file, payloads as files beside it.
// One thread writes through one connection; readers have connections of their own that cannot write.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "formats/base/digest.h"
#include "gateway/core/store.h"
#include "gateway/store/reads.h"
#include "gateway/store/state_lock.h"
#include "gateway/store/writer.h"

namespace quittance::store {

/// Any thread.
class SqliteStore : public Reads<core::Store> {
 public:
  /// Opens, or makes, `state_directory`/store.db. Fails with STORE-LOCKED (another process), STORE-DAMAGED
  /// (the file's own check, or the last events' chain), STORE-NEWER, STORE-OPEN.
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& state_directory, const Digest& digest);
  ~SqliteStore() override;

  Result<void> commit(const core::Work& work) override;
  [[nodiscard]] bool halted() const override { return writer_->halted(); }

  Result<std::optional<std::string>> check_chain() override;
  /// Drops the projection and builds it again from the events.
  Result<void> rebuild_progress();

 protected:
  void with(const std::function<void(Sql&)>& ask) override;

 private:
  SqliteStore(std::unique_ptr<StateLock> lock, std::string path, std::unique_ptr<Sql> sql,
              const Digest& digest);

  std::unique_ptr<StateLock> lock_;
  std::string path_;
  const Digest& digest_;
  std::unique_ptr<Writer> writer_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Sql>> idle_readers_;
};

}  // namespace quittance::store
