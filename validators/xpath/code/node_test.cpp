#include "validators/xpath/code/node_test.h"

#include <algorithm>

#include "validators/xpath/code/namespaces.h"

namespace quittance::xpath {

namespace {

/// document-node(element(name)): exactly one element child, and that has the name.
bool wraps_element(const BoundTree& in, xml::NodeId document, PooledName name) {
  std::size_t elements = 0;
  bool named = true;
  for (xml::NodeId c = in.tree->first_child(document); c != xml::kNoNode; c = in.tree->next_sibling(c)) {
    if (in.tree->kind(c) == xml::NodeKind::text) {
      return false;
    }
    if (!in.tree->is_element(c)) {
      continue;
    }
    ++elements;
    named = named && (name == kAnyPooled || in.tree->name(c) == in.names.of(name));
  }
  return elements == 1 && named;
}

bool has_kind(ItemKind wanted, xml::NodeKind kind) {
  switch (wanted) {
    case ItemKind::item:
    case ItemKind::node: return true;
    case ItemKind::document:
    case ItemKind::document_with_element: return kind == xml::NodeKind::document;
    case ItemKind::element: return kind == xml::NodeKind::element;
    case ItemKind::attribute: return kind == xml::NodeKind::attribute;
    case ItemKind::text: return kind == xml::NodeKind::text;
    case ItemKind::comment: return kind == xml::NodeKind::comment;
    case ItemKind::processing_instruction: return kind == xml::NodeKind::processing_instruction;
    default: return false;
  }
}

}  // namespace

bool NodeTest::passes_name(const BoundTree& in, xml::NodeId n) const {
  switch (names) {
    case Names::any: return true;
    case Names::exact: return in.tree->name(n) == in.names.of(name);
    case Names::any_local: return in.tree->namespace_uri(n) == text;
    case Names::any_prefix: return in.tree->local_name(n) == text;
    case Names::among:
      return std::any_of(alternatives.begin(), alternatives.end(),
                         [&](PooledName one) { return in.tree->name(n) == in.names.of(one); });
  }
  return false;
}

bool NodeTest::passes(const BoundTree& in, xml::NodeId n) const {
  if (never || !has_kind(kind, in.tree->kind(n))) {
    return false;
  }
  if (kind == ItemKind::document_with_element) {
    return wraps_element(in, n, name);
  }
  return passes_name(in, n);
}

bool NodeTest::passes(const NamedNode& node) const {
  if (never || !has_kind(kind, node.kind)) {
    return false;
  }
  switch (names) {
    case Names::any: return true;
    case Names::exact: return node.name == name;
    case Names::any_local: return node.uri == text;
    case Names::any_prefix: return node.local == text;
    case Names::among:
      return std::find(alternatives.begin(), alternatives.end(), node.name) != alternatives.end();
  }
  return false;
}

bool NodeTest::passes(const State& state, const Item& node) const {
  const BoundTree& in = state.bound(node.tree());
  if (node.type() != Type::namespace_node) {
    return passes(in, node.id());
  }
  if (never) {
    return false;
  }
  if (kind == ItemKind::node || kind == ItemKind::item) {
    return true;
  }
  if (kind != ItemKind::namespace_node || names == Names::any_local) {
    return false;
  }
  // The name of a namespace node is its prefix, in no namespace.
  return names == Names::any || namespace_binding(*in.tree, node).prefix == text;
}

bool matches_item(const State& state, const SequenceType& type, const Item& item) {
  if (type.never || type.occurrence == Occurrence::empty) {
    return false;
  }
  if (type.kind == ItemKind::item) {
    return true;
  }
  if (type.kind == ItemKind::atomic) {
    return !item.is_node() && derives_from(item.type(), type.atomic);
  }
  if (!item.is_node()) {
    return false;
  }
  NodeTest test;
  test.kind = type.kind;
  test.name = type.name;
  test.names = type.name == kAnyPooled ? NodeTest::Names::any : NodeTest::Names::exact;
  return test.passes(state, item);
}

bool matches(const State& state, const SequenceType& type, const Sequence& value) {
  if (value.empty()) {
    return allows_empty(type.occurrence);
  }
  if (value.size() > 1 && !allows_many(type.occurrence)) {
    return false;
  }
  return std::all_of(value.begin(), value.end(),
                     [&](const Item& item) { return matches_item(state, type, item); });
}

}  // namespace quittance::xpath
