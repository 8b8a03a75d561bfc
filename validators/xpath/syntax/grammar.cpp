#include "validators/xpath/syntax/grammar.h"

#include <array>
#include <optional>

#include "validators/xpath/failure.h"
#include "validators/xpath/syntax/parser.h"

namespace quittance::xpath {

namespace {

struct ComparisonSign {
  Token token;
  Kind kind;
  Operator op;
};
constexpr std::array kSigns{
    ComparisonSign{Token::equal, Kind::general_comparison, Operator::equal},
    ComparisonSign{Token::not_equal, Kind::general_comparison, Operator::not_equal},
    ComparisonSign{Token::less, Kind::general_comparison, Operator::less},
    ComparisonSign{Token::less_equal, Kind::general_comparison, Operator::less_equal},
    ComparisonSign{Token::greater, Kind::general_comparison, Operator::greater},
    ComparisonSign{Token::greater_equal, Kind::general_comparison, Operator::greater_equal},
    ComparisonSign{Token::before, Kind::node_comparison, Operator::before},
    ComparisonSign{Token::after, Kind::node_comparison, Operator::after},
};

struct ComparisonWord {
  std::string_view word;
  Kind kind;
  Operator op;
};
constexpr std::array kWords{
    ComparisonWord{"eq", Kind::value_comparison, Operator::equal},
    ComparisonWord{"ne", Kind::value_comparison, Operator::not_equal},
    ComparisonWord{"lt", Kind::value_comparison, Operator::less},
    ComparisonWord{"le", Kind::value_comparison, Operator::less_equal},
    ComparisonWord{"gt", Kind::value_comparison, Operator::greater},
    ComparisonWord{"ge", Kind::value_comparison, Operator::greater_equal},
    ComparisonWord{"is", Kind::node_comparison, Operator::is},
};

}  // namespace

ExprPtr parse(std::string_view source, bool version3) { return Grammar(source, version3).whole_expression(); }
WrittenType parse_type(std::string_view source, bool version3) {
  return Grammar(source, version3).whole_type();
}

Grammar::Deeper::Deeper(Grammar& grammar) : grammar_(grammar) {
  if (++grammar_.depth_ > kMaxHeight) {
    raise("BUDGET", "the expression nests deeper than " + std::to_string(kMaxHeight), grammar_.peek().begin);
  }
}

bool Grammar::take(Token token) {
  if (!at(token)) {
    return false;
  }
  ++at_;
  return true;
}

bool Grammar::take_word(std::string_view word) {
  if (!at_word(word)) {
    return false;
  }
  ++at_;
  return true;
}

void Grammar::expect(Token token, std::string_view what) {
  if (!take(token)) {
    unexpected(what);
  }
}

void Grammar::expect_word(std::string_view word) {
  if (!take_word(word)) {
    unexpected(word);
  }
}

void Grammar::unexpected(std::string_view wanted) const {
  const Lexeme& found = peek();
  const std::string seen =
      found.token == Token::end
          ? "the end"
          : "'" + std::string(source_.substr(found.begin, found.end - found.begin)) + "'";
  raise("XPST0003", "expected " + std::string(wanted) + ", found " + seen, found.begin);
}

void Grammar::adopt(Expr& parent, ExprPtr child) {
  parent.height = std::max(parent.height, child->height + 1);
  if (parent.height > kMaxHeight) {
    raise("BUDGET", "the expression nests deeper than " + std::to_string(kMaxHeight), parent.offset);
  }
  parent.children.push_back(std::move(child));
}

ExprPtr Grammar::binary(Kind kind, Operator op, ExprPtr left, ExprPtr right) {
  auto made = std::make_unique<Expr>(kind, left->offset);
  made->op = op;
  adopt(*made, std::move(left));
  adopt(*made, std::move(right));
  return made;
}

ExprPtr Grammar::whole_expression() {
  ExprPtr all = expression();
  if (!at(Token::end)) {
    unexpected("an operator or the end");
  }
  return all;
}

ExprPtr Grammar::expression() {
  ExprPtr first = single();
  if (!at(Token::comma)) {
    return first;
  }
  auto sequence = std::make_unique<Expr>(Kind::sequence, first->offset);
  adopt(*sequence, std::move(first));
  while (take(Token::comma)) {
    adopt(*sequence, single());
  }
  return sequence;
}

ExprPtr Grammar::single() {
  const Deeper deeper(*this);
  if (peek(1).token == Token::dollar) {
    if (at_word("for")) {
      return bindings(Kind::for_, "return");
    }
    if (version3_ && at_word("let")) {
      return bindings(Kind::let_, "return");
    }
    if (at_word("some")) {
      return bindings(Kind::some, "satisfies");
    }
    if (at_word("every")) {
      return bindings(Kind::every, "satisfies");
    }
  }
  if (at_word("if") && peek(1).token == Token::left_parenthesis) {
    return conditional();
  }
  return disjunction();
}

ExprPtr Grammar::bindings(Kind kind, std::string_view last_word) {
  ExprPtr made = make(kind);
  ++at_;
  do {
    expect(Token::dollar, "'$'");
    made->names.push_back(take_name());
    if (kind == Kind::let_) {
      expect(Token::assign, "':='");
    } else {
      expect_word("in");
    }
    adopt(*made, single());
  } while (take(Token::comma));
  expect_word(last_word);
  adopt(*made, single());
  return made;
}

ExprPtr Grammar::conditional() {
  ExprPtr made = make(Kind::if_);
  at_ += 2;
  adopt(*made, expression());
  expect(Token::right_parenthesis, "')'");
  expect_word("then");
  adopt(*made, single());
  expect_word("else");
  adopt(*made, single());
  return made;
}

ExprPtr Grammar::disjunction() {
  ExprPtr first = conjunction();
  if (!at_word("or")) {
    return first;
  }
  auto made = std::make_unique<Expr>(Kind::or_, first->offset);
  adopt(*made, std::move(first));
  while (take_word("or")) {
    adopt(*made, conjunction());
  }
  return made;
}

ExprPtr Grammar::conjunction() {
  ExprPtr first = comparison();
  if (!at_word("and")) {
    return first;
  }
  auto made = std::make_unique<Expr>(Kind::and_, first->offset);
  adopt(*made, std::move(first));
  while (take_word("and")) {
    adopt(*made, comparison());
  }
  return made;
}

ExprPtr Grammar::comparison() {
  ExprPtr left = concatenation();
  for (const ComparisonSign& sign : kSigns) {
    if (take(sign.token)) {
      return binary(sign.kind, sign.op, std::move(left), concatenation());
    }
  }
  for (const ComparisonWord& word : kWords) {
    if (take_word(word.word)) {
      return binary(word.kind, word.op, std::move(left), concatenation());
    }
  }
  return left;
}

ExprPtr Grammar::concatenation() {
  ExprPtr left = range();
  while (version3_ && take(Token::bar_bar)) {
    left = binary(Kind::concatenation, Operator::equal, std::move(left), range());
  }
  return left;
}

ExprPtr Grammar::range() {
  ExprPtr left = additive();
  if (!take_word("to")) {
    return left;
  }
  return binary(Kind::range, Operator::equal, std::move(left), additive());
}

ExprPtr Grammar::additive() {
  ExprPtr left = multiplicative();
  for (;;) {
    if (take(Token::plus)) {
      left = binary(Kind::arithmetic, Operator::add, std::move(left), multiplicative());
    } else if (take(Token::minus)) {
      left = binary(Kind::arithmetic, Operator::subtract, std::move(left), multiplicative());
    } else {
      return left;
    }
  }
}

ExprPtr Grammar::multiplicative() {
  ExprPtr left = union_();
  for (;;) {
    std::optional<Operator> op;
    if (take(Token::star)) {
      op = Operator::multiply;
    } else if (take_word("div")) {
      op = Operator::divide;
    } else if (take_word("idiv")) {
      op = Operator::integer_divide;
    } else if (take_word("mod")) {
      op = Operator::modulo;
    }
    if (!op) {
      return left;
    }
    left = binary(Kind::arithmetic, *op, std::move(left), union_());
  }
}

ExprPtr Grammar::union_() {
  ExprPtr left = intersection();
  while (take(Token::bar) || take_word("union")) {
    left = binary(Kind::set, Operator::union_, std::move(left), intersection());
  }
  return left;
}

ExprPtr Grammar::intersection() {
  ExprPtr left = instance();
  for (;;) {
    if (take_word("intersect")) {
      left = binary(Kind::set, Operator::intersect, std::move(left), instance());
    } else if (take_word("except")) {
      left = binary(Kind::set, Operator::except, std::move(left), instance());
    } else {
      return left;
    }
  }
}

namespace {
ExprPtr typed(Kind kind, ExprPtr operand, WrittenType type) {
  auto made = std::make_unique<Expr>(kind, operand->offset);
  made->height = operand->height + 1;
  made->children.push_back(std::move(operand));
  made->type = std::make_unique<WrittenType>(std::move(type));
  return made;
}
}  // namespace

ExprPtr Grammar::instance() {
  ExprPtr operand = treat();
  if (!at_word("instance") || !at_word("of", 1)) {
    return operand;
  }
  at_ += 2;
  return typed(Kind::instance_of, std::move(operand), sequence_type());
}

ExprPtr Grammar::treat() {
  ExprPtr operand = castable();
  if (!at_word("treat") || !at_word("as", 1)) {
    return operand;
  }
  at_ += 2;
  return typed(Kind::treat_as, std::move(operand), sequence_type());
}

ExprPtr Grammar::castable() {
  ExprPtr operand = cast();
  if (!at_word("castable") || !at_word("as", 1)) {
    return operand;
  }
  at_ += 2;
  return typed(Kind::castable_as, std::move(operand), single_type());
}

ExprPtr Grammar::cast() {
  ExprPtr operand = arrow();
  if (!at_word("cast") || !at_word("as", 1)) {
    return operand;
  }
  at_ += 2;
  return typed(Kind::cast_as, std::move(operand), single_type());
}

/// $a => f(b) is f($a, b).
ExprPtr Grammar::arrow() {
  ExprPtr operand = unary();
  while (version3_ && take(Token::arrow)) {
    if (!at(Token::name) || peek(1).token != Token::left_parenthesis) {
      unexpected("the name of a function and its arguments");
    }
    ExprPtr made = call();
    made->height = std::max(made->height, operand->height + 1);
    if (made->height > kMaxHeight) {
      raise("BUDGET", "the expression nests deeper than " + std::to_string(kMaxHeight), made->offset);
    }
    made->children.insert(made->children.begin(), std::move(operand));
    operand = std::move(made);
  }
  return operand;
}

ExprPtr Grammar::simple_map() {
  ExprPtr left = path();
  while (version3_ && take(Token::bang)) {
    left = binary(Kind::simple_map, Operator::equal, std::move(left), path());
  }
  return left;
}

ExprPtr Grammar::unary() {
  if (!at(Token::minus) && !at(Token::plus)) {
    return simple_map();
  }
  const Deeper deeper(*this);
  ExprPtr made = make(at(Token::minus) ? Kind::minus : Kind::plus);
  ++at_;
  adopt(*made, unary());
  return made;
}

}  // namespace quittance::xpath
