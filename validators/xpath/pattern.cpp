#include "validators/xpath/pattern.h"

#include <algorithm>

#include "validators/xpath/axes.h"

namespace quittance::xpath {

namespace {

/// Predicates that count: look at the node among those the same step finds from its parent.
bool kept_among_siblings(Frame& frame, const PatternStep& step, xml::NodeId node) {
  BoundTree& in = frame.state.bound(frame.focus.item.tree());
  const xml::NodeId parent = in.tree->parent(node);
  std::vector<Item> found;
  const TreeNumber tree = frame.focus.item.tree();
  if (parent == xml::kNoNode) {
    found.push_back(Item::node(tree, node));
  } else {
    walk(frame.state, in, step.attribute ? Axis::attribute : Axis::child, step.test, parent,
         [&](xml::NodeId id) {
           found.push_back(Item::node(tree, id));
           return true;
         });
  }
  for (const auto& predicates : step.predicates) {
    predicates->filter(frame, found);
  }
  const Item item = Item::node(tree, node);
  return std::any_of(found.begin(), found.end(), [&](const Item& other) { return other.same_node(item); });
}

bool keeps(Frame& frame, const PatternStep& step, xml::NodeId node) {
  for (const auto& predicates : step.predicates) {
    if (predicates->positional() || !predicates->streams()) {
      return kept_among_siblings(frame, step, node);
    }
  }
  for (const auto& predicates : step.predicates) {
    Predicates::Stream stream(*predicates, frame);
    if (!stream.keeps(Item::node(frame.focus.item.tree(), node))) {
      return false;
    }
  }
  return true;
}

bool along_axis(const BoundTree& in, const PatternStep& step, xml::NodeId node) {
  const xml::NodeKind kind = in.tree->kind(node);
  if (step.attribute) {
    return kind == xml::NodeKind::attribute;
  }
  return kind != xml::NodeKind::attribute && kind != xml::NodeKind::document;
}

}  // namespace

bool LinearPattern::anchored(const BoundTree& in, xml::NodeId node) const {
  if (anchor != Anchor::root) {
    return true;
  }  // every tree here has a document node on top
  const xml::NodeId parent = in.tree->parent(node);
  return parent != xml::kNoNode && in.tree->kind(parent) == xml::NodeKind::document;
}

bool LinearPattern::matches_from(Frame& frame, std::size_t left, xml::NodeId node) const {
  const BoundTree& in = frame.state.bound(frame.focus.item.tree());
  const PatternStep& step = steps[left - 1];
  frame.state.step();
  if (!along_axis(in, step, node) || !step.test.passes(in, node)) {
    return false;
  }
  if (left == 1) {
    return anchored(in, node) && keeps(frame, step, node);
  }
  xml::NodeId above = in.tree->parent(node);
  while (above != xml::kNoNode && !matches_from(frame, left - 1, above)) {
    if (!step.below) {
      return false;
    }
    above = in.tree->parent(above);
  }
  return above != xml::kNoNode && keeps(frame, step, node);
}

bool LinearPattern::matches(Frame& frame, xml::NodeId node) const {
  if (steps.empty()) {
    return frame.state.bound(frame.focus.item.tree()).tree->kind(node) == xml::NodeKind::document;
  }
  return matches_from(frame, steps.size(), node);
}

namespace {

bool finds(Frame& frame, const Code& code, const Item& node) {
  return !code.any_order(frame, [&](const Item& item) { return !(item.is_node() && item.same_node(node)); });
}

bool matches_general(Frame& frame, const Code& code, const Item& node) {
  const xml::Tree& tree = *frame.state.bound(node.tree()).tree;
  for (xml::NodeId from = node.id(); from != xml::kNoNode; from = tree.parent(from)) {
    Frame inner = frame.at(Item::node(node.tree(), from));
    if (finds(inner, code, node)) {
      return true;
    }
    if (!code.traits.item) {
      return false;
    }
  }
  return false;
}

bool matches_any(const CompiledPattern& pattern, Frame& frame) {
  const Item node = frame.focus.item;
  for (const LinearPattern& linear : pattern.linear) {
    if (node.type() == Type::node && linear.matches(frame, node.id())) {
      return true;
    }
  }
  return std::any_of(pattern.general.begin(), pattern.general.end(),
                     [&](const CodePtr& code) { return matches_general(frame, *code, node); });
}

}  // namespace

Result<bool> Pattern::matches(Evaluation& evaluation, Item node) const {
  State& state = evaluation.state();
  const Temporary temporary(state);
  try {
    std::vector<Sequence> locals(code_->compiled.locals);
    Focus focus;
    focus.item = focus.current = node;
    Frame frame{state, locals.data(), focus};
    return matches_any(*code_, frame);
  } catch (Failure& failure) {
    state.failure_offset = failure.offset;
    return Error{std::move(failure.code), Retry::never, std::move(failure.message)};
  }
}

std::span<const Pattern::Target> Pattern::targets() const { return code_->targets; }
const std::string& Pattern::source() const { return code_->compiled.source; }

}  // namespace quittance::xpath
