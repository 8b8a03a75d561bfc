// Encodings of XML documents: which one the first octets show (XML 1.0, appendix F), and conversion to UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "formats/base/bytes.h"

namespace quittance::xml {

enum class Encoding { utf8, utf16le, utf16be, utf32, utf7, ebcdic };

struct EncodingMark {
  Encoding encoding = Encoding::utf8;
  std::size_t mark_size = 0;  ///< octets of the byte order mark
};

/// What the first octets show. Without a mark UTF-16 is known by its first "<", and the rest is taken for
/// UTF-8.
EncodingMark detect_encoding(BytesView document);

/// Whether the name in an XML declaration means that encoding: names are compared without regard to case.
bool names_encoding(std::string_view declared, Encoding encoding);

inline constexpr std::size_t kAllValid = static_cast<std::size_t>(-1);

/// Offset of the first octet that is not UTF-8 (RFC 3629: shortest form, no surrogates, up to U+10FFFF) or is
/// NUL; kAllValid when there is none.
std::size_t find_invalid_utf8(BytesView text);

/// Appends UTF-16 text as UTF-8. Returns false, `out` being unspecified, at an odd octet, a lone surrogate or
/// U+0000.
bool append_utf16(BytesView text, bool big_endian, Bytes& out);

/// Appends UTF-16 code units in the machine's order as UTF-8. Lone surrogates become U+FFFD.
void append_utf8(std::u16string_view units, Bytes& out);

/// UTF-8 text, which must be valid, as UTF-16 code units.
std::u16string to_utf16(std::string_view text);

}  // namespace quittance::xml
