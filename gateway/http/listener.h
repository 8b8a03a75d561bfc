// A listening socket apart from the server that takes connections from it: a reload hands it from the old
// server to the new one, and peers who connect in between wait in the kernel's queue.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "formats/base/result.h"

namespace quittance::http {

class Listener {
 public:
  /// Binds and listens. `address` is numeric; "::" takes IPv4 too. Port 0: the system chooses a free one.
  /// Fails with HTTP-LISTEN, naming address and port.
  static Result<std::shared_ptr<const Listener>> open(const std::string& address, std::uint16_t port);
  /// Connections that wait are still served by whoever holds a copy; without one they are reset.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Another descriptor of the same socket, the caller's own. Fails with HTTP-LISTEN.
  [[nodiscard]] Result<int> copy() const;

 private:
  Listener(int descriptor, std::uint16_t port) : descriptor_(descriptor), port_(port) {}
  int descriptor_;
  std::uint16_t port_;
};

}  // namespace quittance::http
