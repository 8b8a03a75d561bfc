#include "as4/http_answer.h"

#include <algorithm>
#include <charconv>

namespace quittance::as4 {

namespace {

constexpr std::size_t kChunkLineLimit = 256;
constexpr std::size_t kTrailerLimit = 4096;

std::string lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return folded;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool read_number(std::string_view digits, int base, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  return !digits.empty() && error == std::errc() && end == digits.data() + digits.size();
}

}  // namespace

HttpAnswerReader::State HttpAnswerReader::fail(std::string why) {
  fault_ = std::move(why);
  return state_ = State::broken;
}

bool HttpAnswerReader::refuse(std::string why) {
  fail(std::move(why));
  return false;
}

HttpAnswerReader::State HttpAnswerReader::feed(BytesView octets) {
  begun_ = begun_ || !octets.empty();
  if (state_ == State::complete || state_ == State::broken) {
    pending_.append(octets.substr(0, 1));  // enough to know that the connection is not at a boundary
    return state_;
  }
  pending_.append(octets);
  if (state_ == State::head) read_head();
  if (state_ == State::body) read_body();
  return state_;
}

HttpAnswerReader::State HttpAnswerReader::end_of_stream() {
  if (state_ == State::body && framing_ == Framing::close) return state_ = State::complete;
  if (state_ == State::head)
    return fail(!pending_.empty() ? "connection closed inside the answer's head" : "closed without answer");
  if (state_ == State::body) return fail("connection closed inside the answer's body");
  return state_;
}

/// Takes one CRLF-ended line off pending_; false when it is not whole yet or the answer is broken.
bool HttpAnswerReader::take_line(std::string_view& line, std::size_t limit) {
  const std::size_t end = pending_.find('\n');
  if (end == Bytes::npos ? pending_.size() > limit : end > limit) {
    fail("line too long");
    return false;
  }
  if (end == Bytes::npos) return false;
  if (end == 0 || pending_[end - 1] != '\r') {
    fail("line does not end in CRLF");
    return false;
  }
  line_ = pending_.substr(0, end - 1);
  pending_.erase(0, end + 1);
  line = line_;
  if (line.find_first_of(std::string_view("\r\0", 2)) == std::string_view::npos) return true;
  fail("control character in a line");
  return false;
}

void HttpAnswerReader::read_head() {
  while (state_ == State::head) {
    const std::size_t end = pending_.find("\r\n\r\n");
    if (end == Bytes::npos) {
      if (pending_.size() > kHeadLimitBytes) fail("head too large");
      return;
    }
    if (end > kHeadLimitBytes) return void(fail("head too large"));
    status_ = 0;
    has_length_ = is_chunked_ = false;
    keep_alive_ = true;
    std::string_view line;
    if (!take_line(line, kHeadLimitBytes) || !read_status_line(line)) return;
    while (take_line(line, kHeadLimitBytes) && !line.empty())
      if (!read_field(line)) return;
    if (state_ == State::broken) return;
    if (status_ == 101) return void(fail("switching protocols"));
    if (status_ >= 200) return choose_framing();
    saw_continue_ = saw_continue_ || status_ == 100;
    status_ = 0;
  }
}

bool HttpAnswerReader::read_status_line(std::string_view line) {
  std::uint64_t code = 0;
  const bool good = line.size() >= 12 && (line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ")) &&
                    read_number(line.substr(9, 3), 10, code) && code >= 100 && code <= 599 &&
                    (line.size() == 12 || line[12] == ' ');
  if (!good) return refuse("not an HTTP/1.1 answer");
  if (line[7] == '0') keep_alive_ = false;
  status_ = static_cast<int>(code);
  return true;
}

bool HttpAnswerReader::read_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || line.find_first_of(" \t") < colon)
    return refuse("malformed header field");
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (name == "content-length") {
    std::uint64_t length = 0;
    if (!read_number(value, 10, length) || (has_length_ && length != remaining_))
      return refuse("malformed Content-Length");
    has_length_ = true;
    remaining_ = length;
  }
  if (name == "transfer-encoding") {
    if (lower(value) != "chunked" || is_chunked_) return refuse("unknown Transfer-Encoding");
    is_chunked_ = true;
  }
  if (name == "connection" && lower(value).find("close") != std::string::npos) keep_alive_ = false;
  if (name == "content-type") content_type_ = value;
  if (name == "content-encoding") content_encoding_ = lower(value);
  return true;
}

void HttpAnswerReader::choose_framing() {
  if (has_length_ && is_chunked_) return void(fail("Content-Length beside Transfer-Encoding"));
  framing_ = status_ == 204 || status_ == 304 ? Framing::none
             : is_chunked_                    ? Framing::chunked
             : has_length_                    ? Framing::length
                                              : Framing::close;
  if (framing_ == Framing::close) keep_alive_ = false;
  if (framing_ == Framing::length && remaining_ > body_limit_) return void(fail("answer too large"));
  state_ = framing_ == Framing::none || (framing_ == Framing::length && remaining_ == 0) ? State::complete
                                                                                         : State::body;
}

void HttpAnswerReader::append(std::size_t count) {
  if (body_.size() + count > body_limit_) return void(fail("answer too large"));
  body_.append(pending_, 0, count);
  pending_.erase(0, count);
}

void HttpAnswerReader::read_body() {
  if (framing_ == Framing::chunked) return read_chunks();
  const std::size_t count =
      framing_ == Framing::length ? std::min<std::uint64_t>(remaining_, pending_.size()) : pending_.size();
  append(count);
  if (state_ != State::body || framing_ != Framing::length) return;
  remaining_ -= count;
  if (remaining_ == 0) state_ = State::complete;
}

bool HttpAnswerReader::read_chunk_size(std::string_view line) {
  const std::string_view digits = trim(line.substr(0, line.find(';')));
  return digits.size() <= 15 && read_number(digits, 16, remaining_);
}

void HttpAnswerReader::read_chunks() {
  std::string_view line;
  while (state_ == State::body) {
    if (chunk_ == Chunk::data) {
      if (pending_.empty()) return;
      const std::size_t count = std::min<std::uint64_t>(remaining_, pending_.size());
      append(count);
      remaining_ -= count;
      if (remaining_ == 0) chunk_ = Chunk::data_end;
      continue;
    }
    if (!take_line(line, chunk_ == Chunk::trailer ? kTrailerLimit : kChunkLineLimit)) return;
    if (chunk_ == Chunk::data_end) {
      if (!line.empty()) return void(fail("chunk longer than its size"));
      chunk_ = Chunk::size;
    } else if (chunk_ == Chunk::size) {
      if (!read_chunk_size(line)) return void(fail("malformed chunk size"));
      chunk_ = remaining_ == 0 ? Chunk::trailer : Chunk::data;
    } else {
      trailer_bytes_ += line.size();
      if (trailer_bytes_ > kTrailerLimit) return void(fail("trailer too large"));
      if (line.empty()) state_ = State::complete;
    }
  }
}

}  // namespace quittance::as4
