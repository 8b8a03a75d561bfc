// What a change of the configuration leaves standing: the state directory with its lock, store and blobs, and
// the tools' socket. Shifts (shift.h) come and go upon it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "gateway/control/server.h"
#include "gateway/disk/posix_disk.h"
#include "gateway/disk/spool.h"
#include "gateway/serve/control_calls.h"
#include "gateway/serve/system_clock.h"
#include "gateway/store/blobs.h"
#include "gateway/store/sqlite_store.h"
#include "keys/crypto.h"

namespace quittance::serve {

/// Something may be due: rings the scheduler that works now, if any does. Any thread.
class Bell {
 public:
  void ring() const;
  /// From now on this is rung; nothing: nobody.
  void answered_by(std::function<void()> listener);

 private:
  mutable std::mutex mutex_;
  std::function<void()> listener_;
};

class Foundation {
 public:
  /// Makes the state directory when it is missing, takes its lock, opens store and blobs. Fails with CONFIG,
  /// STORE-LOCKED and the codes of store and disk.
  static Result<std::shared_ptr<Foundation>> open(const std::filesystem::path& state_dir);

  SystemClock clock;
  keys::OpenSslRandom random;
  keys::OpenSslDigest digest;
  disk::PosixDisk disk;
  disk::FileSpool spool;
  std::unique_ptr<store::SqliteStore> store;
  std::unique_ptr<store::FileBlobs> files;
  std::unique_ptr<store::KeptBlobs> blobs;
  Bell bell;

  [[nodiscard]] const std::filesystem::path& state_dir() const { return state_dir_; }
  /// Tools that ask are answered under this policy, as this provider, from now on. The first call opens the
  /// socket and fails with the codes of control::Server::start().
  Result<void> answer_tools(const std::filesystem::path& socket, core::Policy policy, Provider provider);
  void ignore_tools() { control_.reset(); }
  /// A write could not be made durable: nothing more is promised until the process is started anew.
  [[nodiscard]] bool halted() const { return store->halted() || disk.halted(); }

 private:
  explicit Foundation(std::filesystem::path state_dir)
      : spool(state_dir.string()), state_dir_(std::move(state_dir)) {}
  [[nodiscard]] std::shared_ptr<ControlCalls> calls() const;

  std::filesystem::path state_dir_;
  mutable std::mutex mutex_;  ///< of calls_
  std::shared_ptr<ControlCalls> calls_;
  std::unique_ptr<control::Server> control_;
};

}  // namespace quittance::serve
