// Paths, steps and primary expressions (XPath 2.0, 3.1 and 3.2).
#include <algorithm>
#include <array>
#include <optional>

#include "validators/xpath/failure.h"
#include "validators/xpath/syntax/grammar.h"

namespace quittance::xpath {

namespace {

struct AxisName {
  std::string_view name;
  Axis axis;
};
constexpr std::array kAxes{
    AxisName{"child", Axis::child},
    AxisName{"descendant", Axis::descendant},
    AxisName{"attribute", Axis::attribute},
    AxisName{"self", Axis::self},
    AxisName{"descendant-or-self", Axis::descendant_or_self},
    AxisName{"following-sibling", Axis::following_sibling},
    AxisName{"following", Axis::following},
    AxisName{"namespace", Axis::namespace_},
    AxisName{"parent", Axis::parent},
    AxisName{"ancestor", Axis::ancestor},
    AxisName{"preceding-sibling", Axis::preceding_sibling},
    AxisName{"preceding", Axis::preceding},
    AxisName{"ancestor-or-self", Axis::ancestor_or_self},
};

std::optional<Axis> find_axis(std::string_view name) {
  const auto* const found =
      std::find_if(kAxes.begin(), kAxes.end(), [&](const AxisName& a) { return a.name == name; });
  if (found == kAxes.end()) {
    return std::nullopt;
  }
  return found->axis;
}

constexpr std::array<std::string_view, 8> kKindTests{
    "node",    "text",      "comment",       "processing-instruction",
    "element", "attribute", "document-node", "schema-element"};

// A.3: these followed by "(" are not function calls.
constexpr std::array<std::string_view, 4> kReserved{"empty-sequence", "if", "item", "typeswitch"};

template <std::size_t n>
bool among(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// descendant-or-self::node(), which "//" stands for.
ExprPtr any_descendant(std::size_t offset) {
  auto step = std::make_unique<Expr>(Kind::step, offset);
  step->axis = Axis::descendant_or_self;
  step->test.kind = ItemKind::node;
  return step;
}

}  // namespace

bool Grammar::starts_kind_test() const {
  return at(Token::name) && peek().prefix.empty() && peek(1).token == Token::left_parenthesis &&
         (among(kKindTests, peek().local) || peek().local == "schema-attribute");
}

bool Grammar::starts_step() const {
  switch (peek().token) {
    case Token::name:
    case Token::prefix_wildcard:
    case Token::local_wildcard:
    case Token::star:
    case Token::at:
    case Token::dot:
    case Token::dot_dot:
    case Token::dollar:
    case Token::left_parenthesis:
    case Token::integer:
    case Token::decimal:
    case Token::double_:
    case Token::string: return true;
    default: return false;
  }
}

ExprPtr Grammar::path() {
  const std::size_t offset = peek().begin;
  if (!at(Token::slash) && !at(Token::slash_slash)) {
    ExprPtr first = step();
    if (!at(Token::slash) && !at(Token::slash_slash)) {
      return first;
    }
    auto made = std::make_unique<Expr>(Kind::path, offset);
    adopt(*made, std::move(first));
    relative_path(*made);
    return made;
  }
  auto root = std::make_unique<Expr>(Kind::root, offset);
  if (at(Token::slash)) {
    ++at_;
    if (!starts_step()) {
      return root;
    }  // a lone "/": A.1.2, leading-lone-slash
    auto made = std::make_unique<Expr>(Kind::path, offset);
    adopt(*made, std::move(root));
    adopt(*made, step());
    relative_path(*made);
    return made;
  }
  auto made = std::make_unique<Expr>(Kind::path, offset);
  adopt(*made, std::move(root));
  relative_path(*made);
  return made;
}

void Grammar::relative_path(Expr& into) {
  while (at(Token::slash) || at(Token::slash_slash)) {
    if (at(Token::slash_slash)) {
      adopt(into, any_descendant(peek().begin));
    }
    ++at_;
    adopt(into, step());
  }
}

ExprPtr Grammar::step() {
  const std::size_t offset = peek().begin;
  if (take(Token::at)) {
    return axis_step(Axis::attribute, offset);
  }
  if (take(Token::dot_dot)) {
    auto parent = std::make_unique<Expr>(Kind::step, offset);
    parent->axis = Axis::parent;
    parent->test.kind = ItemKind::node;
    predicates(*parent);
    return parent;
  }
  if (at(Token::name) && peek(1).token == Token::axis) {
    const auto axis = peek().prefix.empty() ? find_axis(peek().local) : std::nullopt;
    if (!axis) {
      raise("XPST0003", "'" + std::string(peek().local) + "' is not an axis", offset);
    }
    at_ += 2;
    return axis_step(*axis, offset);
  }
  if (starts_kind_test()) {
    const std::string_view word = peek().local;
    // 3.2.4: an attribute test alone looks along the attribute axis.
    const bool attribute = word == "attribute" || word == "schema-attribute";
    return axis_step(attribute ? Axis::attribute : Axis::child, offset);
  }
  const bool name = at(Token::name) && peek(1).token != Token::left_parenthesis;
  if (name || at(Token::prefix_wildcard) || at(Token::local_wildcard) || at(Token::star)) {
    return axis_step(Axis::child, offset);
  }
  return filter_or_primary();
}

ExprPtr Grammar::axis_step(Axis axis, std::size_t offset) {
  auto made = std::make_unique<Expr>(Kind::step, offset);
  made->axis = axis;
  made->test = node_test();
  if (made->test.is_name_test) {
    made->test.kind = axis == Axis::attribute    ? ItemKind::attribute
                      : axis == Axis::namespace_ ? ItemKind::namespace_node
                                                 : ItemKind::element;
  }
  predicates(*made);
  return made;
}

bool Grammar::predicates(Expr& into) {
  bool any = false;
  while (take(Token::left_bracket)) {
    any = true;
    adopt(into, expression());
    expect(Token::right_bracket, "']'");
  }
  return any;
}

ExprPtr Grammar::filter_or_primary() {
  ExprPtr first = primary();
  if (!at(Token::left_bracket)) {
    return first;
  }
  auto made = std::make_unique<Expr>(Kind::filter, first->offset);
  adopt(*made, std::move(first));
  predicates(*made);
  return made;
}

ExprPtr Grammar::literal(Kind kind) {
  ExprPtr made = make(kind);
  made->text = kind == Kind::string ? peek().string : std::string(peek().local);
  ++at_;
  return made;
}

ExprPtr Grammar::primary() {
  switch (peek().token) {
    case Token::integer: return literal(Kind::integer);
    case Token::decimal: return literal(Kind::decimal);
    case Token::double_: return literal(Kind::double_);
    case Token::string: return literal(Kind::string);
    case Token::dot: {
      ExprPtr made = make(Kind::context_item);
      ++at_;
      return made;
    }
    case Token::dollar: {
      ExprPtr made = make(Kind::variable);
      ++at_;
      made->name = take_name();
      return made;
    }
    case Token::left_parenthesis: {
      const std::size_t offset = peek().begin;
      ++at_;
      if (take(Token::right_parenthesis)) {
        return std::make_unique<Expr>(Kind::sequence, offset);
      }
      ExprPtr inside = expression();
      expect(Token::right_parenthesis, "')'");
      inside->parenthesized = true;
      return inside;
    }
    case Token::name:
      if (peek(1).token == Token::left_parenthesis) {
        return call();
      }
      [[fallthrough]];
    default: unexpected("an expression");
  }
}

ExprPtr Grammar::call() {
  if (peek().prefix.empty() && among(kReserved, peek().local)) {
    unexpected("an expression");
  }
  ExprPtr made = make(Kind::call);
  made->name = take_name();
  expect(Token::left_parenthesis, "'('");
  if (take(Token::right_parenthesis)) {
    return made;
  }
  do {
    adopt(*made, single());
  } while (take(Token::comma));
  expect(Token::right_parenthesis, "')'");
  return made;
}

}  // namespace quittance::xpath
