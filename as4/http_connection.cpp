#include "as4/http_connection.h"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace quittance::as4 {

namespace {

using Poco::Net::SecureStreamSocket;

constexpr std::size_t kStep = std::size_t{16} << 10;
const Fault kTooLate{"the time limit passed", true};

/// poll(2): POCO's makes and destroys an epoll instance each time. False when nothing happened in time.
bool poll_socket(const Poco::Net::StreamSocket& socket, short events, const Poco::Timespan& at_most) {
  pollfd state{socket.impl()->sockfd(), events, 0};
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(at_most.totalMicroseconds());
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    const int count = ::poll(&state, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX)));
    if (count >= 0 || errno != EINTR) return count > 0;
  }
}

Poco::Timespan until(Deadline deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::microseconds>(deadline - std::chrono::steady_clock::now());
  return std::max<Poco::Timespan::TimeDiff>(left.count(), 0);
}

}  // namespace

Fault HttpConnection::open(const Poco::Net::SocketAddress& address, const std::string& host,
                           const Poco::Net::Context::Ptr& tls, const Poco::Net::Session::Ptr& session,
                           Deadline deadline) {
  try {
    socket_.connect(address, until(deadline));
    socket_.setNoDelay(true);
    if (tls) {
      socket_.setBlocking(false);
      socket_ = host.empty() ? SecureStreamSocket::attach(socket_, tls, session)
                             : SecureStreamSocket::attach(socket_, host, tls, session);
      tls_ = true;
    }
    socket_.setBlocking(false);
    return tls_ ? shake_hands(deadline) : Fault{};
  } catch (const Poco::Exception& error) {
    return {error.displayText()};
  }
}

Fault HttpConnection::shake_hands(Deadline deadline) {
  SecureStreamSocket secure(socket_);
  while (true) {
    const int state = secure.completeHandshake();
    if (state == 1) return {};
    if (state >= 0) return {"TLS: connection closed in the handshake"};
    if (!wait(state == SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN, deadline))
      return {"TLS: " + kTooLate.why};
  }
}

Poco::Net::Session::Ptr HttpConnection::session() {
  return tls_ ? SecureStreamSocket(socket_).currentSession() : Poco::Net::Session::Ptr();
}

bool HttpConnection::wait(short events, Deadline deadline) {
  return poll_socket(socket_, events, until(deadline));
}

bool HttpConnection::receive(HttpAnswerReader& answer) {
  std::array<char, kStep> buffer;
  while (answer.state() != HttpAnswerReader::State::complete &&
         answer.state() != HttpAnswerReader::State::broken) {
    const int count = socket_.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
    if (count == 0) {
      answer.end_of_stream();
      return false;
    }
    if (count < 0) {
      want_ = tls_ && count == SecureStreamSocket::ERR_SSL_WANT_WRITE ? Want::write : Want::read;
      return true;
    }
    answer.feed({buffer.data(), static_cast<std::size_t>(count)});
  }
  return true;
}

Fault HttpConnection::write(BytesView octets, HttpAnswerReader& answer, std::size_t& written,
                            Deadline deadline) {
  try {
    for (written = 0; written < octets.size();) {
      const std::size_t step = std::min(kStep, octets.size() - written);
      const int count = socket_.sendBytes(octets.data() + written, static_cast<int>(step));
      if (count > 0) {
        written += static_cast<std::size_t>(count);
        continue;
      }
      if (count == 0 && tls_) return {"connection closed while sending"};
      if (!wait(POLLOUT | POLLIN, deadline)) return kTooLate;
      if (poll_socket(socket_, POLLIN, 0) && !receive(answer)) return {"connection closed while sending"};
      if (answer.state() == HttpAnswerReader::State::complete) return {};
      if (answer.state() == HttpAnswerReader::State::broken) return {answer.fault()};
    }
    return {};
  } catch (const Poco::Exception& error) {
    return {error.displayText()};
  }
}

Fault HttpConnection::read(HttpAnswerReader& answer, bool until_continue, Deadline deadline) {
  try {
    while (receive(answer)) {
      if (answer.state() == HttpAnswerReader::State::complete) return {};
      if (answer.state() == HttpAnswerReader::State::broken) break;
      if (until_continue && answer.saw_continue()) return {};
      if (!wait(want_ == Want::write ? POLLOUT : POLLIN, deadline)) return kTooLate;
    }
    if (answer.state() == HttpAnswerReader::State::complete) return {};
    return {answer.fault()};
  } catch (const Poco::Exception& error) {
    // TLS peers that close without saying so: complete only if the head said where the body ends.
    return {answer.state() == HttpAnswerReader::State::complete ? "" : error.displayText()};
  }
}

bool HttpConnection::is_quiet() { return !poll_socket(socket_, POLLIN, 0); }

}  // namespace quittance::as4
