#include "gateway/testbed/mailbox.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>

namespace quittance::testbed {
namespace {

constexpr int kLookMs = 100;
constexpr std::size_t kLargestMail = std::size_t{64} << 20;

bool readable(int socket) {
  pollfd one{socket, POLLIN, 0};
  return ::poll(&one, 1, kLookMs) > 0;
}

}  // namespace

/// One client, from greeting to QUIT.
class Mailbox::Dialogue {
 public:
  Dialogue(Mailbox& mailbox, int socket) : mailbox_(mailbox), socket_(socket) {}

  void run() {
    say("220 mail.testbed ESMTP");
    while (auto line = read_line()) {
      std::string verb = line->substr(0, 4);
      for (char& c : verb) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      if (verb == "DATA") {
        if (!take_mail()) return;
      } else if (verb == "QUIT") {
        return say("221 bye");
      } else if (verb == "EHLO") {
        say("250-mail.testbed\r\n250-8BITMIME\r\n250 SIZE 67108864");
      } else {
        say(verb == "HELO" || verb == "MAIL" || verb == "RCPT" || verb == "RSET" || verb == "NOOP"
                ? "250 OK"
                : "502 not here");
      }
    }
  }

 private:
  bool take_mail() {
    say("354 go on");
    std::string mail;
    while (auto line = read_line()) {
      if (*line == ".") {
        const std::string name = fmt::format("{}/{:04}.eml", mailbox_.folder_, ++mailbox_.taken_);
        std::ofstream(name + ".part", std::ios::binary) << mail;
        if (std::rename((name + ".part").c_str(), name.c_str()) != 0) return false;
        say("250 kept");
        return true;
      }
      mail.append(*line, line->starts_with('.') ? 1 : 0).append("\r\n");
      if (mail.size() > kLargestMail) return false;
    }
    return false;
  }

  void say(const std::string& line) const {
    const std::string octets = line + "\r\n";
    ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
  }

  std::optional<std::string> read_line() {
    std::size_t end = 0;
    while ((end = pending_.find("\r\n")) == std::string::npos) {
      char buffer[4096];
      while (!readable(socket_))
        if (mailbox_.ending_) return std::nullopt;
      const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
      if (got <= 0 || pending_.size() > kLargestMail) return std::nullopt;
      pending_.append(buffer, static_cast<std::size_t>(got));
    }
    std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 2);
    return line;
  }

  Mailbox& mailbox_;
  int socket_;
  std::string pending_;
};

Result<std::unique_ptr<Mailbox>> Mailbox::open(const std::string& folder) {
  disk::Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const bound = reinterpret_cast<sockaddr*>(&address);
  if (!listener.valid() || ::bind(listener.number(), bound, size) != 0 ||
      ::listen(listener.number(), 16) != 0 || ::getsockname(listener.number(), bound, &size) != 0)
    return Error{"TESTBED", Retry::never, std::string("mail server: ") + std::strerror(errno)};
  return std::unique_ptr<Mailbox>(new Mailbox(folder, std::move(listener), ntohs(address.sin_port)));
}

Mailbox::Mailbox(std::string folder, disk::Descriptor listener, std::uint16_t port)
    : folder_(std::move(folder)), listener_(std::move(listener)), port_(port), thread_([this] { serve(); }) {}

Mailbox::~Mailbox() {
  ending_ = true;
  thread_.join();
}

void Mailbox::serve() {
  while (!ending_) {
    if (!readable(listener_.number())) continue;
    const disk::Descriptor client(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.valid()) Dialogue(*this, client.number()).run();
  }
}

}  // namespace quittance::testbed
