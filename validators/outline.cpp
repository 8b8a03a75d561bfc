#include "validators/outline.h"

#include <algorithm>
#include <array>
#include <set>

#include "validators/xpath/failure.h"
#include "validators/xpath/syntax/lexer.h"

namespace quittance::validators {

namespace {

using xpath::Lexeme;
using xpath::Token;

constexpr std::size_t kDeepest = 40;
constexpr std::size_t kMostFunctions = 3;  ///< inside one another

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
  if (name == "union") return 7;
  if (name == "intersect" || name == "except") return 8;
  return kNone;
}

int strength(const Lexeme& lexeme) {
  switch (lexeme.token) {
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
    case Token::bar: return 7;
    case Token::name: return lexeme.prefix.empty() ? strength_of_name(lexeme.local) : kNone;
    default: return kNone;
  }
}

/// What one question has told so far, over all the expressions it leads into.
struct Telling {
  const Definitions& definitions;
  std::size_t at_most;
  std::vector<Part> parts;
  std::vector<Binder> binders;      ///< around what is looked at
  std::set<std::string> inside;     ///< functions that are looked into
  std::set<std::string> variables;  ///< told already
};

class Outline {
 public:
  Outline(std::string_view source, Telling& telling)
      : source_(source), telling_(telling), tokens_(xpath::tokenize(source, true)) {}

  void tell(std::size_t depth) { add({0, tokens_.size() - 1}, depth); }

 private:
  [[nodiscard]] std::string text(Range range) const {
    if (range.size() == 0) return "";
    const std::size_t from = tokens_[range.begin].begin;
    return std::string(source_.substr(from, tokens_[range.end - 1].end - from));
  }

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
    const bool is_truth =
        range.size() == 3 && (is_name(range.begin, "true") || is_name(range.begin, "false"));
    if (is_truth && tokens_[range.begin + 1].token == Token::left_parenthesis) return true;
    const Token token = tokens_[range.begin].token;
    return range.size() == 1 && (token == Token::string || token == Token::integer ||
                                 token == Token::decimal || token == Token::double_);
  }

  void add(Range range, std::size_t depth) {
    range = without_parentheses(range);
    const bool is_full = telling_.parts.size() >= telling_.at_most || depth > kDeepest;
    if (range.size() == 0 || is_literal(range) || is_full) return;
    telling_.parts.push_back({depth, text(range), telling_.binders});
    if (end_of_argument(range) < range.end) {
      add_list(range, depth + 1);
    } else if (is_name(range.begin, "if") && tokens_[range.begin + 1].token == Token::left_parenthesis) {
      add_condition(range, depth + 1);
    } else if (binds_variables(range)) {
      add_bindings(range, depth + 1);
    } else if (const auto operands = split(range); operands.size() > 1) {
      for (const Range& operand : operands) add(operand, depth + 1);
    } else if (is_call(range)) {
      add_call(range, depth + 1);
    } else if (range.size() == 2 && tokens_[range.begin].token == Token::dollar) {
      add_variable(range, depth + 1);
    } else {
      add_predicates(range, depth + 1);
    }
  }

  /// Adds what is seen with one more binder around it.
  void add_inside(Binder binder, Range range, std::size_t depth) {
    telling_.binders.push_back(std::move(binder));
    add(range, depth);
    telling_.binders.pop_back();
  }

  [[nodiscard]] bool binds_variables(Range range) const {
    if (range.size() < 2 || tokens_[range.begin + 1].token != Token::dollar) return false;
    return is_name(range.begin, "for") || is_name(range.begin, "some") || is_name(range.begin, "every") ||
           is_name(range.begin, "let");
  }

  /// The condition, and each branch where it is taken: the other may have no value at all.
  void add_condition(Range range, std::size_t depth) {
    const std::size_t close = closing(range.begin + 1, range.end);
    if (close >= range.end) return;
    const Range condition{range.begin + 2, close};
    add(condition, depth);
    int nested = 0;
    std::size_t at = close + 2;  // behind "then"
    for (; at < range.end; ++at) {
      if (opens(tokens_[at].token)) at = std::min(closing(at, range.end), range.end - 1);
      const bool begins = is_name(at, "if") && tokens_[at + 1].token == Token::left_parenthesis;
      if (begins) ++nested;
      if (is_name(at, "else") && nested-- == 0) break;
    }
    if (at >= range.end) return;
    add_inside({Binder::Kind::guard, "", text(condition)}, {close + 2, at}, depth);
    add_inside({Binder::Kind::guard, "", "not(" + text(condition) + ")"}, {at + 1, range.end}, depth);
  }

  /// Where the expression ends that begins at `at` in a binding: at a comma, or the word before the body.
  [[nodiscard]] std::size_t end_of_binding(std::size_t at, std::size_t end) const {
    int nested = 0;
    for (; at < end; ++at) {
      if (opens(tokens_[at].token)) at = std::min(closing(at, end), end - 1);
      if (binds_variables({at, end})) ++nested;
      const bool is_last = is_name(at, "return") || is_name(at, "satisfies");
      if (is_last && nested-- == 0) return at;
      if (tokens_[at].token == Token::comma && nested == 0) return at;
    }
    return end;
  }

  void add_bindings(Range range, std::size_t depth) {
    const std::size_t before = telling_.binders.size();
    const bool is_let = is_name(range.begin, "let");
    std::size_t at = range.begin + 1;
    while (at + 3 < range.end && tokens_[at].token == Token::dollar) {
      const std::string variable = text({at + 1, at + 2});
      const std::size_t end = end_of_binding(at + 3, range.end);
      const Range value{at + 3, end};
      add(value, depth);
      telling_.binders.push_back({is_let ? Binder::Kind::let : Binder::Kind::each, variable, text(value)});
      at = end + 1;
      if (end < range.end && tokens_[end].token != Token::comma) break;
    }
    add({std::min(at, range.end), range.end}, depth + (is_let ? 0 : 1));
    telling_.binders.resize(before);
  }

  /// What a path asks of the nodes on its way.
  void add_predicates(Range range, std::size_t depth) {
    const Token first = tokens_[range.begin].token;
    if (first == Token::minus || first == Token::plus) return;
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (tokens_[i].token == Token::bang || tokens_[i].token == Token::arrow) return;
      if (tokens_[i].token == Token::left_bracket && i > range.begin) {
        const std::size_t close = closing(i, range.end);
        if (close >= range.end) return;
        const Range filtered{range.begin, i};
        if (telling_.parts.size() < telling_.at_most && !asks_for_position({i + 1, close})) {
          telling_.parts.push_back({depth, text(filtered), telling_.binders});
          add_inside({Binder::Kind::context, "", text(filtered)}, {i + 1, close}, depth + 1);
        }
        i = close;
      } else if (opens(tokens_[i].token)) {
        i = std::min(closing(i, range.end), range.end - 1);
      }
    }
  }

  [[nodiscard]] bool asks_for_position(Range predicate) const {
    if (is_literal(predicate)) return true;
    for (std::size_t i = predicate.begin; i < predicate.end; ++i) {
      const bool is_call = tokens_[i + 1].token == Token::left_parenthesis;
      if (is_call && (is_name(i, "position") || is_name(i, "last"))) return true;
    }
    return false;
  }

  void add_variable(Range range, std::size_t depth) {
    if (!telling_.definitions.variable) return;
    const std::string name = text({range.begin + 1, range.end});
    const bool is_hidden =
        std::any_of(telling_.binders.begin(), telling_.binders.end(),
                    [&](const Binder& binder) { return binder.kind != Binder::Kind::guard; });
    if (is_hidden || !telling_.variables.insert(name).second) return;
    const std::string value = telling_.definitions.variable(name);
    if (!value.empty()) Outline(value, telling_).tell(depth);
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

  [[nodiscard]] bool is_call(Range range) const {
    return range.size() >= 3 && tokens_[range.begin].token == Token::name &&
           tokens_[range.begin + 1].token == Token::left_parenthesis &&
           closing(range.begin + 1, range.end) == range.end - 1;
  }

  /// What stands between commas; gives the texts.
  std::vector<std::string> add_list(Range rest, std::size_t depth) {
    std::vector<std::string> texts;
    while (rest.size() > 0) {
      const std::size_t end = end_of_argument(rest);
      add({rest.begin, end}, depth);
      texts.push_back(text({rest.begin, end}));
      rest.begin = std::min(end + 1, rest.end);
    }
    return texts;
  }

  void add_call(Range range, std::size_t depth) {
    const auto arguments = add_list({range.begin + 2, range.end - 1}, depth);
    const std::string name = text({range.begin, range.begin + 1});
    if (!telling_.definitions.function || telling_.inside.size() >= kMostFunctions ||
        !telling_.inside.insert(name).second)
      return;
    for (const Meaning& meaning : telling_.definitions.function(name, arguments)) {
      const std::size_t before = telling_.binders.size();
      telling_.binders.insert(telling_.binders.end(), meaning.binders.begin(), meaning.binders.end());
      Outline(meaning.source, telling_).tell(depth);
      telling_.binders.resize(before);
    }
    telling_.inside.erase(name);
  }

  /// Commas of `for $a in x, $b in y return z` end no argument.
  [[nodiscard]] std::size_t end_of_argument(Range rest) const {
    int nested = 0;
    for (std::size_t i = rest.begin; i < rest.end; ++i) {
      if (opens(tokens_[i].token)) i = std::min(closing(i, rest.end), rest.end - 1);
      if (binds_variables({i, rest.end})) ++nested;
      if (is_name(i, "return") || is_name(i, "satisfies")) nested = std::max(0, nested - 1);
      if (tokens_[i].token == Token::comma && nested == 0) return i;
    }
    return rest.end;
  }

  std::string_view source_;
  Telling& telling_;
  std::vector<Lexeme> tokens_;
};

}  // namespace

Result<std::vector<Part>> outline(std::string_view expression, std::size_t at_most,
                                  const Definitions& definitions) {
  try {
    Telling telling{definitions, at_most, {}, {}, {}, {}};
    Outline(expression, telling).tell(0);
    return std::move(telling.parts);
  } catch (const xpath::Failure& failure) {
    return Error{failure.code, Retry::never, failure.message};
  }
}

}  // namespace quittance::validators
