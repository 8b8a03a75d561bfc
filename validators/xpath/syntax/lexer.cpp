#include "validators/xpath/syntax/lexer.h"

#include <algorithm>
#include <array>

#include "validators/xpath/failure.h"
#include "validators/xpath/syntax/name_characters.h"

namespace quittance::xpath {

namespace {

struct Symbol {
  std::string_view text;
  Token token;
};

// Longer ones first.
constexpr std::array kSymbols{
    Symbol{"..", Token::dot_dot},
    Symbol{"//", Token::slash_slash},
    Symbol{"::", Token::axis},
    Symbol{":=", Token::assign},
    Symbol{"!=", Token::not_equal},
    Symbol{"=>", Token::arrow},
    Symbol{"||", Token::bar_bar},
    Symbol{"<=", Token::less_equal},
    Symbol{">=", Token::greater_equal},
    Symbol{"<<", Token::before},
    Symbol{">>", Token::after},
    Symbol{"(", Token::left_parenthesis},
    Symbol{")", Token::right_parenthesis},
    Symbol{"[", Token::left_bracket},
    Symbol{"]", Token::right_bracket},
    Symbol{",", Token::comma},
    Symbol{"$", Token::dollar},
    Symbol{"@", Token::at},
    Symbol{".", Token::dot},
    Symbol{"/", Token::slash},
    Symbol{"?", Token::question},
    Symbol{"+", Token::plus},
    Symbol{"-", Token::minus},
    Symbol{"*", Token::star},
    Symbol{"|", Token::bar},
    Symbol{"!", Token::bang},
    Symbol{"=", Token::equal},
    Symbol{"<", Token::less},
    Symbol{">", Token::greater},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Lexer {
 public:
  Lexer(std::string_view source, bool version3) : source_(source), version3_(version3) {}

  std::vector<Lexeme> run() {
    std::vector<Lexeme> tokens;
    tokens.reserve(source_.size() / 4 + 2);
    for (;;) {
      skip_ignorable();
      Lexeme lexeme;
      lexeme.begin = at_;
      if (at_ < source_.size()) {
        read(lexeme);
      }
      lexeme.end = at_;
      tokens.push_back(std::move(lexeme));
      if (tokens.back().token == Token::end) {
        return tokens;
      }
    }
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  [[nodiscard]] std::size_t name_at(std::size_t from) const {
    return from < source_.size() ? ncname_length(source_.substr(from)) : 0;
  }

  /// White space and comments, which nest (A.2.4.1, 2.6).
  void skip_ignorable() {
    const std::size_t start = at_;
    std::size_t open = 0;
    while (at_ < source_.size()) {
      if (peek() == '(' && peek(1) == ':') {
        ++open;
        at_ += 2;
      } else if (open > 0 && peek() == ':' && peek(1) == ')') {
        --open;
        at_ += 2;
      } else if (open > 0 || is_space(peek())) {
        ++at_;
      } else {
        return;
      }
    }
    if (open > 0) {
      raise("XPST0003", "a comment is not closed", start);
    }
  }

  void read(Lexeme& lexeme) {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      return read_number(lexeme);
    }
    if (c == '"' || c == '\'') {
      return read_string(lexeme);
    }
    if (version3_ && c == 'Q' && peek(1) == '{') {
      return read_braced_name(lexeme);
    }
    if (const std::size_t length = name_at(at_)) {
      return read_name(lexeme, length);
    }
    if (c == '*' && peek(1) == ':') {
      if (const std::size_t length = name_at(at_ + 2)) {
        lexeme.token = Token::local_wildcard;
        lexeme.local = source_.substr(at_ + 2, length);
        at_ += 2 + length;
        return;
      }
    }
    for (const Symbol& symbol : kSymbols) {
      if (source_.substr(at_).starts_with(symbol.text)) {
        lexeme.token = symbol.token;
        at_ += symbol.text.size();
        return;
      }
    }
    raise("XPST0003", "unexpected character", at_);
  }

  void read_name(Lexeme& lexeme, std::size_t length) {
    lexeme.token = Token::name;
    lexeme.local = source_.substr(at_, length);
    at_ += length;
    if (peek() != ':' || peek(1) == ':') {
      return;
    }
    if (peek(1) == '*') {
      lexeme.token = Token::prefix_wildcard;
      lexeme.prefix = lexeme.local;
      lexeme.local = {};
      at_ += 2;
    } else if (const std::size_t further = name_at(at_ + 1)) {
      lexeme.prefix = lexeme.local;
      lexeme.local = source_.substr(at_ + 1, further);
      at_ += 1 + further;
    }
  }

  /// Q{uri}name or Q{uri}*, without white space before the name.
  void read_braced_name(Lexeme& lexeme) {
    const std::size_t close = source_.find_first_of("{}", at_ + 2);
    if (close == std::string_view::npos || source_[close] == '{') {
      raise("XPST0003", "the URI of a name is not closed", at_);
    }
    lexeme.prefix = source_.substr(at_, close + 1 - at_);
    at_ = close + 1;
    const std::size_t length = name_at(at_);
    if (length > 0) {
      lexeme.token = Token::name;
      lexeme.local = source_.substr(at_, length);
      at_ += length;
    } else if (peek() == '*') {
      lexeme.token = Token::prefix_wildcard;
      ++at_;
    } else {
      raise("XPST0003", "a name must follow the URI", at_);
    }
  }

  void skip_digits() {
    while (is_digit(peek())) {
      ++at_;
    }
  }

  void read_number(Lexeme& lexeme) {
    const std::size_t start = at_;
    lexeme.token = Token::integer;
    skip_digits();
    if (peek() == '.') {
      lexeme.token = Token::decimal;
      ++at_;
      skip_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      lexeme.token = Token::double_;
      ++at_;
      if (peek() == '+' || peek() == '-') {
        ++at_;
      }
      if (!is_digit(peek())) {
        raise("XPST0003", "a number ends in its exponent sign", start);
      }
      skip_digits();
    }
    // A.2.2: a number and a name next to it must be separated.
    if (name_at(at_) > 0) {
      raise("XPST0003", "a name follows a number without a space", at_);
    }
    lexeme.local = source_.substr(start, at_ - start);
  }

  void read_string(Lexeme& lexeme) {
    const std::size_t start = at_;
    const char quote = source_[at_++];
    lexeme.token = Token::string;
    for (;;) {
      const std::size_t close = source_.find(quote, at_);
      if (close == std::string_view::npos) {
        raise("XPST0003", "a string is not closed", start);
      }
      lexeme.string.append(source_, at_, close - at_);
      at_ = close + 1;
      if (peek() != quote) {
        return;
      }
      lexeme.string += quote;
      ++at_;
    }
  }

  std::string_view source_;
  bool version3_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Lexeme> tokenize(std::string_view source, bool version3) { return Lexer(source, version3).run(); }

std::optional<std::string> braced_uri(std::string_view prefix) {
  if (!prefix.starts_with("Q{") || !prefix.ends_with('}')) {
    return std::nullopt;
  }
  std::string out;
  for (const char c : prefix.substr(2, prefix.size() - 3)) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) {
    out.pop_back();
  }
  return out;
}

}  // namespace quittance::xpath
