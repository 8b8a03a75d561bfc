#include "validators/schematron/variable_names.h"

#include <cctype>

namespace quittance::schematron {

namespace {

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_name(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return std::isalnum(octet) != 0 || c == '_' || c == '-' || c == '.' || c == ':' || octet >= 0x80;
}

}  // namespace

std::vector<std::string> named_variables(std::string_view source) {
  std::vector<std::string> out;
  for (std::size_t at = source.find('$'); at != std::string_view::npos; at = source.find('$', at + 1)) {
    std::size_t begin = at + 1;
    while (begin < source.size() && is_white(source[begin])) ++begin;
    std::size_t end = begin;
    while (end < source.size() && is_name(source[end])) ++end;
    out.emplace_back(source.substr(begin, end - begin));
  }
  return out;
}

}  // namespace quittance::schematron
