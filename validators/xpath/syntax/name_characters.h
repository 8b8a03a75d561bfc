// Which characters may stand in names (Namespaces in XML 1.0, NCName), read from UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace quittance::xpath {

/// Octets of the longest NCName at the start of `text`; 0 when none begins there.
std::size_t ncname_length(std::string_view text);
/// Is the whole text one NCName?
inline bool is_ncname(std::string_view text) { return !text.empty() && ncname_length(text) == text.size(); }

}  // namespace quittance::xpath
