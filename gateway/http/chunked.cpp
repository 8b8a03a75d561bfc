#include "gateway/http/chunked.h"

#include <algorithm>

namespace quittance::http {

namespace {

constexpr std::size_t kMostDigits = 15;  // below 2^60: adding sizes cannot overflow
constexpr std::size_t kMostExtensionBytes = 16 << 10;
constexpr std::size_t kMostTrailerBytes = 16 << 10;
constexpr std::uint64_t kFreeCodingBytes = 16 << 10;
constexpr std::uint64_t kCodingPerData = 16;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_text(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

}  // namespace

void ChunkedReader::refuse(int status, std::string why) {
  state_ = State::refused;
  refusal_ = {status, std::move(why)};
}

std::size_t ChunkedReader::feed(BytesView octets, Bytes& data) {
  std::size_t used = 0;
  while (used < octets.size() && state_ == State::more) {
    if (part_ != Part::data) {
      coding(octets[used++]);
      continue;
    }
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(left_, octets.size() - used));
    data.append(octets.substr(used, piece));
    used += piece;
    left_ -= piece;
    data_bytes_ += piece;
    if (left_ == 0) part_ = Part::data_cr;
  }
  return used;
}

void ChunkedReader::coding(char c) {
  if (++coding_bytes_ > kFreeCodingBytes + kCodingPerData * data_bytes_ && part_ != Part::trailer) {
    return refuse(431, "more chunk coding than data");
  }
  switch (part_) {
    case Part::size: return size_digit(c);
    case Part::extension: return extension(c);
    case Part::size_lf: return c == '\n' ? end_size_line() : refuse(400, "a chunk size not ended by CRLF");
    case Part::data_cr:
      part_ = Part::data_lf;
      return c == '\r' ? void() : refuse(400, "a chunk longer than its size");
    case Part::data_lf:
      part_ = Part::size;
      return c == '\n' ? void() : refuse(400, "a chunk not ended by CRLF");
    case Part::trailer: return trailer(c);
    case Part::trailer_lf:
      return c == '\n' ? end_trailer_line() : refuse(400, "a trailer line not ended by CRLF");
    case Part::data: break;
  }
}

void ChunkedReader::size_digit(char c) {
  const int value = hex_value(c);
  if (value >= 0) {
    if (++digits_ > kMostDigits) return refuse(400, "a chunk size of too many digits");
    left_ = left_ * 16 + static_cast<unsigned>(value);
    return;
  }
  if (digits_ == 0) return refuse(400, "a chunk without a size");
  if (c == '\r') {
    part_ = Part::size_lf;
  } else if (c == ';') {
    part_ = Part::extension;
  } else {
    refuse(400, "a chunk size that is not hexadecimal");
  }
}

void ChunkedReader::extension(char c) {
  if (c == '\r') {
    part_ = Part::size_lf;
  } else if (!is_text(c)) {
    refuse(400, "a control character in a chunk extension");
  } else if (++extension_bytes_ > kMostExtensionBytes) {
    refuse(431, "chunk extensions too long");
  }
}

void ChunkedReader::end_size_line() {
  part_ = left_ == 0 ? Part::trailer : Part::data;
  digits_ = 0;
}

void ChunkedReader::trailer(char c) {
  if (++trailer_bytes_ > kMostTrailerBytes) return refuse(431, "trailers too long");
  if (c == '\r') {
    part_ = Part::trailer_lf;
  } else if (!is_text(c)) {
    refuse(400, "a control character in a trailer");
  } else {
    line_.push_back(c);
  }
}

void ChunkedReader::end_trailer_line() {
  if (line_.empty()) {
    state_ = State::done;
    return;
  }
  Field field;
  if (auto why = split_field(line_, field)) return refuse(400, std::move(*why));
  line_.clear();
  part_ = Part::trailer;
}

}  // namespace quittance::http
