// Undoes the chunked transfer coding (RFC 9112 7.1), exactly. Pure: no socket, no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "formats/base/bytes.h"
#include "gateway/http/head.h"

namespace quittance::http {

/// Takes the octets of a chunked body piece by piece. Refused with 400: a size that is not 1 to 15
/// hexadecimal digits, white space around it, a bare CR or LF anywhere in the coding, data not followed by
/// CRLF, a control character in an extension or trailer, a malformed trailer; with 431: extensions above 16
/// KB in all, trailers above 16 KB, chunks so small that the coding outweighs the data 16 times. Extensions
/// and trailers are read and dropped (RFC 9112 7.1.1, 7.1.2).
class ChunkedReader {
 public:
  enum class State { more, done, refused };

  /// Takes octets from the front, appends data to `data`, and returns how many were taken: all, unless it is
  /// done or refused within them.
  std::size_t feed(BytesView octets, Bytes& data);
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

 private:
  enum class Part { size, extension, size_lf, data, data_cr, data_lf, trailer, trailer_lf };

  void coding(char c);
  void size_digit(char c);
  void extension(char c);
  void trailer(char c);
  void end_size_line();
  void end_trailer_line();
  void refuse(int status, std::string why);

  State state_ = State::more;
  Part part_ = Part::size;
  Refusal refusal_;
  std::uint64_t left_ = 0;
  std::size_t digits_ = 0;
  std::uint64_t data_bytes_ = 0;
  std::uint64_t coding_bytes_ = 0;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string line_;
};

}  // namespace quittance::http
