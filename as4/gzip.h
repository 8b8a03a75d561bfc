// The AS4 compression feature (AS4 1.0, 3.1): one gzip member (RFC 1952), within bounds.
#pragma once

#include <cstddef>
#include <functional>

#include "formats/base/body.h"
#include "formats/base/result.h"

namespace quittance::as4 {

struct GzipLimits {
  std::size_t size_bytes = std::size_t{100} << 20;      ///< decompressed
  std::size_t ratio = 100;                              ///< decompressed : compressed …
  std::size_t ratio_free_bytes = std::size_t{1} << 20;  ///< … beyond this much
};

/// Takes octets as they come. A failure ends whatever hands them on.
using Receive = std::function<Result<void>(BytesView)>;

/// One member without name or time: the same input gives the same octets, in whatever pieces it lies. Fails
/// with the codes of Body, and as `receive` does.
Result<void> gzip(const Body& plain, const Receive& receive);
/// The same in one piece, of what is in memory.
Bytes gzip(BytesView plain);

/// Undoes it. Fails with GZIP on anything but exactly one whole member (trailing octets, a second member, a
/// wrong checksum, other methods) and with GZIP-LIMIT beyond the limits, before more is received than they
/// allow; with the codes of Body, and as `receive` does.
Result<void> gunzip(const Body& compressed, const GzipLimits& limits, const Receive& receive);
/// The same in one piece; memory never exceeds what the limits allow.
Result<Bytes> gunzip(BytesView compressed, const GzipLimits& limits = {});

}  // namespace quittance::as4
