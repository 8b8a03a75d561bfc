// Hands one message for one recipient to one SMTP server, once, and says what came of it in the delivery
// table's words. It never retries: the queue does.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <Poco/Net/Context.h>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "gateway/mail/message.h"

namespace quittance::mail {

/// How the connection to the relay is protected.
enum class Tls {
  none,           ///< plain: loopback only
  opportunistic,  ///< STARTTLS when offered, without checking whose certificate it is (RFC 3207: better than
                  ///< nothing)
  required,       ///< STARTTLS, certificate checked against the host name; else not sent
  implicit        ///< TLS from the first octet (RFC 8314), certificate checked
};

/// The server we hand mail to.
struct Relay {
  std::string host;
  std::uint16_t port = 25;
  Tls tls = Tls::required;
  Poco::Net::Context::Ptr context;  ///< client context (http/tls.h) where TLS is used
  std::string helo;                 ///< our own name, for EHLO
  std::string user;                 ///< empty: no AUTH
  std::string secret;               ///< sent only over TLS, or to a loopback address
  std::chrono::milliseconds connect_within{30'000};
  std::chrono::milliseconds answer_within{300'000};        ///< RFC 5321 4.5.3.2: 5 minutes for a command
  std::chrono::milliseconds final_answer_within{600'000};  ///< 10 minutes after the final dot
  std::chrono::milliseconds body_within{600'000};          ///< for all octets of the message
};

/// The envelope (RFC 5321, RFC 3461).
struct Envelope {
  std::optional<Address> sender;  ///< VERP return path; nothing is the null sender "<>"
  Address recipient;
  std::string
      envelope_id;  ///< ENVID, at most 100 printable characters, sent when DSN is offered; may be empty
};

/// Events of the delivery table that sending can end in; to_string gives the table's names.
enum class Event { not_taken, answer_lost, receipt_verified, refused_by_peer };
std::string_view to_string(Event event);
std::ostream& operator<<(std::ostream& out, Event event);

/// How far the dialogue had come.
enum class Stage {
  connect,
  greeting,
  hello,
  tls,
  authentication,
  sender,
  recipient,
  data,
  message,
  final_answer
};
std::string_view to_string(Stage stage);
std::ostream& operator<<(std::ostream& out, Stage stage);

/// What kind of trouble it is, so that the right person or step can act (RFC 3463 classes).
enum class Trouble {
  none,
  relay,    ///< our own way out: connection, greeting, TLS, login. No verdict on the recipient
  busy,     ///< 4xx: greylisting, load
  address,  ///< x.1.x: wrong address: ask for a new one
  mailbox,  ///< x.2.x, 552: full or disabled: to a person first
  network,  ///< x.3.x, x.4.x, x.5.x
  content,  ///< x.6.x, too large: convert or shrink
  policy,   ///< x.7.x: to the mail administrator first
  other
};
std::string_view to_string(Trouble trouble);
std::ostream& operator<<(std::ostream& out, Trouble trouble);

/// What one attempt came to.
struct Outcome {
  Event event = Event::not_taken;
  Stage stage = Stage::connect;
  Trouble trouble = Trouble::none;
  int reply = 0;         ///< the SMTP reply code, 0 when there was none
  std::string enhanced;  ///< "5.2.2", or empty
  std::string code;      ///< "SMTP:550", "SMTP:250", "SMTP:CONNECT", "SMTP:TIMEOUT", "SMTP:CUT", "SMTP:TLS",
                         ///< "SMTP:PROTOCOL"
  std::string detail;  ///< the full text of the reply, lines joined by "\n" (for a receipt: the evidence), or
                       ///< what failed
  bool dsn = false;    ///< success, failure and delay reports were asked for
  bool tls = false;    ///< the message went over TLS
  std::string grade;   ///< "E1" with receipt_verified (email evidence ladder), else empty
};

/// Sends `message` (bytes of build(), or others with CRLF line ends). Fails, before anything is sent, with
/// MAIL-BODY when the bytes hold a bare CR or LF, a NUL or a line above 998 octets (SMTP smuggling,
/// CVE-2023-51764), and with MAIL-ENVELOPE when the ENVID cannot be written.
Result<Outcome> send(const Relay& relay, const Envelope& envelope, BytesView message);

}  // namespace quittance::mail
