// Functions on sequences (F&O 15).
#include <algorithm>
#include <cmath>

#include "tests/conformance/differential/reference_call.h"

namespace quittance::differential {

namespace {

bool is_nan(const Atom& atom) { return atom.type >= Type::single && std::isnan(atom.binary); }

/// eq, where what cannot be compared is not the same.
bool same(const Atom& a, const Atom& b) {
  try {
    return compare(a, b) == 0;
  } catch (const Error&) {
    return false;
  }
}

Value of_atoms(const std::vector<Atom>& atoms) {
  Value out;
  out.items.assign(atoms.begin(), atoms.end());
  return out;
}

Atom number_for_untyped(const Atom& atom) {
  return atom.type == Type::untyped ? cast(atom, Type::real) : atom;
}

Atom addend(const Atom& atom) {
  const Atom number = number_for_untyped(atom);
  if (!is_number(number.type)) throw Error{"FORG0006"};
  return number;
}

Atom sum_of(const std::vector<Atom>& atoms) {
  Atom sum = atoms[0];
  for (std::size_t i = 1; i < atoms.size(); ++i) sum = compute("+", sum, atoms[i]);
  return sum;
}

/// min() and max() take numbers, strings or truths. Untyped values count as numbers.
void all_alike(const std::vector<Atom>& atoms) {
  const auto kind = [](const Atom& atom) {
    return is_number(atom.type) || atom.type == Type::untyped ? 0 : is_text(atom.type) ? 1 : 2;
  };
  for (const Atom& atom : atoms)
    if (kind(atom) != kind(atoms[0])) throw Error{"FORG0006"};
}

/// F&O 15.4.3: numbers are promoted to the widest type among them, URIs beside strings to strings; NaN wins.
Atom extreme(std::vector<Atom> atoms, bool largest) {
  all_alike(atoms);
  Type widest = Type::integer;
  bool strings = false;
  for (const Atom& atom : atoms) {
    if (is_number(atom.type)) widest = std::max(widest, atom.type);
    strings = strings || atom.type == Type::string;
  }
  for (Atom& atom : atoms) {
    if (is_number(atom.type)) atom = cast(atom, widest);
    if (atom.type == Type::uri && strings) atom.type = Type::string;
  }
  Atom best = atoms[0];
  for (const Atom& atom : atoms) {
    if (is_nan(atom)) return atom;
    const int order = *compare(atom, best);
    if (largest ? order > 0 : order < 0) best = atom;
  }
  return best;
}

Value part(const Items& items, double from, double length) {
  Value out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto position = static_cast<double>(i + 1);
    if (position >= rounded(from) && position < rounded(from) + rounded(length))
      out.items.push_back(items[i]);
  }
  return out;
}

}  // namespace

bool Reference::deep_equal(std::size_t a, std::size_t b) const {
  const Node& x = document_.nodes[a];
  const Node& y = document_.nodes[b];
  if (x.kind != y.kind || x.name() != y.name()) return false;
  if (x.kind != Node::Kind::element && x.kind != Node::Kind::document) return x.value == y.value;
  if (x.attributes.size() != y.attributes.size()) return false;
  for (const std::size_t attribute : x.attributes)
    if (std::none_of(y.attributes.begin(), y.attributes.end(),
                     [&](std::size_t other) { return deep_equal(attribute, other); }))
      return false;
  const auto counted = [&](const Node& node) {
    std::vector<std::size_t> out;
    for (const std::size_t child : node.children) {
      const Node::Kind kind = document_.nodes[child].kind;
      if (kind == Node::Kind::element || kind == Node::Kind::text) out.push_back(child);
    }
    return out;
  };
  const auto p = counted(x);
  const auto q = counted(y);
  return std::equal(p.begin(), p.end(), q.begin(), q.end(),
                    [&](std::size_t m, std::size_t n) { return deep_equal(m, n); });
}

bool Reference::deep_equal(const Items& a, const Items& b) const {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const Item& x, const Item& y) {
    if (is_node(x) != is_node(y)) return false;
    if (is_node(x)) return deep_equal(node_of(x), node_of(y));
    const Atom& p = std::get<Atom>(x);
    const Atom& q = std::get<Atom>(y);
    return (is_nan(p) && is_nan(q)) || same(p, q);
  });
}

std::optional<Value> Reference::aggregate(Call& call) {
  const std::string& name = call.name();
  if (name == "count") return value_of(integer_atom(call.items(0).size()));
  const bool adds = name == "sum" || name == "avg";
  if (!adds && name != "min" && name != "max") return std::nullopt;
  if (!adds && eager_) all_alike(call.atoms(0));
  const auto atoms = call.atoms(0, adds ? addend : number_for_untyped);
  if (!atoms.empty()) {
    if (!adds) return value_of(extreme(atoms, name == "max"));
    const Atom sum = sum_of(atoms);
    return value_of(name == "sum" ? sum : compute("div", sum, integer_atom(atoms.size())));
  }
  if (name != "sum") return Value();
  if (call.count() == 1) return value_of(integer_atom(0));
  const auto zero = call.atom(1);
  return zero ? value_of(*zero) : Value();
}

std::optional<Value> Reference::search_in_sequence(Call& call) {
  const std::string& name = call.name();
  if (name == "distinct-values") {
    std::vector<Atom> out;
    for (const Atom& atom : call.atoms(0)) {
      const auto known = [&](const Atom& other) {
        return (is_nan(atom) && is_nan(other)) || same(atom, other);
      };
      if (std::none_of(out.begin(), out.end(), known)) out.push_back(atom);
    }
    return of_atoms(out);
  }
  if (name != "index-of") return std::nullopt;
  const auto atoms = call.atoms(0);
  const auto wanted = call.atom(1);
  if (!wanted) throw Error{"XPTY0004"};
  Value out;
  for (std::size_t i = 0; i < atoms.size(); ++i)
    if (same(atoms[i], *wanted)) out.items.emplace_back(integer_atom(i + 1));
  return out;
}

/// Those that cut and paste.
std::optional<Value> Reference::edit(Call& call) {
  const std::string& name = call.name();
  if (name != "insert-before" && name != "remove" && name != "reverse" && name != "subsequence")
    return std::nullopt;
  Items items = call.items(0);
  if (name == "reverse") {
    std::reverse(items.begin(), items.end());
  } else if (name == "subsequence") {
    const double from = call.real(1);
    return part(items, from, call.count() > 2 ? call.real(2) : INFINITY);
  } else if (name == "remove") {
    const Integer at = call.whole(1);
    if (at >= 1 && at <= items.size()) items.erase(items.begin() + static_cast<std::ptrdiff_t>(at) - 1);
  } else {
    const Integer at = call.whole(1);
    const Items added = call.items(2);
    const Integer before = at < 1 ? Integer(0) : at > items.size() ? Integer(items.size()) : Integer(at - 1);
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(before), added.begin(), added.end());
  }
  return Value{items, std::nullopt};
}

std::optional<Value> Reference::sequence_function(Call& call) {
  const std::string& name = call.name();
  if (name == "exists" || name == "empty") {
    const Value value = call.lazily(0);
    if (value.items.empty() && value.error) throw Error(*value.error);
    return value_of(boolean_atom(value.items.empty() == (name == "empty")));
  }
  if (name == "data") return of_atoms(call.atoms(0));
  if (name == "deep-equal") {
    const Items a = call.items(0);
    return value_of(boolean_atom(deep_equal(a, call.items(1))));
  }
  if (name == "zero-or-one" || name == "exactly-one" || name == "one-or-more") {
    const Items items = call.items(0);
    if (name == "zero-or-one" && items.size() > 1) throw Error{"FORG0003"};
    if (name == "one-or-more" && items.empty()) throw Error{"FORG0004"};
    if (name == "exactly-one" && items.size() != 1) throw Error{"FORG0005"};
    return Value{items, std::nullopt};
  }
  return std::nullopt;
}

}  // namespace quittance::differential
