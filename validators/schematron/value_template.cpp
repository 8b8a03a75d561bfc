#include "validators/schematron/value_template.h"

#include <utility>

namespace quittance::schematron {

namespace {

Instruction literal(std::string text, const Place& place) {
  Instruction out;
  out.kind = Instruction::Kind::text;
  out.literal = std::move(text);
  out.place = place;
  return out;
}

/// Behind the comment "(: … :)" that begins at `at`; comments nest.
std::size_t after_comment(std::string_view source, std::size_t at) {
  int depth = 0;
  while (at + 1 < source.size()) {
    const std::string_view two = source.substr(at, 2);
    if (two == "(:" || two == ":)") {
      depth += two == "(:" ? 1 : -1;
      at += 2;
      if (depth == 0) return at;
    } else {
      ++at;
    }
  }
  return source.size();
}

/// Where the brace is that ends the expression which begins at `at`; npos where there is none.
std::size_t end_of_expression(std::string_view source, std::size_t at) {
  int depth = 0;
  while (at < source.size()) {
    const char c = source[at];
    if (c == '"' || c == '\'') {
      at = source.find(c, at + 1);
      if (at == std::string_view::npos) return at;
    } else if (source.substr(at, 2) == "(:") {
      at = after_comment(source, at);
      continue;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && depth-- == 0) {
      return at;
    }
    ++at;
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<Instruction> read_value_template(std::string_view source, const Place& place,
                                             const std::function<Text(std::string)>& text_of,
                                             const std::function<void(const std::string&)>& refuse) {
  std::vector<Instruction> out;
  std::string text;
  const auto end_text = [&] {
    if (!text.empty()) out.push_back(literal(std::exchange(text, {}), place));
  };
  for (std::size_t at = 0; at < source.size(); ++at) {
    const char c = source[at];
    const bool is_brace = c == '{' || c == '}';
    if (!is_brace) {
      text += c;
    } else if (at + 1 < source.size() && source[at + 1] == c) {
      text += c;
      ++at;
    } else if (c == '}') {
      refuse("a '}' that ends no expression (XTSE0370)");
    } else {
      const std::size_t end = end_of_expression(source, at + 1);
      if (end == std::string_view::npos) refuse("a '{' without its '}' (XTSE0350)");
      const std::string expression(source.substr(at + 1, end - at - 1));
      end_text();
      at = end;
      if (expression.find_first_not_of(" \t\r\n") == std::string::npos) continue;  // XSLT 3.0: nothing
      Instruction value;
      value.kind = Instruction::Kind::value_of;
      value.select = text_of(expression);
      value.place = place;
      out.push_back(std::move(value));
    }
  }
  end_text();
  return out;
}

}  // namespace quittance::schematron
