// Functions on strings (F&O 7.2 to 7.5). Case is known of A to Z and of é.
#include <algorithm>
#include <cmath>

#include "tests/conformance/differential/reference_call.h"

namespace quittance::differential {

std::vector<std::string> characters(const std::string& text) {
  std::vector<std::string> out;
  for (const char c : text) {
    const bool goes_on = (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
    if (!goes_on) out.emplace_back();
    out.back() += c;
  }
  return out;
}

namespace {

std::string normalized(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string translated(const std::string& text, const std::string& from, const std::string& to) {
  const auto before = characters(from);
  const auto after = characters(to);
  std::string out;
  for (const std::string& c : characters(text)) {
    const auto at = static_cast<std::size_t>(std::find(before.begin(), before.end(), c) - before.begin());
    if (at == before.size()) {
      out += c;
    } else if (at < after.size()) {
      out += after[at];
    }
  }
  return out;
}

std::string in_case(const std::string& text, bool upper) {
  std::string out;
  for (const std::string& c : characters(text)) {
    if (c == "\xC3\xA9" || c == "\xC3\x89") {
      out += upper ? "\xC3\x89" : "\xC3\xA9";
    } else if (c.size() == 1) {
      out += static_cast<char>(upper ? std::toupper(c[0]) : std::tolower(c[0]));
    } else {
      out += c;
    }
  }
  return out;
}

std::string substring(const std::string& text, double from, double length) {
  std::string out;
  double position = 0;
  for (const std::string& c : characters(text)) {
    ++position;
    if (position >= rounded(from) && position < rounded(from) + rounded(length)) out += c;
  }
  return out;
}

std::uint32_t code_point(const std::string& c) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(c[i]); };
  if (c.size() == 1) return octet(0);
  std::uint32_t code = octet(0) & (0xFFU >> (c.size() + 1));
  for (std::size_t i = 1; i < c.size(); ++i) code = code << 6U | (octet(i) & 0x3FU);
  return code;
}

std::string character(const Integer& code) {
  const bool allowed = code == 9 || code == 10 || code == 13 || (code >= 0x20 && code <= 0xD7FF) ||
                       (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
  if (!allowed) throw Error{"FOCH0001"};
  auto c = static_cast<unsigned>(code);
  if (c < 0x80) return {static_cast<char>(c)};
  std::string out;
  const std::size_t further = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  for (std::size_t i = 0; i < further; ++i, c >>= 6U)
    out.insert(0, 1, static_cast<char>(0x80U | (c & 0x3FU)));
  return out.insert(0, 1, static_cast<char>((0xFF00U >> (further + 1) & 0xFFU) | c));
}

}  // namespace

/// Functions that look for one string in another.
std::optional<Value> Reference::search_function(Call& call) {
  const std::string& name = call.name();
  const bool boolean = name == "contains" || name == "starts-with" || name == "ends-with";
  if (!boolean && !name.starts_with("substring-")) return std::nullopt;
  const std::string in = call.text_or_empty(0);
  const std::string part = call.text_or_empty(1);
  const std::size_t at = in.find(part);
  if (name == "contains") return value_of(boolean_atom(at != std::string::npos));
  if (name == "starts-with") return value_of(boolean_atom(in.starts_with(part)));
  if (name == "ends-with") return value_of(boolean_atom(in.ends_with(part)));
  if (at == std::string::npos) return value_of(text_atom(""));
  return value_of(text_atom(name == "substring-before" ? in.substr(0, at) : in.substr(at + part.size())));
}

/// Those whose argument may be left out: then it is the context item.
std::optional<Value> Reference::own_string_function(Call& call) {
  const std::string& name = call.name();
  if (name != "string" && name != "string-length" && name != "normalize-space") return std::nullopt;
  std::string value;
  if (call.count() == 0) {
    value = text_of(atomized(context(call.focus)));
  } else if (name != "string") {
    value = call.text_or_empty(0);
  } else {
    const auto item = call.atom(0);
    if (item) value = text_of(*item);
  }
  if (name == "string-length") return value_of(integer_atom(characters(value).size()));
  return value_of(text_atom(name == "string" ? value : normalized(value)));
}

std::optional<Value> Reference::code_point_function(Call& call) {
  const std::string& name = call.name();
  if (name == "string-to-codepoints") {
    Value out;
    for (const std::string& c : characters(call.text_or_empty(0)))
      out.items.emplace_back(integer_atom(code_point(c)));
    return out;
  }
  if (name == "codepoints-to-string") {
    std::string out;
    for (const Atom& code : call.atoms(0, [](const Atom& atom) {
           Atom whole = atom.type == Type::untyped ? cast(atom, Type::integer) : atom;
           if (whole.type != Type::integer) throw Error{"XPTY0004"};
           return whole;
         }))
      out += character(code.exact.digits);
    return value_of(text_atom(out));
  }
  if (name != "compare" && name != "codepoint-equal") return std::nullopt;
  const auto a = call.text(0);
  const auto b = call.text(1);
  if (!a || !b) return Value();
  if (name == "codepoint-equal") return value_of(boolean_atom(*a == *b));
  return value_of(integer_atom(*a < *b ? -1 : *a == *b ? 0 : 1));
}

std::optional<Value> Reference::string_function(Call& call) {
  const std::string& name = call.name();
  const auto text = [](std::string value) { return value_of(text_atom(std::move(value))); };
  if (name == "concat") {
    std::string out;
    for (std::size_t i = 0; i < call.count(); ++i)
      if (const auto part = call.atom(i)) out += text_of(*part);
    return text(out);
  }
  if (name == "substring") {
    const std::string in = call.text_or_empty(0);
    const double from = call.real(1);
    return text(substring(in, from, call.count() > 2 ? call.real(2) : INFINITY));
  }
  if (name == "translate") {
    const std::string in = call.text_or_empty(0);
    const std::string from = call.needed_text(1);
    return text(translated(in, from, call.needed_text(2)));
  }
  if (name == "upper-case" || name == "lower-case")
    return text(in_case(call.text_or_empty(0), name[0] == 'u'));
  if (name != "string-join") return std::nullopt;
  std::string out;
  const auto parts = call.atoms(0, as_text);
  const std::string separator = call.needed_text(1);
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i > 0 ? separator : "") + parts[i].text;
  return text(out);
}

}  // namespace quittance::differential
