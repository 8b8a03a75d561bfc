// The words of ESMTP: what a server offers, how values are written, what its replies mean. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/base/bytes.h"
#include "gateway/mail/dialog.h"
#include "gateway/mail/smtp.h"

namespace quittance::mail {

/// What an EHLO reply offers (RFC 5321 4.1.1.1).
struct Offers {
  bool starttls = false;
  bool dsn = false;
  bool size = false;
  bool auth_plain = false;
  bool auth_login = false;
};

/// Reads Reply::text of an EHLO; keywords compare without case, "AUTH=" of old servers counts as AUTH.
Offers read_offers(std::string_view reply_text);

/// xtext (RFC 3461 4): printable ASCII but '+' and '=' as it is, every other octet as '+' and two upper-case
/// digits.
std::string xtext(std::string_view text);

/// The message with a dot more at the start of each line that begins with one (RFC 5321 4.5.2).
Bytes dot_stuffed(BytesView message);

/// What kind of trouble a 4xx or 5xx reply at that stage tells of (RFC 3463; without an enhanced code by RFC
/// 5321 4.2.3).
Trouble trouble_of(const Reply& reply, Stage stage);

}  // namespace quittance::mail
