#include "as4/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <limits>

namespace quittance::as4 {

namespace {

constexpr int kGzipWindow = 15 + 16;  // largest window, gzip wrapper
constexpr std::size_t kStep = std::size_t{1} << 16;
constexpr std::size_t kSmallest = 1024;  // a member of next to nothing

Bytef* input(BytesView bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }

/// zlib's streams, ended when they go out of scope.
struct Deflation {
  z_stream stream{};
  bool good =
      deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) == Z_OK;
  ~Deflation() { deflateEnd(&stream); }
};
struct Inflation {
  z_stream stream{};
  bool good = inflateInit2(&stream, kGzipWindow) == Z_OK;
  ~Inflation() { inflateEnd(&stream); }
};

Error broken() { return {"GZIP", Retry::never, "not one whole gzip member"}; }

/// zlib counts in 32 bits; pieces of memory may be longer.
BytesView step_of(BytesView piece) { return piece.substr(0, std::numeric_limits<uInt>::max()); }

/// Room for what a step gives, handed on when it is full, or at the end.
class Output {
 public:
  Output(z_stream& stream, std::size_t size, const Receive& receive)
      : stream_(stream), room_(size, '\0'), receive_(receive) {
    clear();
  }
  [[nodiscard]] bool full() const { return stream_.avail_out == 0; }
  [[nodiscard]] std::size_t filled() const { return room_.size() - stream_.avail_out; }
  Result<void> hand_on() {
    const std::size_t size = filled();
    clear();
    return size == 0 ? Result<void>{} : receive_(BytesView(room_).substr(0, size));
  }

 private:
  void clear() {
    stream_.next_out = reinterpret_cast<Bytef*>(room_.data());
    stream_.avail_out = static_cast<uInt>(room_.size());
  }
  z_stream& stream_;
  Bytes room_;
  const Receive& receive_;
};

std::uint64_t most_of(std::uint64_t compressed, const GzipLimits& limits) {
  // Compared as quotients: a product could overflow.
  const std::uint64_t by_ratio = compressed > limits.size_bytes / std::max<std::size_t>(limits.ratio, 1)
                                     ? limits.size_bytes
                                     : compressed * limits.ratio + limits.ratio_free_bytes;
  return std::min<std::uint64_t>(limits.size_bytes, by_ratio);
}

/// Gathers pieces in memory.
Receive into(Bytes& out) {
  return [&out](BytesView piece) -> Result<void> {
    out.append(piece);
    return {};
  };
}

}  // namespace

Result<void> gzip(const Body& plain, const Receive& receive) {
  Deflation deflation;
  if (!deflation.good) return Error{"GZIP", Retry::later, "no memory to compress with"};
  z_stream& stream = deflation.stream;
  Output output(stream, std::min<std::uint64_t>(kStep, plain.size() + kSmallest), receive);
  Bytes buffer;
  std::uint64_t at = 0;
  do {
    const auto piece = plain.piece(at, buffer);
    if (!piece) return piece.error();
    const BytesView step = step_of(*piece);
    at += step.size();
    const int flush = at == plain.size() ? Z_FINISH : Z_NO_FLUSH;
    stream.next_in = input(step);
    stream.avail_in = static_cast<uInt>(step.size());
    do {
      deflate(&stream, flush);
      if (!output.full()) break;
      if (auto done = output.hand_on(); !done) return done;
    } while (true);
  } while (at < plain.size());
  return output.hand_on();
}

Bytes gzip(BytesView plain) {
  Bytes out;
  [[maybe_unused]] const auto done = gzip(Body::borrowed(plain), into(out));
  assert(done.ok());
  return out;
}

Result<void> gunzip(const Body& compressed, const GzipLimits& limits, const Receive& receive) {
  const std::uint64_t most = most_of(compressed.size(), limits);
  Inflation inflation;
  if (!inflation.good) return Error{"GZIP", Retry::later, "no memory to decompress with"};
  z_stream& stream = inflation.stream;
  Output output(stream, kStep, receive);
  Bytes buffer;
  std::uint64_t received = 0, at = 0;
  int state = Z_OK;
  while (state == Z_OK && at < compressed.size()) {
    const auto piece = compressed.piece(at, buffer);
    if (!piece) return piece.error();
    const BytesView step = step_of(*piece);
    stream.next_in = input(step);
    stream.avail_in = static_cast<uInt>(step.size());
    do {
      state = inflate(&stream, Z_NO_FLUSH);
      if (received + output.filled() > most)
        return Error{"GZIP-LIMIT", Retry::never, "decompresses to more than is allowed"};
      if (!output.full()) break;
      received += output.filled();
      if (auto done = output.hand_on(); !done) return done;
    } while (state == Z_OK);
    if (state == Z_BUF_ERROR && stream.avail_in == 0) state = Z_OK;  // it only wants the next piece
    at += step.size() - stream.avail_in;
    if (state != Z_OK && stream.avail_in != 0) return broken();
  }
  if (state != Z_STREAM_END || at != compressed.size()) return broken();
  return output.hand_on();
}

Result<Bytes> gunzip(BytesView compressed, const GzipLimits& limits) {
  Bytes out;
  if (auto done = gunzip(Body::borrowed(compressed), limits, into(out)); !done) return done.error();
  return out;
}

}  // namespace quittance::as4
