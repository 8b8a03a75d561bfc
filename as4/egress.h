// Where we may connect to: what SMP answers and configuration name is checked before a packet leaves.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "formats/base/result.h"

namespace quittance::as4 {

/// An absolute http(s) URL in the parts a request needs.
struct Url {
  bool tls = true;
  std::string host;  ///< lower case, IPv6 without brackets
  unsigned short port = 443;
  std::string target;  ///< path and query, "/" at least

  /// Fails with URL: another scheme, user information, a fragment, white space, control or non-ASCII
  /// characters, an empty host, a port out of range.
  static Result<Url> parse(std::string_view text);
  /// "host:port", brackets around IPv6.
  [[nodiscard]] std::string authority() const;
  /// For the Host field: the port only where it is not the scheme's own (RFC 9110, 7.2).
  [[nodiscard]] std::string host_field() const;
  /// The host is a numeric address.
  [[nodiscard]] bool is_address() const;
};

/// True for an address of the open internet: 4 octets (IPv4) or 16 (IPv6). Loopback, private, link-local,
/// shared, documentation, multicast, reserved, unspecified, and IPv6 forms that wrap an IPv4 address of these
/// are not.
bool is_public_address(std::span<const unsigned char> octets);

}  // namespace quittance::as4
