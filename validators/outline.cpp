#include "validators/outline.h"

#include <algorithm>
#include <array>

#include "validators/xpath/failure.h"
#include "validators/xpath/lexer.h"

namespace quittance::validators {

namespace {

using xpath::Lexeme;
using xpath::Token;

constexpr std::size_t kDeepest = 40;

struct Range {
  std::size_t begin, end;  ///< tokens
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

bool opens(Token token) { return token == Token::left_parenthesis || token == Token::left_bracket; }
bool closes(Token token) { return token == Token::right_parenthesis || token == Token::right_bracket; }

/// Can a token of that kind be the last of an operand? Then a name or star behind it is an operator.
bool ends_operand(Token token) {
  switch (token) {
    case Token::name:
    case Token::prefix_wildcard:
    case Token::local_wildcard:
    case Token::integer:
    case Token::decimal:
    case Token::double_:
    case Token::string:
    case Token::right_parenthesis:
    case Token::right_bracket:
    case Token::dot:
    case Token::dot_dot:
    case Token::star: return true;
    default: return false;
  }
}

/// How loosely an operator binds, 0 the loosest (XPath 2.0, A.1); kNone for no operator we split at.
constexpr int kNone = 100;
int strength_of_name(std::string_view name) {
  constexpr std::array kComparisons{"eq", "ne", "lt", "le", "gt", "ge", "is"};
  if (name == "or") return 1;
  if (name == "and") return 2;
  if (std::ranges::find(kComparisons, name) != kComparisons.end()) return 3;
  if (name == "to") return 4;
  if (name == "div" || name == "idiv" || name == "mod") return 6;
  return kNone;
}

int strength(const Lexeme& lexeme) {
  switch (lexeme.token) {
    case Token::comma: return 0;
    case Token::equal:
    case Token::not_equal:
    case Token::less:
    case Token::less_equal:
    case Token::greater:
    case Token::greater_equal:
    case Token::before:
    case Token::after: return 3;
    case Token::plus:
    case Token::minus: return 5;
    case Token::star: return 6;
    case Token::name: return lexeme.prefix.empty() ? strength_of_name(lexeme.local) : kNone;
    default: return kNone;
  }
}

class Outline {
 public:
  Outline(std::string_view source, std::size_t at_most)
      : source_(source), at_most_(at_most), tokens_(xpath::tokenize(source)) {}

  std::vector<Part> parts() {
    add({0, tokens_.size() - 1}, 0);
    return std::move(parts_);
  }

 private:
  [[nodiscard]] bool is_name(std::size_t at, std::string_view name) const {
    return tokens_[at].token == Token::name && tokens_[at].prefix.empty() && tokens_[at].local == name;
  }

  /// The token that closes what `open` opens, or `end`.
  [[nodiscard]] std::size_t closing(std::size_t open, std::size_t end) const {
    std::size_t depth = 0;
    for (std::size_t i = open; i < end; ++i) {
      if (opens(tokens_[i].token)) ++depth;
      if (closes(tokens_[i].token) && --depth == 0) return i;
    }
    return end;
  }

  [[nodiscard]] Range without_parentheses(Range range) const {
    while (range.size() > 2 && tokens_[range.begin].token == Token::left_parenthesis &&
           closing(range.begin, range.end) == range.end - 1) {
      range = {range.begin + 1, range.end - 1};
    }
    return range;
  }

  [[nodiscard]] bool is_literal(Range range) const {
    const Token token = tokens_[range.begin].token;
    return range.size() == 1 && (token == Token::string || token == Token::integer ||
                                 token == Token::decimal || token == Token::double_);
  }

  void add(Range range, std::size_t depth) {
    range = without_parentheses(range);
    if (range.size() == 0 || is_literal(range) || parts_.size() >= at_most_ || depth > kDeepest) return;
    const std::size_t from = tokens_[range.begin].begin;
    parts_.push_back({depth, std::string(source_.substr(from, tokens_[range.end - 1].end - from))});
    if (is_name(range.begin, "if") && tokens_[range.begin + 1].token == Token::left_parenthesis) {
      return add_condition(range, depth + 1);
    }
    if (binds_variables(range)) return;
    if (const auto operands = split(range); operands.size() > 1) {
      for (const Range& operand : operands) add(operand, depth + 1);
    } else {
      add_arguments(range, depth + 1);
    }
  }

  [[nodiscard]] bool binds_variables(Range range) const {
    if (range.size() < 2 || tokens_[range.begin + 1].token != Token::dollar) return false;
    return is_name(range.begin, "for") || is_name(range.begin, "some") || is_name(range.begin, "every");
  }

  /// Only the condition: the branch not taken may have no value at all.
  void add_condition(Range range, std::size_t depth) {
    const std::size_t close = closing(range.begin + 1, range.end);
    if (close < range.end) add({range.begin + 2, close}, depth);
  }

  /// The operands of the loosest operators, or the range itself.
  [[nodiscard]] std::vector<Range> split(Range range) const {
    int loosest = kNone;
    const auto operators = operators_in(range);
    for (const std::size_t at : operators) loosest = std::min(loosest, strength(tokens_[at]));
    std::vector<Range> operands;
    std::size_t begin = range.begin;
    for (const std::size_t at : operators) {
      if (strength(tokens_[at]) != loosest) continue;
      operands.push_back({begin, at});
      begin = at + 1;
    }
    operands.push_back({begin, range.end});
    return operands;
  }

  /// Those we split at that stand in no parenthesis or predicate. A name or star behind an operand is an
  /// operator, elsewhere it is an operand itself (XPath 2.0, A.2.4).
  [[nodiscard]] std::vector<std::size_t> operators_in(Range range) const {
    std::vector<std::size_t> found;
    bool behind_operand = false;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const bool is_operator = behind_operand && !opens(tokens_[i].token);
      if (is_operator && strength(tokens_[i]) != kNone) found.push_back(i);
      if (is_operator && is_type_operator(i)) ++i;  // "of" or "as"; the type behind it ends an operand
      if (opens(tokens_[i].token)) i = std::min(closing(i, range.end), range.end - 1);
      behind_operand = !is_operator && ends_operand(tokens_[i].token);
    }
    return found;
  }

  [[nodiscard]] bool is_type_operator(std::size_t at) const {
    return is_name(at, "instance") || is_name(at, "treat") || is_name(at, "castable") || is_name(at, "cast");
  }

  /// Of a call that is the whole range: name(…, …).
  void add_arguments(Range range, std::size_t depth) {
    if (range.size() < 4 || tokens_[range.begin].token != Token::name ||
        tokens_[range.begin + 1].token != Token::left_parenthesis ||
        closing(range.begin + 1, range.end) != range.end - 1) {
      return;
    }
    Range rest{range.begin + 2, range.end - 1};
    for (std::size_t i = rest.begin; i < rest.end && !binds_variables(rest); ++i) {
      if (opens(tokens_[i].token)) i = std::min(closing(i, rest.end), rest.end - 1);
      if (tokens_[i].token != Token::comma) continue;
      add({rest.begin, i}, depth);
      rest.begin = i + 1;
    }
    add(rest, depth);
  }

  std::string_view source_;
  std::size_t at_most_;
  std::vector<Lexeme> tokens_;
  std::vector<Part> parts_;
};

}  // namespace

Result<std::vector<Part>> outline(std::string_view expression, std::size_t at_most) {
  try {
    return Outline(expression, at_most).parts();
  } catch (const xpath::Failure& failure) {
    return Error{failure.code, Retry::never, failure.message};
  }
}

}  // namespace quittance::validators
