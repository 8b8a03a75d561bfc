// serve: the daemon. Opens store, rules and channels, takes up what a dead process left, opens its doors
// (drop folders, AS4, control socket), and works until it is told to stop. There is no clean start that
// differs from recovery. A new configuration is a new shift, made ready beside the one that works.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "gateway/config/config.h"
#include "gateway/log/log.h"
#include "gateway/serve/shift.h"

namespace quittance::serve {

class Daemon {
 public:
  /// Everything but the doors. Fails with the code of what could not be opened.
  static Result<std::unique_ptr<Daemon>> open(const config::Config& config, std::shared_ptr<log::Log> log);
  ~Daemon();

  /// Recovers, opens the doors and starts working. The line tells where it serves. Fails like open().
  Result<std::string> start();

  /// Opens everything that the new configuration names, then lets it take over. When it fails, with the codes
  /// of open() and start(), nothing has changed: the old one works on, uninterrupted. Else the line tells
  /// where it serves now: listening sockets at the same address stay open, and what the old one had begun it
  /// ends, in the background, before the new one begins to send (changing()). Not to be called while busy().
  Result<std::string> change(const config::Config& config, std::shared_ptr<log::Log> log);
  /// The new configuration waits for what the old one has begun.
  [[nodiscard]] bool changing() const { return changing_; }
  /// Changing, or too many old shifts still have connections.
  [[nodiscard]] bool busy();

  /// Takes nothing new, lets begun work end (exchanges at the doors for at most half a minute), closes.
  void stop();

  /// Empty while it works; else why it can go on no more (a failed sync, a broken store): the process must
  /// end.
  [[nodiscard]] std::string broken() const;
  /// A unit of work went through the writing thread: the daemon is alive, not merely running.
  bool probe();

 private:
  struct Farewell {
    std::thread thread;
    std::atomic<bool> over = false;
  };

  Daemon() = default;
  [[nodiscard]] Shift::Fail fail();
  void say_farewell(std::unique_ptr<Shift> old);

  std::unique_ptr<Shift> shift_;
  std::list<Farewell> farewells_;
  std::atomic<bool> changing_ = false;
  mutable std::mutex mutex_;  ///< of why_broken_
  std::string why_broken_;
};

}  // namespace quittance::serve
