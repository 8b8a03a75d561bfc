// The AS4 compression feature (AS4 1.0, 3.1): one gzip member (RFC 1952), within bounds.
#pragma once

#include <cstddef>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::as4 {

struct GzipLimits {
  std::size_t size_bytes = std::size_t{100} << 20;      ///< decompressed
  std::size_t ratio = 100;                              ///< decompressed : compressed …
  std::size_t ratio_free_bytes = std::size_t{1} << 20;  ///< … beyond this much
};

/// One member without name or time: the same input gives the same octets.
Bytes gzip(BytesView plain);

/// Undoes it. Fails with GZIP on anything but exactly one whole member (trailing octets, a second member, a
/// wrong checksum, other methods) and with GZIP-LIMIT beyond the limits; memory never exceeds what they
/// allow.
Result<Bytes> gunzip(BytesView compressed, const GzipLimits& limits = {});

}  // namespace quittance::as4
