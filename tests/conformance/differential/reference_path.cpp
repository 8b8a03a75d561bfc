// Paths, axes and predicates (XPath 2.0, 3.2 and 3.3.2).
#include <algorithm>

#include "tests/conformance/differential/reference.h"

namespace quittance::differential {

namespace {

bool is_reverse(const std::string& axis) {
  return axis == "parent" || axis.starts_with("ancestor") || axis.starts_with("preceding");
}

}  // namespace

/// A step whose test no node of the document passes finds nothing, whatever comes before it.
bool Reference::leads_nowhere(const Expr& e) const {
  if (e.kind != Kind::step) return false;
  for (std::size_t n = 0; n < document_.nodes.size(); ++n)
    if (passes(n, e.text, e.test)) return false;
  return true;
}

Value Reference::path(const Expr& e, const Focus& focus) {
  if (!eager_ && std::any_of(e.children.begin(), e.children.end(),
                             [&](const Expr& child) { return leads_nowhere(child); }))
    return {};
  Value value = evaluate(e.children[0], focus);
  for (std::size_t i = 1; i < e.children.size(); ++i) value = mapped(value, e.children[i]);
  return value;
}

Value Reference::mapped(const Value& base, const Expr& step) {
  Value out;
  Focus inner{std::nullopt, 0, base.items.size(), base.error};
  for (const Item& item : base.items) {
    if (!is_node(item)) {
      out.error = Error{"XPTY0019"};
      break;
    }
    inner.item = item;
    ++inner.position;
    const Value part = evaluate(step, inner);
    out.items.insert(out.items.end(), part.items.begin(), part.items.end());
    out.error = part.error;
    if (out.error) break;
  }
  if (!out.error) out.error = base.error;
  const auto nodes = std::count_if(out.items.begin(), out.items.end(), is_node);
  if (nodes == 0) return out;
  if (static_cast<std::size_t>(nodes) != out.items.size()) throw Error{"XPTY0018"};
  sort_nodes(out.items);
  return out;
}

void Reference::below(std::size_t node, Items& out) const {
  for (const std::size_t child : document_.nodes[node].children) {
    out.emplace_back(child);
    below(child, out);
  }
}

/// Nodes of an axis, in its own order (3.2.1.1).
Items Reference::axis(const std::string& name, std::size_t from) const {
  const auto& nodes = document_.nodes;
  const bool attribute = nodes[from].kind == Node::Kind::attribute;
  Items out;
  if (name == "self" || name == "descendant-or-self" || name == "ancestor-or-self") out.emplace_back(from);
  if (name == "child" && !attribute) out.assign(nodes[from].children.begin(), nodes[from].children.end());
  if (name == "attribute") out.assign(nodes[from].attributes.begin(), nodes[from].attributes.end());
  if (name.starts_with("descendant")) below(from, out);
  if (from != 0 && name == "parent") out.emplace_back(nodes[from].parent);
  if (name.starts_with("ancestor"))
    for (std::size_t n = from; n != 0;) out.emplace_back(n = nodes[n].parent);
  const auto is_above = [&](std::size_t node, std::size_t other) {
    while (other != 0 && other != node) other = nodes[other].parent;
    return other == node;
  };
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (nodes[n].kind == Node::Kind::attribute || n == from) continue;
    const bool after = n > from;
    const bool sibling = !attribute && from != 0 && n != 0 && nodes[n].parent == nodes[from].parent;
    if (name == "following-sibling" && after && sibling) out.emplace_back(n);
    if (name == "preceding-sibling" && !after && sibling) out.emplace_back(n);
    if (name == "following" && after && !is_above(from, n)) out.emplace_back(n);
    if (name == "preceding" && !after && !is_above(n, from)) out.emplace_back(n);
  }
  if (name.starts_with("preceding")) std::reverse(out.begin(), out.end());
  return out;
}

bool Reference::passes(std::size_t node, const std::string& axis, const std::string& test) const {
  const Node& n = document_.nodes[node];
  const auto is = [&](Node::Kind kind) { return n.kind == kind; };
  if (test == "node()") return true;
  if (test == "text()") return is(Node::Kind::text);
  if (test == "comment()") return is(Node::Kind::comment);
  if (test == "document-node()") return is(Node::Kind::document);
  if (test.starts_with("processing-instruction(")) {
    const std::string target = test.substr(23, test.size() - 24);
    return is(Node::Kind::instruction) && (target.empty() || target == n.local);
  }
  if (test.starts_with("element(") || test.starts_with("attribute(")) {
    const std::size_t open = test.find('(');
    const std::string name = test.substr(open + 1, test.size() - open - 2);
    const bool kind = is(test[0] == 'e' ? Node::Kind::element : Node::Kind::attribute);
    return kind && (name.empty() || name == "*" || name == n.name());
  }
  if (!is(axis == "attribute" ? Node::Kind::attribute : Node::Kind::element)) return false;
  if (test == "*") return true;
  if (test == "p:*") return n.prefix == "p";
  if (test.starts_with("*:")) return n.local == test.substr(2);
  return n.name() == test;
}

Value Reference::step(const Expr& e, const Focus& focus) {
  const Item from = context(focus);
  if (!is_node(from)) throw Error{"XPTY0020"};
  Value found;
  for (const Item& item : axis(e.text, node_of(from)))
    if (passes(node_of(item), e.text, e.test)) found.items.push_back(item);
  for (const Expr& predicate : e.children) found = kept(std::move(found), predicate);
  if (is_reverse(e.text)) sort_nodes(found.items);
  return found;
}

Value Reference::filter(const Expr& e, const Focus& focus) {
  Value value = evaluate(e.children[0], focus);
  for (std::size_t i = 1; i < e.children.size(); ++i) value = kept(std::move(value), e.children[i]);
  return value;
}

/// 3.2.2: a number is compared with the position, anything else is true or not.
Value Reference::kept(Value base, const Expr& predicate) {
  Value out;
  for (std::size_t i = 0; i < base.items.size(); ++i) {
    const Value value = evaluate(predicate, {base.items[i], i + 1, base.items.size(), base.error});
    bool keep = false;
    try {
      const bool number = value.items.size() == 1 && !value.error && !is_node(value.items[0]) &&
                          is_number(std::get<Atom>(value.items[0]).type);
      keep = number ? compare(std::get<Atom>(value.items[0]), integer_atom(i + 1)) == 0 : truth(value);
    } catch (const Error& error) {
      out.error = error;
      met_.insert(error.code);
      return out;
    }
    if (keep) out.items.push_back(base.items[i]);
  }
  // The item at a position that is written down needs none after it.
  const bool far =
      predicate.kind == Kind::number && std::stod(predicate.text) > static_cast<double>(base.items.size());
  if (!eager_ && predicate.kind == Kind::number && !far) return out;
  out.error = base.error;
  return out;
}

}  // namespace quittance::differential
