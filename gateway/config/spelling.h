// How the words of a configuration are spelled. Syntax only: nothing is looked up.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/config/config.h"

namespace quittance::config {

/// Not empty, valid UTF-8 is the reader's care, no control character.
bool is_text(std::string_view text);

/// Letters, digits, "-" and "." in labels of 1 to 63 (RFC 1123), or a bare IPv6 address.
bool is_host(std::string_view text);

/// ISO 6523 code and value: four digits, ":", then 1 to 130 of [A-Za-z0-9-._~] (Peppol Policy for use of
/// Identifiers 4.4.0, POLICY 1).
bool is_participant(std::string_view text);
/// Two of A-Z and 0-9, as the Peppol envelope has them ("BE", "1A").
bool is_country(std::string_view text);

/// A plain addr-spec: dot-atom "@" host name, at most 254 octets. No quoted local parts, no comments: nobody
/// has one and they are how headers are broken into.
bool is_mail_address(std::string_view text);

/// http or https, a host, no user and password, no space or control character.
bool is_url(std::string_view text);

/// "127.0.0.1:8080", "ap.example.com:443", "[::1]:8080".
std::optional<Address> parse_address(std::string_view text);

/// As parse_address() reads it.
std::string print_address(const Address& address);

}  // namespace quittance::config
