// Bytes as they came or go. Text that is known to be UTF-8 is std::string_view; both share one
// representation.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quittance {

using Bytes = std::string;           ///< owned octets; no encoding is implied
using BytesView = std::string_view;  ///< borrowed octets

/// Lower-case hexadecimal, two digits an octet.
std::string to_hex(BytesView bytes);

/// RFC 4648 base64 with padding, without line breaks.
std::string to_base64(BytesView bytes);

/// Reads base64 and skips XML white space (XSD base64Binary). Returns false on any other octet, bad padding
/// or left-over bits; `out` is then unspecified.
bool from_base64(std::string_view text, Bytes& out);

}  // namespace quittance
