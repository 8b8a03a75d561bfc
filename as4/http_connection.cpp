#include "as4/http_connection.h"

#include <Poco/Exception.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <array>

namespace quittance::as4 {

namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::Socket;

constexpr std::size_t kStep = std::size_t{16} << 10;
const Fault kTooLate{"the time limit passed", true};

Poco::Timespan until(Deadline deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::microseconds>(deadline - std::chrono::steady_clock::now());
  return std::max<Poco::Timespan::TimeDiff>(left.count(), 0);
}

}  // namespace

Fault HttpConnection::open(const Poco::Net::SocketAddress& address, const std::string& host,
                           const Poco::Net::Context::Ptr& tls, Deadline deadline) {
  try {
    socket_.connect(address, until(deadline));
    socket_.setNoDelay(true);
    if (tls) {
      socket_.setBlocking(false);
      socket_ = host.empty() ? SecureStreamSocket::attach(socket_, tls)
                             : SecureStreamSocket::attach(socket_, host, tls);
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
    const int mode =
        state == SecureStreamSocket::ERR_SSL_WANT_WRITE ? Socket::SELECT_WRITE : Socket::SELECT_READ;
    if (state >= 0) return {"TLS: connection closed in the handshake"};
    if (!wait(mode, deadline)) return {"TLS: " + kTooLate.why};
  }
}

bool HttpConnection::wait(int mode, Deadline deadline) {
  const Poco::Timespan left = until(deadline);
  return left.totalMicroseconds() > 0 && socket_.poll(left, mode);
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
      if (!wait(Socket::SELECT_WRITE | Socket::SELECT_READ, deadline)) return kTooLate;
      if (socket_.poll(0, Socket::SELECT_READ) && !receive(answer))
        return {"connection closed while sending"};
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
      if (!wait(want_ == Want::write ? Socket::SELECT_WRITE : Socket::SELECT_READ, deadline)) return kTooLate;
    }
    if (answer.state() == HttpAnswerReader::State::complete) return {};
    return {answer.fault()};
  } catch (const Poco::Exception& error) {
    // TLS peers that close without saying so: complete only if the head said where the body ends.
    return {answer.state() == HttpAnswerReader::State::complete ? "" : error.displayText()};
  }
}

bool HttpConnection::is_quiet() {
  try {
    return !socket_.poll(0, Socket::SELECT_READ | Socket::SELECT_ERROR);
  } catch (const Poco::Exception&) {
    return false;
  }
}

}  // namespace quittance::as4
