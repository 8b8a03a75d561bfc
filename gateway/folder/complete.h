// Does a file end where its document ends? A cheap look at both ends, to tell an upload that was cut off, or
// is still going on, from a document: no verdict on its content.
#pragma once

#include <cstdint>

#include "gateway/core/disk.h"

namespace quittance::folder {

enum class Wholeness : std::uint8_t {
  whole,    ///< XML to its root's end tag, PDF to %%EOF, ZIP to its directory, EDIFACT to UNZ
  partial,  ///< begins like one of these and does not end like it; or is empty
  unknown,  ///< none of these
};

/// `head` and `tail` are the first and last octets of the file, up to kLook of each; they overlap in a small
/// file.
Wholeness wholeness(BytesView head, BytesView tail);

inline constexpr std::size_t kLook = std::size_t{1} << 16;

/// Reads both ends of an open file.
Result<Wholeness> wholeness(core::ReadFile& file);

}  // namespace quittance::folder
