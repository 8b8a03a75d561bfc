// A hint that something changed in a folder, by inotify. Only a hint: network mounts give none, and a full
// queue loses some; the rescan is the truth.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "formats/base/result.h"

namespace quittance::folder {

class Hint {
 public:
  /// Watches what can be watched; a folder that cannot is looked at by rescan only. Fails with DISK-IO when
  /// the system gives no inotify or event descriptor at all.
  static Result<std::unique_ptr<Hint>> watch(const std::vector<std::string>& folders);
  ~Hint();
  Hint(const Hint&) = delete;
  Hint& operator=(const Hint&) = delete;

  /// Returns true when something changed or wake() was called, false when the time is over.
  bool wait(std::chrono::milliseconds at_most);
  /// Any thread: ends a wait.
  void wake();

 private:
  Hint(int changes, int bell) : changes_(changes), bell_(bell) {}
  int changes_, bell_;
};

}  // namespace quittance::folder
