// All drop folders on one thread: a hint or the rescan's time starts a look at each.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "gateway/folder/hint.h"
#include "gateway/folder/intake.h"

namespace quittance::serve {

class Intakes {
 public:
  /// `claimed` is called after looks that took something in; `broken` when disk or store can go on no more.
  Intakes(std::vector<std::unique_ptr<folder::Intake>> intakes, folder::IntakeObserver& observer,
          std::function<void()> claimed, std::function<void(const Error&)> broken);
  ~Intakes();
  Intakes(const Intakes&) = delete;
  Intakes& operator=(const Intakes&) = delete;

  /// Takes up what a dead process left half done, then starts the thread. Fails with the codes of Disk and
  /// Store.
  Result<void> start();
  /// Takes nothing in any more; returns when the thread has ended.
  void stop();
  [[nodiscard]] std::size_t count() const { return intakes_.size(); }

 private:
  void run();
  /// One look at each folder; returns when to look again.
  std::chrono::milliseconds look_at_all();

  std::vector<std::unique_ptr<folder::Intake>> intakes_;
  folder::IntakeObserver& observer_;
  std::function<void()> claimed_;
  std::function<void(const Error&)> broken_;
  std::unique_ptr<folder::Hint> hint_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace quittance::serve
