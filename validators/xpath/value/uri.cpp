#include "validators/xpath/value/uri.h"

#include <algorithm>

namespace quittance::xpath {

namespace {

constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// RFC 3986, appendix B; a part that is not there is data() == nullptr.
struct Parts {
  std::string_view scheme;
  std::string_view authority;
  std::string_view path;
  std::string_view query;
  std::string_view fragment;
};

std::string_view scheme_of(std::string_view text) {
  if (text.empty() || !is_alpha(text.front())) return {};
  const auto stays = [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  const auto end = std::find_if_not(text.begin(), text.end(), stays);
  if (end == text.end() || *end != ':') return {};
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

Parts split(std::string_view text) {
  Parts out;
  out.scheme = scheme_of(text);
  if (!out.scheme.empty()) text.remove_prefix(out.scheme.size() + 1);
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    out.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    out.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    out.authority = text.substr(2, end - 2);
    text.remove_prefix(end);
  }
  out.path = text;
  return out;
}

/// RFC 3986, 5.2.4.
std::string without_dots(std::string_view in) {
  std::string out;
  while (!in.empty()) {
    if (in.starts_with("../")) {
      in.remove_prefix(3);
    } else if (in.starts_with("./") || in.starts_with("/./")) {
      in.remove_prefix(2);
    } else if (in == "/." || in == "/..") {
      if (in == "/..") out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
      in = "/";
    } else if (in.starts_with("/../")) {
      in.remove_prefix(3);
      out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/'));
    } else if (in == "." || in == "..") {
      in = {};
    } else {
      const std::size_t end = std::min(in.find('/', 1), in.size());
      out += in.substr(0, end);
      in.remove_prefix(end);
    }
  }
  return out;
}

std::string merged(const Parts& base, std::string_view path) {
  if (base.authority.data() != nullptr && base.path.empty()) return "/" + std::string(path);
  const std::size_t slash = base.path.rfind('/');
  std::string out(base.path.substr(0, slash == std::string_view::npos ? 0 : slash + 1));
  return out += path;
}

std::string joined(std::string_view scheme, std::string_view authority, std::string_view path,
                   std::string_view query, std::string_view fragment) {
  std::string out(scheme);
  out += ':';
  if (authority.data() != nullptr) out.append("//").append(authority);
  out += path;
  if (query.data() != nullptr) out.append("?").append(query);
  if (fragment.data() != nullptr) out.append("#").append(fragment);
  return out;
}

}  // namespace

bool is_absolute_uri(std::string_view text) { return !scheme_of(text).empty(); }

bool is_uri_reference(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x20 ||
        std::string_view("<>\"\\^`{|}").find(c) != std::string_view::npos)
      return false;
    if (c == '%' && (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))) return false;
  }
  // a first segment with a colon would be a scheme
  const std::string_view first = text.substr(0, text.find_first_of("/?#"));
  return first.find(':') == std::string_view::npos || is_absolute_uri(text);
}

std::optional<std::string> resolve_uri(std::string_view reference, std::string_view base) {
  if (!is_uri_reference(reference)) return {};
  if (is_absolute_uri(reference)) return std::string(reference);
  if (!is_uri_reference(base) || !is_absolute_uri(base)) return {};
  const Parts from = split(base);
  const Parts to = split(reference);
  if (to.authority.data() != nullptr)
    return joined(from.scheme, to.authority, without_dots(to.path), to.query, to.fragment);
  if (to.path.empty())
    return joined(from.scheme, from.authority, from.path, to.query.data() != nullptr ? to.query : from.query,
                  to.fragment);
  const std::string path = to.path.front() == '/' ? std::string(to.path) : merged(from, to.path);
  return joined(from.scheme, from.authority, without_dots(path), to.query, to.fragment);
}

std::string percent_encoded(std::string_view text, bool (*keep)(unsigned char octet)) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (keep(octet)) {
      out += c;
    } else {
      out += '%';
      out += kDigits[octet >> 4U];
      out += kDigits[octet & 15U];
    }
  }
  return out;
}

}  // namespace quittance::xpath
