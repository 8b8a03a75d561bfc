// A shift: all that works under one configuration. It is made ready beside the one that works, so that a
// configuration that cannot be worked with is refused before anything is touched; then it takes over.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateway/config/config.h"
#include "gateway/log/log.h"
#include "gateway/serve/foundation.h"
#include "gateway/serve/provider.h"

namespace quittance::serve {

class Shift {
 public:
  /// Told once, with the reason, when work can go on no more: the process must end. Any thread.
  using Fail = std::function<void(const Error&)>;

  /// Opens rules, keys, trust, secrets, channels and listening sockets; addresses at which `before` listens
  /// are shared with it. Takes nothing in, sends nothing and changes nothing on disk. Fails with the code of
  /// what cannot be opened.
  static Result<std::unique_ptr<Shift>> prepare(std::shared_ptr<Foundation> foundation,
                                                std::shared_ptr<log::Log> log, const config::Config& config,
                                                const Shift* before, Fail fail);
  ~Shift();

  /// Begins to take connections. The line tells where ("1 drop folder, AS4 on …"). Fails with HTTP-LISTEN.
  Result<std::string> open_doors();
  /// Takes up what a dead process, or the shift before, left half done; then works: drop folders, deliveries.
  /// Only one shift of a foundation may do so. Fails with the codes of store and disk.
  Result<void> begin_work();
  /// No new connections; begun exchanges have half a minute in which to end. `taken_over`: another shift
  /// listens in its place, so that those who have just connected are still served.
  void close_doors(bool taken_over);
  /// Takes nothing in and begins nothing any more; returns when what was begun has ended.
  void end_work();

  [[nodiscard]] const std::shared_ptr<Foundation>& foundation() const;
  [[nodiscard]] const config::Config& config() const;
  [[nodiscard]] log::Log& log() const;
  [[nodiscard]] const Provider& provider() const;

 private:
  struct Parts;
  explicit Shift(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::serve
