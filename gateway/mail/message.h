// One e-mail as exact bytes: text and HTML alternatives, attachments, headers that cannot be broken out of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/base/time.h"

namespace quittance::mail {

/// An addr-spec: dot-atom "@" host name or domain literal, ASCII, at most 64 + 255 octets (RFC 5321 4.5.3.1).
/// No quoted local part: it is legal, nobody has one, and it is how addresses smuggle.
class Address {
 public:
  /// Fails with MAIL-ADDRESS when `text` is anything else (display names, lists, non-ASCII letters, CR, LF
  /// …).
  static Result<Address> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::string_view domain() const;
  bool operator==(const Address&) const = default;

 private:
  explicit Address(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// A person's or a house's name beside the address; UTF-8, may be empty.
struct Mailbox {
  Address address;
  std::string name;
};

struct Attachment {
  std::string name;  ///< UTF-8; written as RFC 2231 where it is not ASCII. No path: '/' and '\' are refused.
  std::string content_type;  ///< "application/xml"
  Bytes content;
};

/// A header of the caller's own: Auto-Submitted, In-Reply-To, References, List-Id …
struct Header {
  std::string name;
  std::string value;
};

/// One message to one recipient. Message-ID and date are drawn and stored by the caller (design law 2): the
/// same Message always gives the same bytes.
struct Message {
  Mailbox from;
  Mailbox to;
  std::optional<Mailbox> reply_to;
  std::string subject;
  std::string message_id;  ///< "left@right", without angle brackets
  Instant date;
  std::string text;                 ///< UTF-8; line ends of either kind
  std::optional<std::string> html;  ///< UTF-8
  std::vector<Attachment> attachments;
  std::vector<Header> headers;
};

/// The message as it goes over the wire: CRLF line ends, 7-bit, no line above 998 octets (RFC 5322 2.1.1).
/// Fails with MAIL-HEADER when a header value holds CR, LF, NUL or another control character, an
/// encoded-word (RFC 2047), or is not UTF-8, and with MAIL-BODY when text or HTML is not UTF-8.
Result<Bytes> build(const Message& message);

}  // namespace quittance::mail
