// A relay that says exactly what it is told, once, and can fall silent for ever after any octet of it.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

namespace quittance::test {

class ScriptedRelay {
 public:
  /// `replies`: the greeting, then one for each command, in order; the one behind "354" waits for the final
  /// dot. It hangs up when it has sent `most` octets, or when there is nothing more to say.
  explicit ScriptedRelay(std::vector<std::string> replies, std::size_t most = SIZE_MAX)
      : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
        replies_(std::move(replies)),
        most_(most) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof name;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&name), length) != 0 || ::listen(listener_, 1) != 0)
      return;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &length);
    port_ = ntohs(name.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedRelay() {
    ::shutdown(listener_, SHUT_RDWR);
    wait();
    ::close(listener_);
  }
  ScriptedRelay(const ScriptedRelay&) = delete;
  ScriptedRelay& operator=(const ScriptedRelay&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void wait() {
    if (thread_.joinable()) thread_.join();
  }
  /// After wait(): everything it was told.
  [[nodiscard]] const std::string& heard() const { return heard_; }
  /// After wait(): the final dot was among it.
  [[nodiscard]] bool took_message() const { return heard_.find("\r\n.\r\n") != std::string::npos; }

 private:
  void serve() {
    const int peer = ::accept(listener_, nullptr, nullptr);
    if (peer < 0) return;
    bool in_message = false;
    for (const auto& reply : replies_) {
      const auto piece = reply.substr(0, most_);
      most_ -= piece.size();
      if (::send(peer, piece.data(), piece.size(), MSG_NOSIGNAL) < 0 || most_ == 0) break;
      in_message = reply.starts_with("354");
      if (!hear_until(peer, in_message ? "\r\n.\r\n" : "\r\n")) break;
    }
    // What is still under way is heard too: it decides whether the message was complete.
    ::shutdown(peer, SHUT_WR);
    hear_until(peer, std::string(1, '\0'));
    ::close(peer);
  }
  bool hear_until(int peer, const std::string& end) {
    const auto from = heard_.size();
    char c = 0;
    while (heard_.find(end, from > 2 ? from - 2 : 0) == std::string::npos || heard_.size() == from) {
      if (::recv(peer, &c, 1, 0) != 1) return false;
      heard_.push_back(c);
    }
    return true;
  }

  int listener_;
  std::vector<std::string> replies_;
  std::size_t most_;
  std::uint16_t port_ = 0;
  std::string heard_;
  std::thread thread_;
};

}  // namespace quittance::test
