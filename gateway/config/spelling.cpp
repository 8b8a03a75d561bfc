#include "gateway/config/spelling.h"

#include <algorithm>
#include <charconv>

namespace quittance::config {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_ipv6(std::string_view text) {
  const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  return std::ranges::count(text, ':') >= 2 && text.size() <= 45 &&
         std::ranges::all_of(text, [&](char c) { return hex(c) || c == ':' || c == '.'; });
}

bool is_atom_character(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_atom(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  return text.find("..") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c == '.' || is_atom_character(c); });
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return port;
}

}  // namespace

bool is_text(std::string_view text) {
  return !text.empty() &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_host(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  if (is_ipv6(text)) return true;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('.', begin), text.size());
    if (!is_label(text.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

bool is_participant(std::string_view text) {
  const auto unreserved = [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
  };
  return text.size() >= 6 && text.size() <= 135 && std::ranges::all_of(text.substr(0, 4), is_digit) &&
         text[4] == ':' && std::ranges::all_of(text.substr(5), unreserved);
}

bool is_country(std::string_view text) {
  return text.size() == 2 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c); });
}

bool is_mail_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > 254 || at > 64) return false;
  const auto domain = text.substr(at + 1);
  return is_dot_atom(text.substr(0, at)) && is_host(domain) && domain.find(':') == std::string_view::npos;
}

bool is_url(std::string_view text) {
  const auto scheme = text.starts_with("https://") ? 8U : text.starts_with("http://") ? 7U : 0U;
  if (scheme == 0 ||
      std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; })) {
    return false;
  }
  auto authority = text.substr(scheme);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  return parse_address(authority).has_value() || is_host(authority);
}

std::optional<Address> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_port(text.substr(colon + 1));
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!port || !is_host(host) || bracketed != (host.find(':') != std::string_view::npos)) return std::nullopt;
  return Address{std::string(host), *port};
}

std::string print_address(const Address& address) {
  const bool ipv6 = address.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

}  // namespace quittance::config
