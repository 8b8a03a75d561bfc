// Paths, steps and predicates.
#include "tests/conformance/differential/generator.h"

namespace quittance::differential {

Expr Generator::nodes(unsigned depth) {
  if (depth == 0) return leaf(Want::nodes);
  switch (dice_.below(8)) {
    case 5:
      return binary(Kind::set, dice_.one_of({"union", "|", "intersect", "except"}), nodes(depth - 1),
                    of(Want::nodes, depth - 1));
    case 6: return filtered({Kind::sequence, {}, {}, {of(Want::nodes, depth - 1)}}, depth);
    case 7:
      return call(dice_.one_of({"reverse", "one-or-more", "zero-or-one", "exactly-one", "root"}),
                  {of(Want::nodes, depth - 1)});
    default: return path(depth);
  }
}

/// `depth` is at least 1.
Expr Generator::path(unsigned depth) {
  Expr out{Kind::path, {}, {}, {}};
  if (!node_in_focus_ || dice_.below(3) == 0) {
    out.children.push_back({Kind::root, {}, {}, {}});
  } else if (dice_.once_in(4)) {
    out.children.push_back(of(Want::nodes, depth - 1));
  } else {
    out.children.push_back(step(depth - 1));
  }
  const bool outer = node_in_focus_;
  node_in_focus_ = true;
  for (unsigned more = dice_.below(3) + (out.children[0].kind == Kind::root ? 1 : 0); more > 0; --more) {
    if (dice_.once_in(4)) out.children.push_back({Kind::step, "descendant-or-self", "node()", {}});
    out.children.push_back(dice_.once_in(10)
                               ? filtered({Kind::sequence, {}, {}, {of(Want::nodes, depth - 1)}}, depth - 1)
                               : step(depth - 1));
  }
  node_in_focus_ = outer;
  if (out.children.size() == 1) return out.children[0];
  return out;
}

Expr Generator::step(unsigned depth) {
  Expr out{Kind::step, "child", "*", {}};
  if (dice_.below(2) == 1)
    out.text = dice_.one_of({"descendant", "attribute", "attribute", "parent", "ancestor",
                             "following-sibling", "preceding-sibling", "following", "preceding", "self",
                             "descendant-or-self", "ancestor-or-self"});
  if (out.text == "attribute") {
    out.test = dice_.one_of({"x", "*", "y", "a", "p:x", "node()", "attribute()", "*:y"});
  } else {
    out.test = dice_.one_of({"a", "b", "*", "c", "d", "node()", "text()", "p:a", "p:*", "*:b", "comment()",
                             "element()", "element(c)", "processing-instruction()",
                             "processing-instruction(t)", "attribute()", "document-node()"});
  }
  for (unsigned count = depth > 0 ? dice_.below(5) / 3 : 0; count > 0; --count)
    out.children.push_back(predicate(depth - 1));
  return out;
}

Expr Generator::pattern(unsigned depth) {
  Expr out{Kind::path, {}, {}, {}};
  if (dice_.below(3) == 0) out.children.push_back({Kind::root, {}, {}, {}});
  for (unsigned more = dice_.below(3) + 1; more > 0; --more) {
    if (!out.children.empty() && dice_.once_in(3))
      out.children.push_back({Kind::step, "descendant-or-self", "node()", {}});
    Expr next = step(depth);
    if (next.text != "attribute" || more > 1) next.text = "child";
    out.children.push_back(std::move(next));
  }
  return out;
}

/// Something to be asked of a node in focus.
Expr Generator::in_node(Want want, unsigned depth) {
  const bool outer = node_in_focus_;
  node_in_focus_ = true;
  Expr out = of(want, depth);
  node_in_focus_ = outer;
  return out;
}

Expr Generator::predicate(unsigned depth) {
  switch (dice_.below(8)) {
    case 0: return {Kind::number, dice_.one_of({"1", "2", "3", "1.0", "1e0", "1.5", "0"}), {}, {}};
    case 1: return call("last", {});
    case 2:
      return binary(Kind::general, dice_.one_of({"=", "<", ">", "!=", "<=", ">="}), call("position", {}),
                    dice_.once_in(3) ? call("last", {}) : in_node(Want::number, depth > 1 ? 1 : 0));
    case 3:
      return binary(Kind::arithmetic, dice_.one_of({"-", "div", "idiv"}), call("last", {}),
                    leaf(Want::number));
    case 4: return in_node(Want::nodes, depth);
    case 5: return in_node(Want::number, depth);
    default: return in_node(Want::truth, depth);
  }
}

Expr Generator::filtered(Expr base, unsigned depth) {
  Expr out{Kind::filter, {}, {}, {std::move(base)}};
  out.children.push_back(predicate(depth > 0 ? depth - 1 : 0));
  if (dice_.once_in(4)) out.children.push_back(predicate(0));
  return out;
}

}  // namespace quittance::differential
