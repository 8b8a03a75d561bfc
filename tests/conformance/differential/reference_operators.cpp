// Comparisons, arithmetic, sets and types (XPath 2.0, 3.3.1 to 3.5 and 3.10).
#include <algorithm>
#include <iterator>

#include "tests/conformance/differential/reference.h"

namespace quittance::differential {

namespace {

bool holds(const std::string& op, const std::optional<int>& order) {
  if (op == "=" || op == "eq") return order && *order == 0;
  if (op == "!=" || op == "ne") return !order || *order != 0;
  if (!order) return false;
  if (op == "<" || op == "lt") return *order < 0;
  if (op == "<=" || op == "le") return *order <= 0;
  if (op == ">" || op == "gt") return *order > 0;
  return *order >= 0;
}

/// 3.5.2: what an untyped operand becomes beside the other.
Atom beside(const Atom& atom, const Atom& other) {
  if (atom.type != Type::untyped) return atom;
  if (is_number(other.type)) return cast(atom, Type::real);
  return cast(atom, other.type == Type::untyped ? Type::string : other.type);
}

Atom typed_operand(const Atom& atom, Type untyped_is) {
  return atom.type == Type::untyped ? cast(atom, untyped_is) : atom;
}

}  // namespace

std::optional<Atom> Reference::single_atom(const Expr& e, const Focus& focus) {
  const Value value = evaluate(e, focus);
  if (value.items.size() > 1) throw Error{"XPTY0004"};
  if (value.error) throw Error(*value.error);
  if (value.items.empty()) return std::nullopt;
  return atomized(value.items[0]);
}

bool Reference::general(const Expr& e, const Focus& focus) {
  const Value left = evaluate(e.children[0], focus);
  const Value right = evaluate(e.children[1], focus);
  const auto is_empty = [](const Value& value) { return value.items.empty() && !value.error; };
  if (!eager_ && (is_empty(left) || is_empty(right))) return false;
  for (const Item& a : left.items) {
    for (const Item& b : right.items) {
      const Atom x = atomized(a);
      const Atom y = atomized(b);
      if (holds(e.text, compare(beside(x, y), beside(y, x)))) return true;
    }
    if (right.error) throw Error(*right.error);
  }
  if (left.error) throw Error(*left.error);
  if (right.error) throw Error(*right.error);
  return false;
}

Reference::Operands Reference::both(const Expr& e, const Focus& focus,
                                    const std::function<Item(const Item&)>& wanted) {
  const std::array<Value, 2> sides{evaluate(e.children[0], focus), evaluate(e.children[1], focus)};
  bool empty = false;
  for (const Value& side : sides) empty = empty || (side.items.empty() && !side.error);
  if (empty && !eager_) return std::nullopt;
  std::array<Item, 2> out;
  std::optional<Error> failure;  // of the first; an engine may tell either
  for (std::size_t i = 0; i < 2; ++i) {
    try {
      if (sides[i].items.size() > 1) throw Error{"XPTY0004"};
      if (sides[i].error) throw Error(*sides[i].error);
      if (!sides[i].items.empty()) out[i] = wanted(sides[i].items[0]);
    } catch (const Error& error) {
      met_.insert(error.code);
      if (!failure) failure = error;
    }
  }
  if (failure) throw Error(*failure);
  if (empty) return std::nullopt;
  return out;
}

Atom Reference::as_number(const Item& item) const {
  Atom number = typed_operand(atomized(item), Type::real);
  if (!is_number(number.type)) throw Error{"XPTY0004"};
  return number;
}

Value Reference::value_comparison(const Expr& e, const Focus& focus) {
  const auto sides =
      both(e, focus, [&](const Item& item) -> Item { return typed_operand(atomized(item), Type::string); });
  if (!sides) return {};
  const auto order = compare(std::get<Atom>((*sides)[0]), std::get<Atom>((*sides)[1]));
  return value_of(boolean_atom(holds(e.text, order)));
}

Value Reference::node_comparison(const Expr& e, const Focus& focus) {
  const auto sides = both(e, focus, [](const Item& item) -> Item {
    if (!is_node(item)) throw Error{"XPTY0004"};
    return item;
  });
  if (!sides) return {};
  const auto a = node_of((*sides)[0]);
  const auto b = node_of((*sides)[1]);
  return value_of(boolean_atom(e.text == "is" ? a == b : e.text == "<<" ? a < b : a > b));
}

Value Reference::arithmetic(const Expr& e, const Focus& focus) {
  const auto sides = both(e, focus, [&](const Item& item) -> Item { return as_number(item); });
  if (!sides) return {};
  return value_of(compute(e.text, std::get<Atom>((*sides)[0]), std::get<Atom>((*sides)[1])));
}

Value Reference::signed_number(const Expr& e, const Focus& focus) {
  const auto operand = single_atom(e.children[0], focus);
  if (!operand) return {};
  const Atom number = as_number(*operand);
  return value_of(e.kind == Kind::minus ? negated(number) : number);
}

Value Reference::range(const Expr& e, const Focus& focus) {
  const auto sides = both(e, focus, [&](const Item& item) -> Item {
    Atom whole = typed_operand(atomized(item), Type::integer);
    if (whole.type != Type::integer) throw Error{"XPTY0004"};
    return whole;
  });
  if (!sides) return {};
  const Integer first = std::get<Atom>((*sides)[0]).exact.digits;
  const Integer last = std::get<Atom>((*sides)[1]).exact.digits;
  if (last - first > 10'000) throw TooMuch{};
  Value out;
  for (Integer i = first; i <= last; ++i) out.items.emplace_back(integer_atom(i));
  return out;
}

Value Reference::set(const Expr& e, const Focus& focus) {
  std::array<Value, 2> sides{evaluate(e.children[0], focus), evaluate(e.children[1], focus)};
  Value out;
  for (Value& side : sides) {
    if (!std::all_of(side.items.begin(), side.items.end(), is_node)) side = {{}, Error{"XPTY0004"}};
    sort_nodes(side.items);
    if (!out.error) out.error = side.error;
  }
  if (out.error && (e.text == "intersect" || e.text == "except")) return out;
  const auto order = [](const Item& a, const Item& b) { return node_of(a) < node_of(b); };
  const auto to = std::back_inserter(out.items);
  const Items& a = sides[0].items;
  const Items& b = sides[1].items;
  if (e.text == "intersect") {
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), to, order);
  } else if (e.text == "except") {
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), to, order);
  } else {
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), to, order);
  }
  return out;
}

/// SequenceType matching (2.5.4): `type` is as it is written.
bool Reference::matches(const Items& items, const std::string& type) const {
  if (type == "empty-sequence()") return items.empty();
  std::string item_type = type;
  char occurrence = ' ';
  if (std::string("?*+").find(type.back()) != std::string::npos) {
    occurrence = type.back();
    item_type.pop_back();
  }
  if (items.empty() && (occurrence == ' ' || occurrence == '+')) return false;
  if (items.size() > 1 && (occurrence == ' ' || occurrence == '?')) return false;
  return std::all_of(items.begin(), items.end(), [&](const Item& item) {
    if (item_type == "item()") return true;
    if (is_node(item)) return item_type.back() == ')' && passes(node_of(item), "type", item_type);
    const Type of = std::get<Atom>(item).type;
    return item_type == name_of(of) || (item_type == "xs:decimal" && of == Type::integer) ||
           item_type == "xs:anyAtomicType";
  });
}

Value Reference::typed(const Expr& e, const Focus& focus) {
  Items items = all(e.children[0], focus);
  const bool fits = matches(items, e.text);
  if (e.kind == Kind::instance_of) return value_of(boolean_atom(fits));
  if (!fits) throw Error{"XPDY0050"};
  return {std::move(items), std::nullopt};
}

Value Reference::cast_as(const Expr& e, const Focus& focus) {
  const bool question = e.kind == Kind::castable_as;
  const bool optional = e.text.back() == '?';
  const Type to = *type_named(optional ? e.text.substr(0, e.text.size() - 1) : e.text);
  const Value value = evaluate(e.children[0], focus);
  if (question && value.items.size() > 1) return value_of(boolean_atom(false));
  if (value.items.size() > 1) throw Error{"XPTY0004"};
  if (value.error) throw Error(*value.error);
  if (value.items.empty()) {
    if (question) return value_of(boolean_atom(optional));
    if (!optional) throw Error{"XPTY0004"};
    return {};
  }
  const Atom atom = atomized(value.items[0]);
  if (!question) return value_of(cast(atom, to));
  try {
    cast(atom, to);
  } catch (const Error&) {
    return value_of(boolean_atom(false));
  }
  return value_of(boolean_atom(true));
}

}  // namespace quittance::differential
