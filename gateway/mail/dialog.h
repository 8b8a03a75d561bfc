// The SMTP dialogue on one connection: commands out, replies in, each within a limit of time and size. POCO's
// SMTPClientSession reads replies of any length and has no deadline for a whole reply, so a relay could hold
// a thread for ever; hence our own on POCO's sockets.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "gateway/http/stream.h"

namespace quittance::mail {

/// A complete reply (RFC 5321 4.2).
struct Reply {
  int code = 0;          ///< 220, 354, 550 …
  std::string enhanced;  ///< RFC 3463 code of its first line, or empty
  std::string text;      ///< all lines as sent, joined by "\n", controls shown as '?'
  [[nodiscard]] int kind() const { return code / 100; }
};

class Dialog {
 public:
  using Within = std::chrono::milliseconds;

  /// Connects to the first address of `host` that answers. Fails with SMTP:CONNECT.
  static Result<Dialog> connect(const std::string& host, std::uint16_t port, Within within);

  /// Fails with SMTP:CUT, SMTP:TIMEOUT or SMTP:PROTOCOL.
  Result<Reply> reply(Within within);
  /// Fails with SMTP:CUT or SMTP:TIMEOUT.
  Result<void> write(BytesView octets, Within within);
  /// Writes the line and its CRLF and reads the reply.
  Result<Reply> command(std::string_view line, Within within);

  /// Goes over to TLS. Octets that came in clear behind the last reply are a forgery (CVE-2011-0411). Fails
  /// with SMTP:TLS.
  Result<void> secure(const Poco::Net::Context::Ptr& context, const std::string& host, Within within);
  [[nodiscard]] bool tls() const { return stream_.tls(); }
  [[nodiscard]] bool loopback() const { return loopback_; }

 private:
  Dialog(http::Stream stream, bool loopback) : stream_(std::move(stream)), loopback_(loopback) {}
  Result<std::string> line(std::chrono::steady_clock::time_point until);
  Result<void> wait(http::Moved::Kind kind, std::chrono::steady_clock::time_point until) const;

  http::Stream stream_;
  bool loopback_;
  std::string pending_;
};

}  // namespace quittance::mail
