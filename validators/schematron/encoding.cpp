#include "validators/schematron/encoding.h"

#include <algorithm>
#include <cctype>

namespace quittance::schematron {

namespace {

/// Where the value of encoding="…" stands in the XML declaration; {0, 0} when there is none.
std::pair<std::size_t, std::size_t> encoding_value(BytesView file) {
  if (!file.starts_with("<?xml")) return {0, 0};
  const std::string_view declaration = file.substr(0, file.find("?>"));
  const std::size_t name = declaration.find("encoding");
  if (name == std::string_view::npos) return {0, 0};
  const std::size_t open = declaration.find_first_of("\"'", name);
  if (open == std::string_view::npos) return {0, 0};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {0, 0};
  return {open + 1, close - open - 1};
}

bool is_latin1(BytesView file, std::string_view encoding) {
  std::string lower(encoding);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == "iso-8859-1" || lower == "latin1" || lower == "us-ascii") return true;
  const auto is_c1 = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 && static_cast<unsigned char>(c) < 0xA0;
  };
  return lower == "windows-1252" && std::none_of(file.begin(), file.end(), is_c1);
}

}  // namespace

Bytes in_utf8(Bytes file) {
  const auto [at, length] = encoding_value(file);
  if (length == 0 || !is_latin1(file, BytesView(file).substr(at, length))) return file;
  Bytes out;
  out.reserve(file.size() + 64);
  for (std::size_t i = 0; i < file.size(); ++i) {
    if (i == at) {
      out += "UTF-8";
      i += length - 1;
      continue;
    }
    const auto c = static_cast<unsigned char>(file[i]);
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else {
      out += static_cast<char>(0xC0 | (c >> 6));
      out += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return out;
}

}  // namespace quittance::schematron
