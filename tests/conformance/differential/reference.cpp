#include "tests/conformance/differential/reference.h"

#include <algorithm>
#include <cmath>

namespace quittance::differential {

Value Reference::evaluate(const Expr& expr, const Focus& focus) {
  if (fuel_-- == 0) throw TooMuch{};
  Value value;
  try {
    value = dispatch(expr, focus);
  } catch (const Error& error) {
    value = {{}, error};
  }
  if (fuel_ < value.items.size()) throw TooMuch{};
  fuel_ -= value.items.size();
  if (value.error) met_.insert(value.error->code);
  return value;
}

Value Reference::dispatch(const Expr& e, const Focus& focus) {
  switch (e.kind) {
    case Kind::number:
      if (e.text.find_first_of("eE") != std::string::npos)
        return value_of(cast(text_atom(e.text), Type::real));
      return value_of(
          cast(text_atom(e.text), e.text.find('.') == std::string::npos ? Type::integer : Type::decimal));
    case Kind::string: return value_of(text_atom(e.text));
    case Kind::variable: return variable(e);
    case Kind::context: return {{context(focus)}, std::nullopt};
    case Kind::root:
      if (!is_node(context(focus))) throw Error{"XPTY0020"};
      return {{std::size_t{0}}, std::nullopt};
    case Kind::sequence: return sequence(e, focus);
    case Kind::for_: return for_each(e, focus);
    case Kind::some:
    case Kind::every: return value_of(boolean_atom(quantified(e, focus)));
    case Kind::if_: return evaluate(e.children[truth(e.children[0], focus) ? 1 : 2], focus);
    case Kind::or_: return value_of(boolean_atom(truth(e.children[0], focus) || truth(e.children[1], focus)));
    case Kind::and_:
      return value_of(boolean_atom(truth(e.children[0], focus) && truth(e.children[1], focus)));
    case Kind::general: return value_of(boolean_atom(general(e, focus)));
    case Kind::value: return value_comparison(e, focus);
    case Kind::node: return node_comparison(e, focus);
    case Kind::arithmetic: return arithmetic(e, focus);
    case Kind::set: return set(e, focus);
    case Kind::range: return range(e, focus);
    case Kind::minus:
    case Kind::plus: return signed_number(e, focus);
    case Kind::instance_of:
    case Kind::treat_as: return typed(e, focus);
    case Kind::castable_as:
    case Kind::cast_as: return cast_as(e, focus);
    case Kind::path: return path(e, focus);
    case Kind::step: return step(e, focus);
    case Kind::filter: return filter(e, focus);
    case Kind::call: return call(e, focus);
  }
  throw Error{"XPST0003"};
}

Items Reference::all(const Expr& e, const Focus& focus) {
  Value value = evaluate(e, focus);
  if (value.error) throw Error(*value.error);
  return std::move(value.items);
}

Value Reference::variable(const Expr& e) const {
  const auto found = variables_.find(e.text);
  if (found == variables_.end()) throw Error{"XPST0008"};
  return found->second;
}

Item Reference::context(const Focus& focus) const {
  if (!focus.item) throw Error{"XPDY0002"};
  return *focus.item;
}

Value Reference::sequence(const Expr& e, const Focus& focus) {
  Value out;
  for (const Expr& child : e.children) {
    const Value part = evaluate(child, focus);
    out.items.insert(out.items.end(), part.items.begin(), part.items.end());
    out.error = part.error;
    if (out.error) break;
  }
  return out;
}

Value Reference::for_each(const Expr& e, const Focus& focus) {
  const Value over = evaluate(e.children[0], focus);
  const auto outer = variables_;
  Value out;
  for (const Item& item : over.items) {
    variables_[e.text] = {{item}, std::nullopt};
    const Value part = evaluate(e.children[1], focus);
    out.items.insert(out.items.end(), part.items.begin(), part.items.end());
    out.error = part.error;
    if (out.error) break;
  }
  variables_ = outer;
  if (!out.error) out.error = over.error;
  return out;
}

bool Reference::quantified(const Expr& e, const Focus& focus) {
  const bool some = e.kind == Kind::some;
  const Value over = evaluate(e.children[0], focus);
  const auto outer = variables_;
  for (const Item& item : over.items) {
    variables_[e.text] = {{item}, std::nullopt};
    const Value holds = evaluate(e.children[1], focus);
    variables_ = outer;
    if (truth(holds) == some) return some;
  }
  if (over.error) throw Error(*over.error);
  return !some;
}

/// XPath 2.0, 2.4.3.
bool Reference::truth(const Value& value) const {
  const Items& items = value.items;
  if (!items.empty() && is_node(items[0])) return true;
  if (items.size() > 1) throw Error{"FORG0006"};
  if (value.error) throw Error(*value.error);
  if (items.empty()) return false;
  const Atom& atom = std::get<Atom>(items[0]);
  if (atom.type == Type::boolean) return atom.truth;
  if (is_text(atom.type)) return !atom.text.empty();
  if (is_exact(atom.type)) return atom.exact.digits != 0;
  return atom.binary != 0 && !std::isnan(atom.binary);
}

Atom Reference::atomized(const Item& item) const {
  if (!is_node(item)) return std::get<Atom>(item);
  const Node::Kind kind = document_.nodes[node_of(item)].kind;
  const bool typed = kind == Node::Kind::comment || kind == Node::Kind::instruction;
  return text_atom(document_.string_value(node_of(item)), typed ? Type::string : Type::untyped);
}

void sort_nodes(Items& nodes) {
  std::sort(nodes.begin(), nodes.end(), [](const Item& a, const Item& b) { return node_of(a) < node_of(b); });
  nodes.erase(std::unique(nodes.begin(), nodes.end(),
                          [](const Item& a, const Item& b) { return node_of(a) == node_of(b); }),
              nodes.end());
}

}  // namespace quittance::differential
