// deep-equal (F&O 15.3.1).
#include <array>
#include <cmath>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/state.h"
#include "validators/xpath/value/atomic_order.h"

namespace quittance::xpath {

namespace {

using xml::NodeId;
using xml::NodeKind;
using xml::Tree;

/// Names of two trees are not comparable by number.
bool same_name(const Tree& a, NodeId m, const Tree& b, NodeId n) {
  return a.local_name(m) == b.local_name(n) && a.namespace_uri(m) == b.namespace_uri(n);
}

bool same_attributes(const Tree& a, NodeId m, const Tree& b, NodeId n) {
  if (a.attributes_end(m) - a.attributes_begin(m) != b.attributes_end(n) - b.attributes_begin(n))
    return false;
  for (NodeId at = a.attributes_begin(m); at < a.attributes_end(m); ++at) {
    const std::string_view other = b.attribute(n, a.namespace_uri(at), a.local_name(at));
    if (other.data() == nullptr || other != a.text(at)) return false;
  }
  return true;
}

/// The next child that counts: comments and processing instructions inside elements do not.
NodeId counted(const Tree& tree, NodeId n) {
  while (n != xml::kNoNode &&
         (tree.kind(n) == NodeKind::comment || tree.kind(n) == NodeKind::processing_instruction))
    n = tree.next_sibling(n);
  return n;
}

/// The depth of trees is bounded where they are parsed.
bool same_node(State& state, const Tree& a, NodeId m, const Tree& b, NodeId n) {
  state.step();
  if (a.kind(m) != b.kind(n)) return false;
  switch (a.kind(m)) {
    case NodeKind::text:
    case NodeKind::comment: return a.text(m) == b.text(n);
    case NodeKind::attribute:
    case NodeKind::processing_instruction: return same_name(a, m, b, n) && a.text(m) == b.text(n);
    case NodeKind::element:
      if (!same_name(a, m, b, n) || !same_attributes(a, m, b, n)) return false;
      break;
    case NodeKind::document: break;
  }
  NodeId x = counted(a, a.first_child(m));
  NodeId y = counted(b, b.first_child(n));
  while (x != xml::kNoNode && y != xml::kNoNode) {
    if (!same_node(state, a, x, b, y)) return false;
    x = counted(a, a.next_sibling(x));
    y = counted(b, b.next_sibling(y));
  }
  return x == y;
}

bool is_nan(const Item& item) { return is_floating(item.type()) && std::isnan(item.floating()); }

bool same_item(const Call& call, const Item& a, const Item& b) {
  if (a.is_node() != b.is_node()) return false;
  if (!a.is_node())
    return (is_nan(a) && is_nan(b)) || equal(a, b, call.evaluation.implicit_zone()).value_or(false);
  if (a.type() != b.type()) return false;
  if (a.type() == Type::namespace_node)
    return call.evaluation.string_value(a, call.arena) == call.evaluation.string_value(b, call.arena);
  return same_node(call.evaluation.state(), call.evaluation.tree_of(a), a.id(), call.evaluation.tree_of(b),
                   b.id());
}

Sequence run_deep_equal(const Call& call) {
  check_collation(call, 2);
  const Sequence& left = call.arguments[0];
  const Sequence& right = call.arguments[1];
  if (left.size() != right.size()) return Item::boolean(false);
  for (std::size_t i = 0; i < left.size(); ++i)
    if (!same_item(call, left[i], right[i])) return Item::boolean(false);
  return Item::boolean(true);
}

constexpr SequenceType kBoolean = type::one(Type::boolean);

constexpr std::array kFunctions{
    Function{"deep-equal", 2, 2, {type::items, type::items}, kBoolean, run_deep_equal},
    Function{"deep-equal",
             3,
             3,
             {type::items, type::items, type::one(Type::string)},
             kBoolean,
             run_deep_equal,
             kAtStatics},
};

}  // namespace

std::span<const Function> deep_equal_functions() { return kFunctions; }

}  // namespace quittance::xpath
