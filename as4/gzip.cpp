#include "as4/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <limits>

namespace quittance::as4 {

namespace {

constexpr int kGzipWindow = 15 + 16;  // largest window, gzip wrapper
constexpr std::size_t kStep = std::size_t{1} << 16;

Bytef* input(BytesView bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }

/// zlib's stream, ended when it goes out of scope.
struct Inflation {
  z_stream stream{};
  bool good = inflateInit2(&stream, kGzipWindow) == Z_OK;
  ~Inflation() { inflateEnd(&stream); }
};

}  // namespace

Bytes gzip(BytesView plain) {
  assert(plain.size() <= std::numeric_limits<uInt>::max());
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = input(plain);
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Result<Bytes> gunzip(BytesView compressed, const GzipLimits& limits) {
  const Error broken{"GZIP", Retry::never, "not one whole gzip member"};
  // Compared as quotients: a product could overflow.
  const std::size_t by_ratio = compressed.size() > limits.size_bytes / std::max<std::size_t>(limits.ratio, 1)
                                   ? limits.size_bytes
                                   : compressed.size() * limits.ratio + limits.ratio_free_bytes;
  const std::size_t most = std::min(limits.size_bytes, by_ratio);
  Inflation inflation;
  if (!inflation.good || compressed.size() > std::numeric_limits<uInt>::max()) return broken;
  z_stream& stream = inflation.stream;
  stream.next_in = input(compressed);
  stream.avail_in = static_cast<uInt>(compressed.size());
  Bytes out;
  int state = Z_OK;
  while (state == Z_OK) {
    const std::size_t filled = out.size();
    // One octet more than allowed is room enough to see that it is too much.
    const std::size_t room = std::min(std::max(kStep, filled), most + 1 - filled);
    out.resize(filled + room);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
    stream.avail_out = static_cast<uInt>(room);
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(filled + room - stream.avail_out);
    if (out.size() > most) return Error{"GZIP-LIMIT", Retry::never, "decompresses to more than is allowed"};
  }
  if (state != Z_STREAM_END || stream.avail_in != 0) return broken;
  return out;
}

}  // namespace quittance::as4
