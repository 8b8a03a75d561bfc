// A zip from a stranger, unpacked into memory within bounds.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::rules {

struct ZipBounds {
  std::size_t entries = 10'000;
  std::uint64_t total_bytes = 256ULL * 1024 * 1024;  ///< unpacked
  std::uint64_t file_bytes = 64ULL * 1024 * 1024;
};

/// Every regular file by its name. Fails with RULES when the bytes are no zip or end too early, an entry is a
/// link, a device or encrypted, a name is absolute, leads outside, or comes twice, or a bound is passed.
/// Archives inside are files like any other: they are not opened.
Result<std::map<std::string, Bytes>> unzip(BytesView archive, const ZipBounds& bounds = {});

/// A zip of these files: the same files give the same bytes (no times, no owners, nothing compressed).
Bytes zip(const std::map<std::string, Bytes>& files);

}  // namespace quittance::rules
