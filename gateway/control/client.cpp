#include "gateway/control/client.h"

namespace quittance::control {

Client::Client(Descriptor socket, std::string path)
    : socket_(std::move(socket)), lines_(socket_.get(), -1, kLongestLine), path_(std::move(path)) {}

Result<Client> Client::connect(const std::string& path) {
  bool denied = false;
  auto socket = connect_to(path, denied);
  if (socket.ok()) return Client(std::move(socket).value(), path);
  if (denied) {
    return Error{"CONTROL-DENIED", Retry::never,
                 "the daemon's socket at " + path +
                     " is not for you: ask as root, as the daemon's user or as a member of its group"};
  }
  return Error{"CONTROL-NO-DAEMON", Retry::later,
               "no daemon answers at " + path + ": start it with 'quittance serve'"};
}

Result<Value> Client::call(std::string_view name, const Object& arguments, std::chrono::milliseconds within) {
  const auto lost = [this](std::string_view why) {
    return Error{"CONTROL-LOST", Retry::later, "the daemon at " + path_ + " " + std::string(why)};
  };
  // A daemon that turns us away says why before it hangs up: read on even where the call could not be
  // written.
  const bool written = write_all(socket_.get(), write_call(name, arguments), within);
  std::string line;
  switch (lines_.next(line, within)) {
    case LineEnd::complete: return read_answer(line);
    case LineEnd::silent: return lost("gave no answer in time");
    case LineEnd::too_long: return lost("gave an answer longer than allowed");
    case LineEnd::closed:
    case LineEnd::stopped: break;
  }
  return lost(written ? "went away before it had answered" : "went away before it had the call");
}

}  // namespace quittance::control
