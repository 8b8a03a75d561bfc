// A server on a free port of loopback, and clients that send exactly the octets
// given.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/http/server.h"
#include "tests/support/fake_clock.h"

namespace quittance::http {

class RecordedEvents : public Events {
 public:
  void refused(const Peer&, std::string_view code, std::string_view) override { note(std::string(code)); }
  void failed(const Request&, std::string_view why) override { note("failed: " + std::string(why)); }
  void answered(const Request& request, int status, std::chrono::microseconds) override {
    note(request.method + " " + request.target + " " + std::to_string(status));
  }
  /// Waits until that was told; false after a minute.
  bool tell(const std::string& what) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, std::chrono::minutes(1),
                          [&] { return std::find(notes_.begin(), notes_.end(), what) != notes_.end(); });
  }
  std::vector<std::string> all() {
    const std::lock_guard lock(mutex_);
    return notes_;
  }

 private:
  void note(std::string what) {
    const std::lock_guard lock(mutex_);
    notes_.push_back(std::move(what));
    told_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable told_;
  std::vector<std::string> notes_;
};

/// A blocking client. What does not come within a minute fails the test instead of hanging it.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    be_patient_for(60'000);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void be_patient_for(int ms) const {
    const timeval patience{ms / 1000, ms % 1000 * 1000L};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  [[nodiscard]] bool connected() const { return connected_; }
  void send(std::string_view octets) const {
    while (!octets.empty()) {
      const auto sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      octets.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void end_sending() const { ::shutdown(socket_, SHUT_WR); }
  /// The next answer: head and body by Content-Length. Empty when the server ended the connection.
  std::string answer(bool to_head = false) {
    std::size_t end = 0;
    while ((end = pending_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return std::exchange(pending_, {});
    }
    std::size_t length = end + 4;
    const auto field = pending_.find("Content-Length: ");
    if (!to_head && field < end) length += std::stoul(pending_.substr(field + 16));
    while (pending_.size() < length) {
      if (!fill()) break;
    }
    auto whole = pending_.substr(0, length);
    pending_.erase(0, length);
    return whole;
  }
  /// Something of an answer is here, or comes within the client's patience.
  bool has_answer() { return !pending_.empty() || fill(); }
  /// All that comes until the server ends the connection.
  std::string everything() {
    while (fill()) {
    }
    return std::exchange(pending_, {});
  }
  /// True when the server ends the connection (and nothing more came).
  bool ended() { return pending_.empty() && !fill() && !timed_out_; }

 private:
  bool fill() {
    char piece[65536];
    const auto got = ::recv(socket_, piece, sizeof piece, 0);
    timed_out_ = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (got <= 0) return false;
    pending_.append(piece, static_cast<std::size_t>(got));
    return true;
  }
  int socket_;
  bool connected_ = false;
  bool timed_out_ = false;
  std::string pending_;
};

inline std::string status_line(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }
inline std::string body_of(const std::string& answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

class HttpServer : public testing::Test {
 protected:
  void start(Limits limits = {}, Poco::Net::Context::Ptr tls = {}) {
    limits.spool = testing::TempDir();
    server_ = std::make_unique<Server>(routes_, limits, clock_, events_);
    Listen listen;
    listen.tls = std::move(tls);
    const auto port = server_->start(listen);
    ASSERT_TRUE(port.ok()) << port.error();
    port_ = *port;
  }
  void route(std::string method, std::string path, Handler handler, BodyPolicy body = {},
             Route::Match match = Route::Match::exact) {
    routes_.add({std::move(method), std::move(path), std::move(handler), body, match});
  }
  /// Answers with what came.
  static Response echo(const Request& request) {
    return Response::of(200, "application/octet-stream", request.body.load().value());
  }
  static std::string get(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }
  static std::string post(const std::string& path, const std::string& body) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  test::FakeClock clock_;
  RecordedEvents events_;
  Routes routes_;
  std::unique_ptr<Server> server_;
  std::uint16_t port_ = 0;
};

}  // namespace quittance::http
