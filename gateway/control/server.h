// gateway/control: the daemon's ear for its own tools. A unix socket in the state directory; who may connect
// is decided by the file's mode and, again, by the kernel's word about the caller (SO_PEERCRED). Calls are
// named; handlers answer.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "formats/base/result.h"
#include "gateway/control/protocol.h"

namespace quittance::control {

/// Who calls, by the kernel's word.
struct Caller {
  pid_t pid = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};

/// Answers one call. Runs on the caller's own thread and may block there; what it throws becomes
/// CONTROL-FAILED.
using Handler = std::function<Result<Value>(const Object& arguments, const Caller& caller)>;

/// Where the socket lies and who may use it: root and the daemon's own user always; members of `group` too if
/// one is given (mode 0660 instead of 0600).
struct Place {
  std::string path;
  std::optional<gid_t> group;
  std::size_t callers = 64;  ///< at once; one more is told to come back
};

class Server {
 public:
  Server(Place place, std::map<std::string, Handler, std::less<>> handlers);
  /// Ends open calls' connections, waits for running handlers, removes the socket.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Fails with CONTROL-BUSY when another daemon answers there, with CONTROL-SOCKET when it cannot be made.
  /// A dead daemon's left-over socket is replaced.
  Result<void> start();
  void stop();

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace quittance::control
