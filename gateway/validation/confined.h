// Work on foreign bytes by a library that we do not trust with them, in a process of its own.
#pragma once

#include <chrono>
#include <functional>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::validation {

struct Confinement {
  std::size_t memory_bytes = std::size_t{512} * 1024 * 1024;  ///< beyond what this process has
  std::chrono::seconds cpu{10};
  std::chrono::seconds wall{300};  ///< whatever it waits for
  std::size_t answer_bytes = std::size_t{256} * 1024 * 1024;
  std::function<void()> first = {};   ///< in the child, while it still has this process's files
  std::function<void()> forked = {};  ///< here, as soon as there is a child, or none can be made
};

/// Runs `work` in a child process that has no open files and may use no more memory and time than that, and
/// gives what it returned. The child is a copy of this process with one thread: `work` may lock nothing that
/// another thread could hold at this moment. Fails with CONFINED when the child crashes, is stopped at a
/// bound or cannot be made.
Result<Bytes> run_confined(const Confinement& bounds, const std::function<Bytes()>& work);

}  // namespace quittance::validation
