#include "gateway/control/socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace quittance::control {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string errno_text(int number) { return std::generic_category().message(number); }

/// A socket address through the folder's descriptor: sun_path takes 107 octets, a state folder may be longer.
class Name {
 public:
  explicit Name(const std::string& path) {
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? std::string(".") : path.substr(0, slash + 1);
    const auto leaf = slash == std::string::npos ? path : path.substr(slash + 1);
    folder_ = Descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    error_ = folder_ ? 0 : errno;
    short_path_ = "/proc/self/fd/" + std::to_string(folder_.get()) + "/" + leaf;
    if (error_ == 0 && short_path_.size() >= sizeof address_.sun_path) error_ = ENAMETOOLONG;
    if (error_ != 0) return;
    address_.sun_family = AF_UNIX;
    std::memcpy(address_.sun_path, short_path_.c_str(), short_path_.size() + 1);
  }
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&address_); }
  [[nodiscard]] static socklen_t length() { return sizeof(sockaddr_un); }
  [[nodiscard]] const std::string& short_path() const { return short_path_; }

 private:
  Descriptor folder_;
  sockaddr_un address_{};
  std::string short_path_;
  int error_ = 0;
};

int remaining_ms(steady_clock::time_point until) {
  const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

Error socket_error(const std::string& path, int number) {
  return Error{"CONTROL-SOCKET", Retry::never, path + ": " + errno_text(number)};
}

}  // namespace

void Descriptor::reset() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Result<Descriptor> connect_to(const std::string& path, bool& denied) {
  denied = false;
  const Name name(path);
  if (name.error() != 0) {
    denied = name.error() == EACCES;
    return socket_error(path, name.error());
  }
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return socket_error(path, errno);
  if (::connect(socket.get(), name.address(), Name::length()) == 0) return socket;
  denied = errno == EACCES;
  return socket_error(path, errno);
}

Result<Descriptor> listen_at(const std::string& path, unsigned mode, std::optional<unsigned> group) {
  const Name name(path);
  if (name.error() != 0) return socket_error(path, name.error());
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return socket_error(path, errno);
  struct stat there{};
  if (::lstat(name.short_path().c_str(), &there) == 0) {
    if (!S_ISSOCK(there.st_mode)) return socket_error(path, EEXIST);  // never delete what is not a socket
    if (::unlink(name.short_path().c_str()) != 0) return socket_error(path, errno);
  }
  // fchmod before bind gives the file its mode from the first moment: no window in which umask decides.
  if (::fchmod(socket.get(), mode) != 0 || ::bind(socket.get(), name.address(), Name::length()) != 0) {
    return socket_error(path, errno);
  }
  // The umask may have taken bits away; the file is ours and nobody can connect before listen().
  if (::chmod(name.short_path().c_str(), mode) != 0) return socket_error(path, errno);
  if (group && ::lchown(name.short_path().c_str(), static_cast<uid_t>(-1), *group) != 0)
    return socket_error(path, errno);
  if (::listen(socket.get(), 64) != 0) return socket_error(path, errno);
  return socket;
}

LineEnd LineReader::next(std::string& line, milliseconds within) {
  const auto until = steady_clock::now() + within;
  std::size_t searched = 0;
  while (true) {
    const auto end = pending_.find('\n', searched);
    if (end != std::string::npos) {
      line.assign(pending_, 0, end);
      pending_.erase(0, end + 1);
      return LineEnd::complete;
    }
    searched = pending_.size();
    if (searched > longest_) return LineEnd::too_long;
    if (const auto why = fill(until); why != LineEnd::complete) return why;
  }
}

LineEnd LineReader::fill(steady_clock::time_point until) {
  std::array<pollfd, 2> polled{pollfd{descriptor_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
  const int ready = ::poll(polled.data(), stop_ >= 0 ? 2 : 1, remaining_ms(until));
  if (ready < 0) return errno == EINTR ? LineEnd::complete : LineEnd::closed;
  if (ready == 0) return LineEnd::silent;
  if (polled[1].revents != 0) return LineEnd::stopped;
  std::array<char, 65536> piece{};
  const auto got = ::read(descriptor_, piece.data(), piece.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN ? LineEnd::complete : LineEnd::closed;
  if (got == 0) return LineEnd::closed;
  pending_.append(piece.data(), static_cast<std::size_t>(got));
  return LineEnd::complete;
}

bool write_all(int descriptor, std::string_view bytes, milliseconds within) {
  auto until = steady_clock::now() + within;
  while (!bytes.empty()) {
    const auto sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      until = steady_clock::now() + within;
      continue;
    }
    const int why = sent < 0 ? errno : EAGAIN;
    if (why == EINTR) continue;
    if (why != EAGAIN && why != EWOULDBLOCK) return false;
    pollfd polled{descriptor, POLLOUT, 0};
    if (::poll(&polled, 1, remaining_ms(until)) == 0) return false;
  }
  return true;
}

}  // namespace quittance::control
