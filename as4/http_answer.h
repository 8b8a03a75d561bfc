// An HTTP/1.1 response, read octet by octet from a peer that may lie: what is complete is known to be
// complete.
#pragma once

#include <string>
#include <string_view>

#include "formats/base/bytes.h"

namespace quittance::as4 {

/// Reads one final response (RFC 9112); interim ones (1xx) are passed over. Strict: line ends are CRLF, one
/// way of framing, no folded lines. The body is never larger than the limit.
class HttpAnswerReader {
 public:
  enum class State {
    head,      ///< of the final response, still incomplete
    body,      ///< head read, body incomplete
    complete,  ///< the whole response is here; further octets are not its own
    broken     ///< fault() says why
  };
  static constexpr std::size_t kHeadLimitBytes = std::size_t{16} << 10;

  explicit HttpAnswerReader(std::size_t body_limit_bytes) : body_limit_(body_limit_bytes) {}

  State feed(BytesView octets);
  /// The peer closed the connection: completes a body that only the close delimits, breaks any other.
  State end_of_stream();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const std::string& fault() const { return fault_; }
  [[nodiscard]] bool saw_continue() const { return saw_continue_; }
  /// Any octet came.
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& content_type() const { return content_type_; }
  [[nodiscard]] const std::string& content_encoding() const { return content_encoding_; }
  [[nodiscard]] const Bytes& body() const { return body_; }
  [[nodiscard]] Bytes take_body() { return std::move(body_); }
  /// The connection may carry another request.
  [[nodiscard]] bool reusable() const { return state_ == State::complete && keep_alive_ && pending_.empty(); }

 private:
  enum class Framing { none, length, chunked, close };
  enum class Chunk { size, data, data_end, trailer };

  State fail(std::string why);
  bool refuse(std::string why);  ///< fail(), for those who return false
  void read_head();
  bool read_status_line(std::string_view line);
  bool read_field(std::string_view line);
  void choose_framing();
  void read_body();
  void read_chunks();
  bool read_chunk_size(std::string_view line);
  bool take_line(std::string_view& line, std::size_t limit);
  void append(std::size_t count);

  const std::size_t body_limit_;
  State state_ = State::head;
  std::string fault_;
  Bytes pending_, body_;
  std::string line_;
  bool begun_ = false, saw_continue_ = false, keep_alive_ = true, has_length_ = false, is_chunked_ = false;
  int status_ = 0;
  Framing framing_ = Framing::none;
  Chunk chunk_ = Chunk::size;
  std::uint64_t remaining_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::string content_type_, content_encoding_;
};

}  // namespace quittance::as4
