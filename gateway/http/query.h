// The part of a request's target behind '?', as forms write it (WHATWG URL,
// application/x-www-form-urlencoded).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quittance::http {

/// The decoded value of the first pair of that name; nothing when there is none, or its encoding is broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// Percent-decoding alone ('+' stays); nothing when a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace quittance::http
