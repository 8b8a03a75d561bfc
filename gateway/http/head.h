// The HTTP pre-check: reads one request head octet by octet and refuses whatever two readers could read
// differently. Stricter than RFC 9112 where that is needed for the Internet; never laxer. Pure: no socket, no
// clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "formats/base/bytes.h"
#include "gateway/http/message.h"

namespace quittance::http {

/// Why a request is not taken, with the status to answer.
struct Refusal {
  int status = 400;
  std::string why;
  bool operator==(const Refusal&) const = default;
};

/// How a body is framed.
enum class Framing { none, length, chunked };

/// A request head that passed.
struct Head {
  std::string method;
  std::string target;  ///< origin form
  Fields fields;
  Framing framing = Framing::none;
  std::uint64_t content_length = 0;
  bool close = false;  ///< the peer asked for an end behind this exchange
  bool expects_continue = false;
};

/// Bounds of a head (security.md 5: 16 KB).
struct HeadLimits {
  std::size_t total_bytes = 16 << 10;
  std::size_t target_bytes = 8 << 10;
  std::size_t fields = 100;
};

/// Takes the octets of a connection until the empty line that ends a head. It refuses at the first octet that
/// is wrong: 400  bare CR or LF, control characters, a folded line, white space before a colon, a name that
/// is no token, an
///      encoded-word (RFC 2047), none or two Host, Content-Length with Transfer-Encoding, two of either, a
///      length that is not digits, a target that is neither origin form nor an http(s) URL;
/// 414  target too long · 417 an expectation other than 100-continue · 415 a Content-Encoding · 431 head too
/// large 501  a transfer coding other than chunked, CONNECT · 505 another version than HTTP/1.1.
class HeadReader {
 public:
  enum class State { more, done, refused };

  explicit HeadReader(HeadLimits limits = {}) : limits_(limits) {}

  /// Returns how many octets belong to the head: all, unless it is done or refused within them.
  std::size_t feed(BytesView octets);
  [[nodiscard]] State state() const { return state_; }
  /// Nothing of a request has come yet.
  [[nodiscard]] bool untouched() const { return taken_ == 0; }
  /// Only when done.
  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] Head&& take() { return std::move(head_); }
  /// Only when refused.
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

 private:
  void octet(char c);
  void end_line();
  void request_line();
  void request_target(std::string_view target);
  void field_line();
  void finish();
  void framing();
  void refuse(int status, std::string why);

  HeadLimits limits_;
  State state_ = State::more;
  Head head_;
  Refusal refusal_;
  std::string line_;
  std::size_t taken_ = 0;
  bool carriage_return_ = false;
  bool first_line_ = true;
  bool skipped_empty_ = false;
  std::optional<std::string> authority_;
};

/// Checks one field line, "name: value", and splits it; shared by heads and trailers. The reason when it is
/// refused.
std::optional<std::string> split_field(std::string_view line, Field& field);

/// token of RFC 9110 5.6.2.
bool is_token(std::string_view text);

}  // namespace quittance::http
