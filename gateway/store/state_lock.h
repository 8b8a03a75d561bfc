// One process at a time owns a state directory.
#pragma once

#include <memory>
#include <string>

#include "formats/base/result.h"

namespace quittance::store {

/// Held for its lifetime; the kernel lets go of it when the process dies, however it dies.
class StateLock {
 public:
  /// Fails with STORE-LOCKED, naming the process that holds it, and with DISK-IO.
  static Result<std::unique_ptr<StateLock>> take(const std::string& state_directory);
  ~StateLock();
  StateLock(const StateLock&) = delete;
  StateLock& operator=(const StateLock&) = delete;

 private:
  explicit StateLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace quittance::store
