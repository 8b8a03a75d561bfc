// A DNS server on a free port of loopback that answers as a test tells it to, by UDP and TCP.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace quittance::as4::test {

class DnsServer {
 public:
  /// Makes the reply to a question as it came; "" is silence.
  using Answer = std::function<std::string(const std::string& question, bool tcp)>;

  explicit DnsServer(Answer answer) : answer_(std::move(answer)) {
    for (int attempt = 0; attempt < 50 && !open(); ++attempt) {
    }
    thread_ = std::thread([this] { serve(); });
  }
  ~DnsServer() {
    stop_ = true;
    thread_.join();
    ::close(udp_);
    ::close(tcp_);
  }
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::atomic<int> by_udp{0}, by_tcp{0};

 private:
  /// One port for both; false when it is free for one of them only.
  bool open() {
    if (udp_ >= 0) ::close(udp_);
    if (tcp_ >= 0) ::close(tcp_);
    udp_ = ::socket(AF_INET, SOCK_DGRAM, 0);
    tcp_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(udp_, reinterpret_cast<sockaddr*>(&address), size) != 0) return false;
    ::getsockname(udp_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    return ::bind(tcp_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(tcp_, 8) == 0;
  }
  void serve() {
    while (!stop_) {
      pollfd both[2] = {{udp_, POLLIN, 0}, {tcp_, POLLIN, 0}};
      if (::poll(both, 2, 20) <= 0) continue;
      if ((both[0].revents & POLLIN) != 0) one_by_udp();
      if ((both[1].revents & POLLIN) != 0) one_by_tcp();
    }
  }
  void one_by_udp() {
    char buffer[4096];
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const auto got = ::recvfrom(udp_, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got <= 0) return;
    ++by_udp;
    const std::string reply = answer_(std::string(buffer, static_cast<std::size_t>(got)), false);
    if (!reply.empty())
      ::sendto(udp_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
  }
  void one_by_tcp() {
    const int socket = ::accept(tcp_, nullptr, nullptr);
    if (socket < 0) return;
    unsigned char head[2];
    char buffer[4096];
    if (::recv(socket, head, 2, MSG_WAITALL) == 2) {
      const std::size_t length = static_cast<std::size_t>(head[0]) << 8 | head[1];
      if (length <= sizeof buffer &&
          ::recv(socket, buffer, length, MSG_WAITALL) == static_cast<ssize_t>(length)) {
        ++by_tcp;
        const std::string reply = answer_(std::string(buffer, length), true);
        const std::string framed =
            std::string{static_cast<char>(reply.size() >> 8), static_cast<char>(reply.size())} + reply;
        if (!reply.empty()) ::send(socket, framed.data(), framed.size(), MSG_NOSIGNAL);
      }
    }
    ::close(socket);
  }

  Answer answer_;
  int udp_ = -1, tcp_ = -1;
  unsigned port_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace quittance::as4::test
