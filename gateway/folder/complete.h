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
  beyond,   ///< XML whose root's tag, or what follows its end, is longer than what was looked at
};

/// `head` and `tail` are the first and last octets of the file; they overlap in a small file.
Wholeness wholeness(BytesView head, BytesView tail);

inline constexpr std::size_t kLook = std::size_t{1} << 16;
inline constexpr std::size_t kLongestLook = std::size_t{4} << 20;

/// Reads both ends of an open file: kLook octets of each, up to kLongestLook where a comment before or behind
/// the root hides it. Never `beyond`: what hides itself for longer counts as partial.
Result<Wholeness> wholeness(core::ReadFile& file);

}  // namespace quittance::folder
