// URI references (RFC 3986) as fn:resolve-uri and the escaping functions need them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quittance::xpath {

/// A reference made absolute against a base (RFC 3986, 5.2). An absolute reference needs no base. Nothing
/// when one of the two is no URI reference, or the base is not absolute.
std::optional<std::string> resolve_uri(std::string_view reference, std::string_view base);
/// Does it begin with a scheme?
bool is_absolute_uri(std::string_view text);
/// May the text stand for a URI reference? Spaces and characters beyond ASCII are taken as IRIs have them.
bool is_uri_reference(std::string_view text);

/// Octets that `keep` refuses become %XX.
std::string percent_encoded(std::string_view text, bool (*keep)(unsigned char octet));

}  // namespace quittance::xpath
