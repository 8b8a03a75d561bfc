// serve: the daemon. Opens store, rules and channels, takes up what a dead process left, opens its doors
// (drop folders, AS4, control socket), and works until it is told to stop. There is no clean start that
// differs from recovery.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "gateway/config/config.h"
#include "gateway/log/log.h"

namespace quittance::serve {

class Daemon {
 public:
  /// Everything but the doors. Fails with the code of what could not be opened.
  static Result<std::unique_ptr<Daemon>> open(const config::Config& config, log::Log& log);
  ~Daemon();

  /// Recovers, opens the doors and starts working. The line tells where it serves. Fails like open().
  Result<std::string> start();
  /// Takes nothing new, lets begun work end for at most half a minute, closes.
  void stop();

  /// Empty while it works; else why it can go on no more (a failed sync, a broken store): the process must
  /// end.
  [[nodiscard]] std::string broken() const;
  /// A unit of work went through the writing thread: the daemon is alive, not merely running.
  bool probe();

 private:
  struct Parts;
  explicit Daemon(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::serve
