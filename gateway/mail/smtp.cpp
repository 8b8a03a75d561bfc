#include "gateway/mail/smtp.h"

#include <algorithm>

#include "gateway/http/sigpipe.h"
#include "gateway/mail/dialog.h"
#include "gateway/mail/esmtp.h"

namespace quittance::mail {

namespace {

constexpr std::chrono::seconds kFarewell{2};

/// One attempt: the stages in their order, each filling the outcome and saying whether to go on.
class Attempt {
 public:
  Attempt(const Relay& relay, const Envelope& envelope, BytesView message)
      : relay_(relay), envelope_(envelope), message_(message) {}

  Outcome run() {
    auto dialog = Dialog::connect(relay_.host, relay_.port, relay_.connect_within);
    if (!dialog.ok()) {
      broken(dialog.error());
      return std::move(outcome_);
    }
    dialog_ = &*dialog;
    if (greet() && protect() && log_in() && sender() && recipient() && data()) body();
    if (outcome_.event != Event::answer_lost) (void)dialog_->command("QUIT", kFarewell);
    return std::move(outcome_);
  }

 private:
  bool greet() {
    if (relay_.tls == Tls::implicit && !secure()) return false;
    outcome_.stage = Stage::greeting;
    return expect(dialog_->reply(relay_.answer_within), 2) && hello();
  }

  bool hello() {
    outcome_.stage = Stage::hello;
    auto reply = dialog_->command("EHLO " + relay_.helo, relay_.answer_within);
    if (reply.ok() && reply->kind() == 5) {
      // RFC 5321 3.2: a server that does not know EHLO gets HELO, and offers nothing.
      offers_ = {};
      return expect(dialog_->command("HELO " + relay_.helo, relay_.answer_within), 2);
    }
    if (!expect(reply, 2)) return false;
    offers_ = read_offers(reply->text);
    return true;
  }

  bool protect() {
    if (relay_.tls == Tls::none || relay_.tls == Tls::implicit) return true;
    outcome_.stage = Stage::tls;
    if (!offers_.starttls) {
      return relay_.tls == Tls::opportunistic ||
             stop("SMTP:TLS", "the relay offers no STARTTLS, and TLS is required");
    }
    return expect(dialog_->command("STARTTLS", relay_.answer_within), 2) && secure() && hello();
  }

  bool secure() {
    outcome_.stage = Stage::tls;
    if (relay_.context.isNull()) return stop("SMTP:TLS", "no TLS context is configured");
    const auto secured = dialog_->secure(relay_.context, relay_.host, relay_.connect_within);
    if (!secured.ok()) return broken(secured.error());
    outcome_.tls = true;
    return true;
  }

  bool log_in() {
    if (relay_.user.empty()) return true;
    outcome_.stage = Stage::authentication;
    if (!dialog_->tls() && !dialog_->loopback())
      return stop("SMTP:AUTH", "the secret is not sent without TLS");
    if (offers_.auth_plain) {
      const Bytes identity = std::string(1, '\0') + relay_.user + std::string(1, '\0') + relay_.secret;
      return expect(dialog_->command("AUTH PLAIN " + to_base64(identity), relay_.answer_within), 2);
    }
    if (!offers_.auth_login) return stop("SMTP:AUTH", "the relay offers neither AUTH PLAIN nor AUTH LOGIN");
    return expect(dialog_->command("AUTH LOGIN", relay_.answer_within), 3) &&
           expect(dialog_->command(to_base64(relay_.user), relay_.answer_within), 3) &&
           expect(dialog_->command(to_base64(relay_.secret), relay_.answer_within), 2);
  }

  bool sender() {
    outcome_.stage = Stage::sender;
    // Reports go to the sender: without one there is nobody to report to.
    outcome_.dsn = offers_.dsn && envelope_.sender.has_value();
    std::string line = "MAIL FROM:<" + (envelope_.sender ? envelope_.sender->text() : "") + ">";
    if (offers_.size) line += " SIZE=" + std::to_string(message_.size());
    if (outcome_.dsn) line += " RET=HDRS";
    if (outcome_.dsn && !envelope_.envelope_id.empty()) line += " ENVID=" + xtext(envelope_.envelope_id);
    return expect(dialog_->command(line, relay_.answer_within), 2);
  }

  bool recipient() {
    outcome_.stage = Stage::recipient;
    std::string line = "RCPT TO:<" + envelope_.recipient.text() + ">";
    if (outcome_.dsn)
      line += " NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;" + xtext(envelope_.recipient.text());
    return expect(dialog_->command(line, relay_.answer_within), 2);
  }

  bool data() {
    outcome_.stage = Stage::data;
    return expect(dialog_->command("DATA", relay_.answer_within), 3);
  }

  void body() {
    outcome_.stage = Stage::message;
    const auto written = dialog_->write(dot_stuffed(message_), relay_.body_within);
    if (!written.ok()) {
      // Without the final dot the relay cannot have taken it. It may have said why before it left.
      const auto reply = dialog_->reply(std::chrono::milliseconds(0));
      if (!reply.ok() || reply->kind() < 4) {
        broken(written.error());
      } else {
        expect(reply, 2);
      }
      return;
    }
    outcome_.stage = Stage::final_answer;
    const auto ended = dialog_->write(".\r\n", relay_.body_within);
    const auto reply = ended.ok() ? dialog_->reply(relay_.final_answer_within) : Result<Reply>(ended.error());
    if (!reply.ok() || reply->kind() == 3) return lost(reply);
    if (expect(reply, 2)) {
      outcome_.event = Event::receipt_verified;
      outcome_.grade = "E1";
    }
  }

  /// From the first octet of the final dot on, no answer means: perhaps taken.
  void lost(const Result<Reply>& reply) {
    outcome_.event = Event::answer_lost;
    outcome_.trouble = Trouble::relay;
    outcome_.reply = reply.ok() ? reply->code : 0;
    outcome_.enhanced.clear();
    outcome_.code = reply.ok() ? "SMTP:PROTOCOL" : reply.error().code;
    outcome_.detail = reply.ok() ? reply->text : reply.error().detail;
  }

  /// True for a reply of that kind; else the outcome is filled.
  bool expect(const Result<Reply>& reply, int kind) {
    if (!reply.ok()) return broken(reply.error());
    outcome_.reply = reply->code;
    outcome_.enhanced = reply->enhanced;
    outcome_.code = "SMTP:" + std::to_string(reply->code);
    outcome_.detail = reply->text;
    if (reply->kind() == kind) return true;
    if (reply->kind() < 4) return stop("SMTP:PROTOCOL", reply->text);
    outcome_.trouble = trouble_of(*reply, outcome_.stage);
    // Our own way out is no verdict on the recipient: whatever it says, the mail waits and the operator is
    // told.
    const bool verdict = reply->kind() == 5 && outcome_.trouble != Trouble::relay;
    outcome_.event = verdict ? Event::refused_by_peer : Event::not_taken;
    return false;
  }

  bool broken(const Error& error) {
    outcome_.reply = 0;
    outcome_.enhanced.clear();
    return stop(error.code, error.detail);
  }

  bool stop(std::string code, std::string detail) {
    outcome_.event = Event::not_taken;
    outcome_.trouble = Trouble::relay;
    outcome_.code = std::move(code);
    outcome_.detail = std::move(detail);
    return false;
  }

  const Relay& relay_;
  const Envelope& envelope_;
  BytesView message_;
  Dialog* dialog_ = nullptr;
  Offers offers_;
  Outcome outcome_;
};

Error body_error(std::string why) { return Error{"MAIL-BODY", Retry::never, std::move(why)}; }

Result<void> check_octets(BytesView message) {
  constexpr std::size_t kLongest = 998;  // RFC 5321 4.5.3.1.6, without CRLF
  std::size_t length = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto c = static_cast<unsigned char>(message[i]);
    const bool ends = c == '\r' && i + 1 < message.size() && message[i + 1] == '\n';
    if (ends) {
      length = 0;
      ++i;
    } else if (c == '\r' || c == '\n') {
      return body_error("a bare CR or LF: a relay might end the message there");
    } else if (c == 0 || c > 0x7f) {
      return body_error("an octet that is not 7-bit text");
    } else if (++length > kLongest) {
      return body_error("a line longer than 998 octets");
    }
  }
  if (!message.ends_with("\r\n")) return body_error("no line end at the end");
  return {};
}

Result<void> check_words(const Relay& relay, const Envelope& envelope) {
  const auto is_name = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-.:[]").find(c) != std::string_view::npos;
  };
  if (relay.helo.empty() || !std::all_of(relay.helo.begin(), relay.helo.end(), is_name)) {
    return Error{"MAIL-ENVELOPE", Retry::never, "our own name for EHLO is no host name"};
  }
  const auto& id = envelope.envelope_id;
  if (id.size() > 100 || !std::all_of(id.begin(), id.end(), [](char c) { return c >= 0x20 && c < 0x7f; })) {
    return Error{"MAIL-ENVELOPE", Retry::never,
                 "an ENVID is at most 100 printable characters (RFC 3461 4.4)"};
  }
  return {};
}

}  // namespace

Result<Outcome> send(const Relay& relay, const Envelope& envelope, BytesView message) {
  if (auto fine = check_octets(message); !fine.ok()) return fine.error();
  if (auto fine = check_words(relay, envelope); !fine.ok()) return fine.error();
  const http::NoSigpipe guard;
  return Attempt(relay, envelope, message).run();
}

}  // namespace quittance::mail
