#include "gateway/http/stream.h"

#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <Poco/Net/X509Certificate.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <sstream>

namespace quittance::http {

namespace {

/// POCO 1.11 has no public way to hand over a descriptor.
struct AcceptedSocket : Poco::Net::StreamSocket {
  explicit AcceptedSocket(int descriptor)
      : Poco::Net::StreamSocket(new Poco::Net::StreamSocketImpl(descriptor)) {}
};

Moved from_code(int code, bool tls, Moved::Kind plain_want) {
  if (code > 0) return Moved(Moved::Kind::some, static_cast<std::size_t>(code));
  if (code == 0) return Moved(Moved::Kind::closed);
  if (!tls) return Moved(plain_want);
  return Moved(code == Poco::Net::SecureStreamSocket::ERR_SSL_WANT_WRITE ? Moved::Kind::want_write
                                                                         : Moved::Kind::want_read);
}

}  // namespace

Result<Stream> Stream::accepted(int descriptor, const Poco::Net::Context::Ptr& tls) {
  Poco::Net::StreamSocket socket = AcceptedSocket(descriptor);
  try {
    socket.setBlocking(false);
    socket.setNoDelay(true);
    if (!tls) return Stream(socket, false);
    return Stream(Poco::Net::SecureStreamSocket::attach(socket, tls), true);
  } catch (const Poco::Exception& error) {
    return Error{"TLS", Retry::never, error.displayText()};
  }
}

Result<Stream> Stream::connected(const Poco::Net::SocketAddress& to, std::chrono::milliseconds within) {
  try {
    Poco::Net::StreamSocket socket;
    socket.connect(to, Poco::Timespan(within.count() * Poco::Timespan::MILLISECONDS));
    socket.setBlocking(false);
    socket.setNoDelay(true);
    ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
    return Stream(socket, false);
  } catch (const Poco::Exception& error) {
    return Error{"CONNECT", Retry::later, error.displayText()};
  }
}

Result<void> Stream::secure(const Poco::Net::Context::Ptr& tls, const std::string& host) {
  try {
    socket_ = Poco::Net::SecureStreamSocket::attach(socket_, host, tls);
    socket_.setBlocking(false);
    tls_ = true;
    return {};
  } catch (const Poco::Exception& error) {
    return Error{"TLS", Retry::later, error.displayText()};
  }
}

Moved Stream::handshake() {
  try {
    Poco::Net::SecureStreamSocket secure(socket_);
    const int code = secure.completeHandshake();
    if (code == 1) secure.verifyPeerCertificate();
    return from_code(code, true, Moved::Kind::want_read);
  } catch (const Poco::Exception& error) {
    return Moved(Moved::Kind::failed, 0, error.displayText());
  }
}

Moved Stream::read(char* to, std::size_t most) {
  try {
    return from_code(socket_.receiveBytes(to, static_cast<int>(most)), tls_, Moved::Kind::want_read);
  } catch (const Poco::Exception& error) {
    return Moved(Moved::Kind::failed, 0, error.displayText());
  }
}

Moved Stream::write(const char* from, std::size_t most) {
  try {
    return from_code(socket_.sendBytes(from, static_cast<int>(most)), tls_, Moved::Kind::want_write);
  } catch (const Poco::Exception& error) {
    return Moved(Moved::Kind::failed, 0, error.displayText());
  }
}

void Stream::end_sending() { ::shutdown(descriptor(), SHUT_WR); }

int Stream::descriptor() const { return socket_.impl()->sockfd(); }

std::optional<Bytes> Stream::peer_certificate() const {
  if (!tls_) return std::nullopt;
  try {
    const Poco::Net::SecureStreamSocket secure(socket_);
    if (!secure.havePeerCertificate()) return std::nullopt;
    std::ostringstream pem;
    secure.peerCertificate().save(pem);
    const auto text = pem.str();
    const auto start = text.find("-----BEGIN CERTIFICATE-----");
    const auto end = text.find("-----END CERTIFICATE-----");
    Bytes der;
    constexpr std::size_t kBegin = 27;
    if (start == std::string::npos || end == std::string::npos) return std::nullopt;
    if (!from_base64(std::string_view(text).substr(start + kBegin, end - start - kBegin), der))
      return std::nullopt;
    return der;
  } catch (const Poco::Exception&) {
    return std::nullopt;  // no certificate was shown: the handler sees none
  }
}

}  // namespace quittance::http
