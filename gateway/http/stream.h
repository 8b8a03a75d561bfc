// A non-blocking connection, plain or TLS: the one place where POCO's return codes and exceptions become
// values.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::http {

/// What one read or write came to.
struct Moved {
  enum class Kind { some, want_read, want_write, closed, failed };
  explicit Moved(Kind k, std::size_t n = 0, std::string reason = {})
      : kind(k), count(n), why(std::move(reason)) {}
  Kind kind;
  std::size_t count;
  std::string why;
};

class Stream {
 public:
  /// Takes over an accepted, non-blocking descriptor. With a context the TLS handshake happens in the first
  /// read. Fails with TLS when no session can be made.
  static Result<Stream> accepted(int descriptor, const Poco::Net::Context::Ptr& tls);

  /// Connects within that time. Fails with CONNECT.
  static Result<Stream> connected(const Poco::Net::SocketAddress& to, std::chrono::milliseconds within);

  /// Puts TLS on a connected plain stream, as client; call handshake() until it says `some`. Fails with TLS.
  Result<void> secure(const Poco::Net::Context::Ptr& tls, const std::string& host);
  /// `some` when the handshake is done and, if the context verifies, the certificate is one for that host.
  Moved handshake();

  Moved read(char* to, std::size_t most);
  Moved write(const char* from, std::size_t most);
  /// Ends our direction, so that the peer sees the end of the answer.
  void end_sending();
  [[nodiscard]] int descriptor() const;
  [[nodiscard]] bool tls() const { return tls_; }
  /// DER of the certificate the peer proved to hold, if it showed one.
  [[nodiscard]] std::optional<Bytes> peer_certificate() const;

 private:
  Stream(const Poco::Net::StreamSocket& socket, bool tls) : socket_(socket), tls_(tls) {}
  Poco::Net::StreamSocket socket_;
  bool tls_;
};

}  // namespace quittance::http
