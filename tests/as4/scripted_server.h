// A server that does to each connection what a test tells it to. On loopback, one connection at a time.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace quittance::as4::test {

/// One accepted connection, in the words of a script.
class Visitor {
 public:
  explicit Visitor(int socket) : socket_(socket) {}
  /// Reads until `end` was seen; what came is in `got`. False when the client went away.
  bool read_until(const std::string& end) {
    while (got.find(end, mark_) == std::string::npos) {
      char buffer[4096];
      const ssize_t count = ::recv(socket_, buffer, sizeof buffer, 0);
      if (count <= 0) return false;
      got.append(buffer, static_cast<std::size_t>(count));
    }
    mark_ = got.find(end, mark_) + end.size();
    return true;
  }
  bool read_head() { return read_until("\r\n\r\n"); }
  void say(const std::string& text) { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  /// Waits until the client goes away, saying one octet at a time meanwhile when `drip` is not empty.
  void linger(const std::string& drip = "") {
    for (std::size_t i = 0;; ++i) {
      pollfd state{socket_, POLLIN, 0};
      char octet;
      if (::poll(&state, 1, 20) > 0 && ::recv(socket_, &octet, 1, 0) <= 0) return;
      if (i < drip.size()) say(drip.substr(i, 1));
    }
  }
  /// Closes so that the client sees a reset.
  void reset() {
    const linger_option hard{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  std::string got;

 private:
  struct linger_option {
    int on, seconds;
  };
  int socket_;
  std::size_t mark_ = 0;
};

class ScriptedServer {
 public:
  /// Runs one script a connection, in order; then stops.
  explicit ScriptedServer(std::vector<std::function<void(Visitor&)>> scripts) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0) std::abort();
    ::listen(listener_, 8);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, scripts = std::move(scripts)] {
      for (const auto& script : scripts) {
        const int socket = ::accept(listener_, nullptr, nullptr);
        if (socket < 0) return;
        ++connections;
        Visitor visitor(socket);
        script(visitor);
        ::close(socket);
      }
    });
  }
  ~ScriptedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/as4"; }
  std::atomic<int> connections{0};

 private:
  int listener_ = -1;
  unsigned port_ = 0;
  std::thread thread_;
};

}  // namespace quittance::as4::test
