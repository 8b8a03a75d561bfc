#include "as4/egress.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace quittance::as4 {

namespace {

Error bad(std::string_view why) { return {"URL", Retry::never, "unusable URL: " + std::string(why)}; }

struct Block4 {
  std::uint32_t network;
  int bits;
};

/// IANA IPv4 Special-Purpose Address Registry: what is not globally reachable, and multicast.
constexpr std::array kNotPublic4{
    Block4{0x00000000, 8},   // this network
    Block4{0x0a000000, 8},   // private
    Block4{0x64400000, 10},  // shared address space
    Block4{0x7f000000, 8},   // loopback
    Block4{0xa9fe0000, 16},  // link-local, cloud metadata services
    Block4{0xac100000, 12},  // private
    Block4{0xc0000000, 24},  // protocol assignments
    Block4{0xc0000200, 24},  // documentation
    Block4{0xc0586300, 24},  // 6to4 relay, deprecated
    Block4{0xc0a80000, 16},  // private
    Block4{0xc6120000, 15},  // benchmarking
    Block4{0xc6336400, 24},  // documentation
    Block4{0xcb007100, 24},  // documentation
    Block4{0xe0000000, 4},   // multicast
    Block4{0xf0000000, 4},   // reserved, broadcast
};

bool is_public_4(std::uint32_t address) {
  return std::none_of(kNotPublic4.begin(), kNotPublic4.end(), [&](const Block4& block) {
    return (address >> (32 - block.bits)) == (block.network >> (32 - block.bits));
  });
}

std::uint32_t word(std::span<const unsigned char> octets, std::size_t at) {
  return (std::uint32_t{octets[at]} << 24) | (std::uint32_t{octets[at + 1]} << 16) |
         (std::uint32_t{octets[at + 2]} << 8) | octets[at + 3];
}

/// Only 2000::/3 is handed out; in it some blocks are not reachable or hide an IPv4 address.
bool is_public_6(std::span<const unsigned char> octets) {
  const std::uint32_t first = word(octets, 0);
  const bool only_zero_before_96 =
      std::all_of(octets.begin(), octets.begin() + 10, [](unsigned char c) { return c == 0; });
  if (only_zero_before_96 && octets[10] == 0xff && octets[11] == 0xff) return is_public_4(word(octets, 12));
  if (first == 0x0064ff9b && word(octets, 4) == 0 && word(octets, 8) == 0)
    return is_public_4(word(octets, 12));
  if ((first >> 16) == 0x2002) return is_public_4((first << 16) | (word(octets, 4) >> 16));  // 6to4
  if ((first >> 29) != 1) return false;
  if (first == 0x20010000) return false;                 // Teredo
  if (first == 0x20010db8) return false;                 // documentation
  if ((first & 0xfffffe00) == 0x20010000) return false;  // protocol assignments
  return (first >> 20) != 0x3ff;                         // documentation, 3fff::/20
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<void> take_port(std::string_view text, unsigned short& port) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > 65535)
    return bad("port");
  port = static_cast<unsigned short>(value);
  return {};
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (text.size() > 2048 || !is_plain(text)) return bad("characters or length");
  Url url;
  const auto lowered = [](std::string_view part) {
    std::string folded(part);
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return folded;
  };
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return bad("no scheme");
  const std::string scheme = lowered(text.substr(0, colon));
  if (scheme != "https" && scheme != "http") return bad("scheme is neither https nor http");
  url.tls = scheme == "https";
  url.port = url.tls ? 443 : 80;
  std::string_view rest = text.substr(colon + 3);
  if (rest.find('#') != std::string_view::npos) return bad("fragment");
  const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, slash);
  url.target = rest.substr(slash);
  if (url.target.empty() || url.target.front() == '?') url.target.insert(0, "/");
  if (authority.find_first_of("@\\") != std::string_view::npos) return bad("user information");
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return bad("host");
    url.host = lowered(authority.substr(1, end - 1));
    port = authority.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) return bad("host");
    if (url.host.find_first_not_of("0123456789abcdef:.") != std::string::npos) return bad("host");
  } else {
    const std::size_t end = std::min(authority.find(':'), authority.size());
    url.host = lowered(authority.substr(0, end));
    port = authority.substr(end);
    if (url.host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") != std::string::npos)
      return bad("host");
  }
  if (url.host.empty() || url.host.size() > 253) return bad("host");
  if (port.size() > 1)
    if (auto taken = take_port(port.substr(1), url.port); !taken) return taken.error();
  return url;
}

std::string Url::authority() const {
  const bool six = host.find(':') != std::string::npos;
  return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Url::host_field() const {
  const std::string full = authority();
  return port == (tls ? 443 : 80) ? full.substr(0, full.rfind(':')) : full;
}

bool Url::is_address() const {
  return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

bool is_public_address(std::span<const unsigned char> octets) {
  if (octets.size() == 4) return is_public_4(word(octets, 0));
  return octets.size() == 16 && is_public_6(octets);
}

}  // namespace quittance::as4
