#include <algorithm>

#include "gateway/mail/message.h"

namespace quittance::mail {

namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_atext(char c) {
  return is_alnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

/// Calls `check` for each part between dots; false for an empty part.
template <typename Check>
bool all_parts(std::string_view text, Check check) {
  while (true) {
    const auto dot = text.find('.');
    const auto part = text.substr(0, dot);
    if (part.empty() || !check(part)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_label(std::string_view label) {
  return label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

/// [192.0.2.7] or [IPv6:2001:db8::1], as far as its characters go: the relay looks closer.
bool is_literal(std::string_view domain) {
  if (domain.size() < 9 || domain.front() != '[' || domain.back() != ']') return false;
  return std::all_of(domain.begin() + 1, domain.end() - 1,
                     [](char c) { return is_alnum(c) || c == '.' || c == ':'; });
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  const auto at = text.rfind('@');
  const auto local = text.substr(0, at == std::string_view::npos ? 0 : at);
  const auto domain = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  const bool fine =
      local.size() <= 64 && domain.size() <= 255 &&
      all_parts(local,
                [](std::string_view part) { return std::all_of(part.begin(), part.end(), is_atext); }) &&
      (is_literal(domain) || all_parts(domain, is_label));
  if (fine) return Address(std::string(text));
  std::string shown(text.substr(0, 80));
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
      '?');
  return Error{"MAIL-ADDRESS", Retry::never, "not a mail address: " + shown};
}

std::string_view Address::domain() const { return std::string_view(text_).substr(text_.rfind('@') + 1); }

}  // namespace quittance::mail
