// The tool's side of the control socket.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "formats/base/result.h"
#include "gateway/control/protocol.h"
#include "gateway/control/socket.h"

namespace quittance::control {

/// A connection to the daemon, for any number of calls one after the other.
class Client {
 public:
  /// Fails with CONTROL-NO-DAEMON ("no daemon answers at PATH: start it with 'quittance serve'") or, where
  /// the file's mode says no, with CONTROL-DENIED.
  static Result<Client> connect(const std::string& path);

  /// The daemon's result or its error. Fails with CONTROL-LOST when the daemon went away or was silent for
  /// `within`: whether the call took effect is then unknown.
  Result<Value> call(std::string_view name, const Object& arguments,
                     std::chrono::milliseconds within = std::chrono::minutes(5));

 private:
  Client(Descriptor socket, std::string path);
  Descriptor socket_;
  LineReader lines_;
  std::string path_;
};

}  // namespace quittance::control
