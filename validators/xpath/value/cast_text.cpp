#include "validators/xpath/value/cast_text.h"

#include <algorithm>
#include <string>

#include "formats/base/bytes.h"
#include "validators/regex/unicode.h"
#include "validators/regex/utf8.h"
#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// whiteSpace="replace".
std::string_view replaced(std::string_view text, Arena& arena) {
  if (text.find_first_of("\t\n\r") == std::string_view::npos) return text;
  std::string out(text);
  std::replace_if(out.begin(), out.end(), is_space, ' ');
  return arena.copy(out);
}

/// whiteSpace="collapse".
std::string_view collapsed_inside(std::string_view text, Arena& arena) {
  text = collapsed(text);
  if (text.find_first_of("\t\n\r") == std::string_view::npos && text.find("  ") == std::string_view::npos)
    return text;
  std::string out;
  for (const char c : text)
    if (!is_space(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  return arena.copy(out);
}

/// RFC 3066 as XSD 3.3.3 writes it: [a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*
bool is_language(std::string_view text) {
  constexpr std::size_t kMost = 8;
  for (bool first = true;; first = false) {
    const std::string_view part = text.substr(0, text.find('-'));
    const auto fits = [first](char c) { return is_letter(c) || (!first && is_digit(c)); };
    if (part.empty() || part.size() > kMost || !std::all_of(part.begin(), part.end(), fits)) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

bool is_nmtoken(std::string_view text) {
  for (std::size_t at = 0; at < text.size();)
    if (!unicode::is_name_char(utf8::next(text, at))) return false;
  return !text.empty();
}

bool is_name(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && unicode::is_name_start(utf8::next(text, at)) && is_nmtoken(text);
}

bool is_of_string_type(std::string_view text, Type target) {
  switch (target) {
    case Type::language: return is_language(text);
    case Type::nmtoken: return is_nmtoken(text);
    case Type::name: return is_name(text);
    case Type::ncname:
    case Type::id:
    case Type::idref:
    case Type::entity: return unicode::is_ncname(text);
    default: return true;
  }
}

std::optional<Item> parse_string_type(std::string_view text, Type target, Arena& arena) {
  if (target == Type::string || target == Type::untyped_atomic) return Item::text(text, target);
  text = target == Type::normalized_string ? replaced(text, arena) : collapsed_inside(text, arena);
  if (!is_of_string_type(text, target)) return {};
  return Item::text(text, target);
}

std::optional<Item> parse_boolean(std::string_view text) {
  text = collapsed(text);
  if (text == "true" || text == "1") return Item::boolean(true);
  if (text == "false" || text == "0") return Item::boolean(false);
  return {};
}

std::optional<Item> parse_decimal(std::string_view text, Type target, Arena& arena, const char*& code) {
  text = collapsed(text);
  const bool whole = target != Type::decimal;
  if (!whole) {
    if (const auto plain = parse_plain_decimal(text)) return plain;
  }
  if (whole && text.find('.') != std::string_view::npos) return {};
  const auto value = Decimal::from_text(text);
  if (!value) {
    const auto fits = [](char c) { return is_digit(c) || c == '.' || c == '-' || c == '+'; };
    if (text.size() > Decimal::kMaxDigits && std::all_of(text.begin(), text.end(), fits))
      code = whole ? "FOCA0003" : "FOCA0001";
    return {};
  }
  if (whole && !in_range(*value, target)) return {};
  return number_item(*value, target, arena);
}

constexpr int digit_of(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Item> parse_hex(std::string_view text, Arena& arena) {
  text = collapsed(text);
  if (text.size() % 2 != 0) return {};
  std::string octets;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_of(text[i]);
    const int low = digit_of(text[i + 1]);
    if (high < 0 || low < 0) return {};
    octets += static_cast<char>(high * 16 + low);
  }
  return Item::text(arena.copy(octets), Type::hex_binary);
}

std::optional<Item> parse_base64(std::string_view text, Arena& arena) {
  Bytes octets;
  if (!from_base64(text, octets)) return {};
  return Item::text(arena.copy(octets), Type::base64_binary);
}

}  // namespace

std::optional<Item> parse_plain_decimal(std::string_view text) {
  std::int64_t unscaled = 0;
  std::size_t point = text.size();
  if (text.size() < 2 || text.size() > 18) return {};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      unscaled = unscaled * 10 + (text[i] - '0');
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return {};
    }
  }
  const std::size_t scale = point == text.size() ? 0 : text.size() - point - 1;
  return Item::decimal(unscaled, static_cast<std::uint8_t>(scale));
}

std::optional<Item> parse_text(std::string_view text, Type target, Arena& arena, const char*& code) {
  if (is_text(target)) return parse_string_type(text, target, arena);
  if (is_decimal(target)) return parse_decimal(text, target, arena, code);
  if (is_moment(target)) {
    bool overflow = false;
    const auto value = parse_moment(text, target, overflow);
    if (overflow) code = "FODT0001";
    return value ? std::optional(Item::moment(arena.make(*value), target)) : std::nullopt;
  }
  if (is_duration(target)) {
    bool overflow = false;
    const auto value = parse_duration(text, target, overflow);
    if (overflow) code = "FODT0002";
    return value ? std::optional(Item::duration(arena.make(*value), target)) : std::nullopt;
  }
  switch (target) {
    case Type::boolean: return parse_boolean(text);
    case Type::double_: {
      const auto value = parse_double(text);
      return value ? std::optional(Item::floating(*value)) : std::nullopt;
    }
    case Type::float_: {
      const auto value = parse_float(text);
      return value ? std::optional(Item::floating(*value, Type::float_)) : std::nullopt;
    }
    case Type::hex_binary: return parse_hex(text, arena);
    case Type::base64_binary: return parse_base64(text, arena);
    default: code = "XPTY0004"; return {};
  }
}

}  // namespace quittance::xpath
