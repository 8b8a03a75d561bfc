// One connection to one endpoint, with deadlines that hold whatever the peer does. Internal to
// poco_http_client.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/Session.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>

#include <chrono>

#include "as4/http_answer.h"
#include "formats/base/bytes.h"

namespace quittance::as4 {

using Deadline = std::chrono::steady_clock::time_point;

/// What a step on a connection came to: nothing to report, or why it failed.
struct Fault {
  std::string why;
  bool too_late = false;  ///< nothing is wrong but the time
  explicit operator bool() const { return !why.empty(); }
};

class HttpConnection {
 public:
  /// Connects and, with a context, shakes hands, naming `host` (SNI) unless it is "", and offering to resume
  /// `session` unless it is null. Never blocks past the deadline.
  Fault open(const Poco::Net::SocketAddress& address, const std::string& host,
             const Poco::Net::Context::Ptr& tls, const Poco::Net::Session::Ptr& session, Deadline deadline);

  /// What another connection may resume: null without TLS. Only once something was read, for TLS 1.3 hands it
  /// out behind the handshake.
  [[nodiscard]] Poco::Net::Session::Ptr session();

  /// Writes all of `octets`; what the peer says meanwhile goes to `answer`, and writing stops when that is
  /// complete. `written` counts octets the system took.
  Fault write(BytesView octets, HttpAnswerReader& answer, std::size_t& written, Deadline deadline);

  /// Reads until the answer is complete or broken, or, with `until_continue`, until 100 Continue came.
  /// A fault is a deadline that passed or a broken connection.
  Fault read(HttpAnswerReader& answer, bool until_continue, Deadline deadline);

  /// Nothing has come from the peer since: neither octets nor the end.
  [[nodiscard]] bool is_quiet();

  Deadline kept_since{};

 private:
  enum class Want { read, write };
  /// Waits for the socket. False when the deadline passed.
  bool wait(short events, Deadline deadline);
  /// Takes what is there without waiting; false at the end of the stream.
  bool receive(HttpAnswerReader& answer);
  Fault shake_hands(Deadline deadline);

  Poco::Net::StreamSocket socket_;
  bool tls_ = false;
  Want want_ = Want::read;
};

}  // namespace quittance::as4
