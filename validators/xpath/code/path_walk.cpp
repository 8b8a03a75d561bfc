// How an axis path is walked from each node it starts at.
#include <algorithm>
#include <utility>

#include "validators/xpath/code/axes.h"
#include "validators/xpath/code/namespaces.h"
#include "validators/xpath/code/path.h"

namespace quittance::xpath {

bool AxisPathCode::from(Frame& frame, const Item& node, Visitor visit) const {
  BoundTree& in = frame.state.bound(node.tree());
  if (lacks_names(in)) {
    return true;
  }
  if (!moves_.empty() && node.type() == Type::node) {
    const auto take = [&](xml::NodeId id) { return visit(Item::node(node.tree(), id)); };
    return move(frame.state, in, 0, node.id(), take);
  }
  return run(frame, 0, node, visit);
}

bool AxisPathCode::lacks_names(const BoundTree& in) const {
  // The last step of a path is the rarest.
  return std::any_of(required_.rbegin(), required_.rend(),
                     [&](PooledName name) { return in.names.of(name) == xml::kNoName; });
}

/// Does the path begin at a context item from which move() may go?
bool AxisPathCode::starts_plain(const Frame& frame) const {
  return base_ == nullptr && !moves_.empty() && frame.focus.item.type() == Type::node;
}

template <typename Take>
bool AxisPathCode::move(State& state, BoundTree& in, std::size_t at, xml::NodeId n, Take& take) const {
  const xml::Tree& tree = *in.tree;
  const Move& step = moves_.data()[at];
  const bool last = at + 1 == moves_.size();
  const auto next = [&](xml::NodeId id) { return last ? take(id) : move(state, in, at + 1, id, take); };
  if (step.to == Move::To::child || step.to == Move::To::any_child) {
    return move_to_children(state, in, at, n, take);
  }
  if (step.to == Move::To::parent) {
    state.step();
    return tree.parent(n) == xml::kNoNode || next(tree.parent(n));
  }
  const xml::NameId wanted = in.names.of(step.name);
  const xml::NodeId end = tree.is_element(n) ? tree.attributes_end(n) : 0;
  for (xml::NodeId a = n + 1; a < end; ++a) {
    state.step();
    if (tree.name(a) == wanted && !next(a)) {
      return false;
    }
  }
  return true;
}

template <typename Take>
bool AxisPathCode::move_to_children(State& state, BoundTree& in, std::size_t at, xml::NodeId n,
                                    Take& take) const {
  const xml::Tree& tree = *in.tree;
  const Move& step = moves_.data()[at];
  const bool last = at + 1 == moves_.size();
  const auto next = [&](xml::NodeId id) { return last ? take(id) : move(state, in, at + 1, id, take); };
  const bool any = step.to == Move::To::any_child;
  const xml::NameId wanted = any ? xml::kNoName : in.names.of(step.name);
  if (!any && TreeNames::is_large(tree, n)) {
    if (const auto named = in.names.children_named(tree, n, wanted)) {
      const auto first = static_cast<std::size_t>(std::max<std::int64_t>(step.only, 1) - 1);
      const auto some = first >= named->size() ? std::span<const xml::NodeId>()
                        : step.only > 0        ? named->subspan(first, 1)
                                               : *named;
      return std::all_of(some.begin(), some.end(), [&](xml::NodeId c) {
        state.step();
        return next(c);
      });
    }
  }
  std::uint64_t passed = 0;  // counted together: most children are of other names
  std::int64_t found = 0;
  for (xml::NodeId c = tree.first_child(n); c != xml::kNoNode; c = tree.next_sibling(c)) {
    ++passed;
    if ((!any && tree.name(c) != wanted) || !tree.is_element(c) || ++found < step.only) {
      continue;
    }
    state.work(std::exchange(passed, 0));
    if (!next(c)) {
      return false;
    }
    if (step.only > 0) {
      return true;
    }
  }
  state.work(passed);
  return true;
}

bool AxisPathCode::stream(Frame& frame, Visitor visit, bool ordered) const {
  if (base_ == nullptr) {
    const Item& item = frame.focus.item;
    if (item.absent()) {
      raise("XPDY0002", "there is no context item for a path", offset);
    }
    if (!item.is_node()) {
      raise("XPTY0020", "the context item of a path is not a node", offset);
    }
    return from(frame, item, visit);
  }
  const auto next = [&](const Item& item) {
    if (!item.is_node()) {
      raise("XPTY0019", "a path goes on from a value that is not a node", offset);
    }
    return from(frame, item, visit);
  };
  return ordered ? base_->each(frame, next) : base_->any_order(frame, next);
}

bool AxisPathCode::run(Frame& frame, std::size_t at, const Item& node, Visitor visit) const {
  if (at == steps_.size()) {
    return visit(node);
  }
  const Step& step = steps_[at];
  if (node.type() == Type::namespace_node || step.axis == Axis::namespace_) {
    return run_namespaces(frame, at, node, visit);
  }
  if (sweeps(at)) {
    return sweep(frame, at, node, visit);
  }
  if (!step.predicates.empty()) {
    return step.predicates.streams() ? run_filtered(frame, at, node, visit)
                                     : run_collected(frame, at, node, visit);
  }
  State& state = frame.state;
  if (at + 1 == steps_.size()) {
    return walk(state, state.bound(node.tree()), step.axis, step.test, node.id(),
                [&](xml::NodeId id) { return visit(Item::node(node.tree(), id)); });
  }
  return walk(state, state.bound(node.tree()), step.axis, step.test, node.id(),
              [&](xml::NodeId id) { return run(frame, at + 1, Item::node(node.tree(), id), visit); });
}

/// Is it a step to all nodes below, with one behind it to an attribute of each: //@name?
bool AxisPathCode::sweeps(std::size_t at) const {
  const Step& step = steps_.data()[at];
  if (step.axis != Axis::descendant_or_self || !step.test.any_node() || !step.predicates.empty() ||
      at + 1 == steps_.size()) {
    return false;
  }
  const Step& behind = steps_.data()[at + 1];
  return behind.axis == Axis::attribute && behind.test.exact_attribute() && !behind.predicates.positional();
}

/// Goes through the subtree once instead of through the attributes of each of its elements.
bool AxisPathCode::sweep(Frame& frame, std::size_t at, const Item& node, Visitor visit) const {
  const BoundTree& in = frame.state.bound(node.tree());
  const xml::Tree& tree = *in.tree;
  const Step& step = steps_[at + 1];
  const xml::NameId wanted = in.names.of(step.test.name);
  const xml::NodeId end = tree.kind(node.id()) == xml::NodeKind::attribute ? 0 : tree.end(node.id());
  Frame inner = frame.at(Item());
  xml::NodeId from = node.id();
  for (xml::NodeId n = from; n < end; ++n) {
    if (tree.name(n) != wanted || tree.kind(n) != xml::NodeKind::attribute) {
      continue;
    }
    frame.state.work(n + 1 - from);
    from = n + 1;
    inner.focus.item = Item::node(node.tree(), n);
    if (step.predicates.keep(inner) && !run(frame, at + 2, inner.focus.item, visit)) {
      return false;
    }
  }
  frame.state.work(end > from ? end - from : 0);
  return true;
}

bool AxisPathCode::run_filtered(Frame& frame, std::size_t at, const Item& node, Visitor visit) const {
  const Step& step = steps_[at];
  bool wanted = true;
  if (step.predicates.join().key != nullptr && run_joined(frame, at, node, visit, wanted)) {
    return wanted;
  }
  if (!step.predicates.positional()) {
    Frame inner = frame.at(Item());
    return walk(frame.state, frame.state.bound(node.tree()), step.axis, step.test, node.id(),
                [&](xml::NodeId id) {
                  inner.focus.item = Item::node(node.tree(), id);
                  return !step.predicates.keep(inner) || run(frame, at + 1, inner.focus.item, visit);
                });
  }
  Predicates::Stream filter(step.predicates, frame);
  walk(frame.state, frame.state.bound(node.tree()), step.axis, step.test, node.id(), [&](xml::NodeId id) {
    const Item item = Item::node(node.tree(), id);
    if (filter.keeps(item)) {
      wanted = run(frame, at + 1, item, visit);
    }
    return wanted && !filter.exhausted();
  });
  return wanted;
}

bool AxisPathCode::run_collected(Frame& frame, std::size_t at, const Item& node, Visitor visit) const {
  const Step& step = steps_[at];
  std::vector<Item> items;
  walk(frame.state, frame.state.bound(node.tree()), step.axis, step.test, node.id(), [&](xml::NodeId id) {
    items.push_back(Item::node(node.tree(), id));
    return true;
  });
  step.predicates.filter(frame, items);
  return std::all_of(items.begin(), items.end(),
                     [&](const Item& item) { return run(frame, at + 1, item, visit); });
}

/// The namespace axis, and every axis from a namespace node: it has a parent and ancestors, nothing else.
bool AxisPathCode::run_namespaces(Frame& frame, std::size_t at, const Item& node, Visitor visit) const {
  const Step& step = steps_[at];
  const xml::Tree& tree = *frame.state.bound(node.tree()).tree;
  std::vector<Item> found;
  if (node.type() == Type::namespace_node) {
    const bool self = step.axis == Axis::self || step.axis == Axis::descendant_or_self ||
                      step.axis == Axis::ancestor_or_self;
    if (self) {
      found.push_back(node);
    }
    xml::NodeId above = node.id();
    if (step.axis == Axis::parent) {
      found.push_back(Item::node(node.tree(), above));
    } else if (step.axis == Axis::ancestor || step.axis == Axis::ancestor_or_self) {
      for (; above != xml::kNoNode; above = tree.parent(above)) {
        found.push_back(Item::node(node.tree(), above));
      }
    }
  } else if (tree.is_element(node.id())) {
    const std::size_t bindings = namespaces_in_scope(tree, node.id()).size();
    for (std::size_t i = 0; i < bindings; ++i) {
      found.push_back(Item::namespace_node(node.tree(), node.id(), static_cast<std::int64_t>(i)));
    }
  }
  std::erase_if(found, [&](const Item& item) { return !step.test.passes(frame.state, item); });
  step.predicates.filter(frame, found);
  return std::all_of(found.begin(), found.end(),
                     [&](const Item& item) { return run(frame, at + 1, item, visit); });
}

Sequence AxisPathCode::evaluate(Frame& frame) const {
  SequenceBuilder builder(frame.arena());
  stream(
      frame,
      [&](const Item& item) {
        builder.add(item);
        return true;
      },
      true);
  return traits.ordered ? builder.finish() : in_document_order(builder);
}

bool AxisPathCode::each(Frame& frame, Visitor visit) const {
  return traits.ordered ? stream(frame, visit, true) : Code::each(frame, visit);
}

bool AxisPathCode::any_order(Frame& frame, Visitor visit) const {
  return starts_plain(frame) ? from(frame, frame.focus.item, visit) : stream(frame, visit, false);
}

Item AxisPathCode::single(Frame& frame) const {
  Item found;
  if (starts_plain(frame)) {
    const TreeNumber tree = frame.focus.item.tree();
    const auto take = [&](xml::NodeId id) {
      if (!found.absent() && found.id() != id) {
        raise("XPTY0004", "a path gives more than one node where one is allowed", offset);
      }
      found = Item::node(tree, id);
      return true;
    };
    move(frame.state, frame.state.bound(tree), 0, frame.focus.item.id(), take);
    return found;
  }
  stream(
      frame,
      [&](const Item& item) {
        if (!found.absent() && !found.same_node(item)) {
          raise("XPTY0004", "a path gives more than one node where one is allowed", offset);
        }
        found = item;
        return true;
      },
      false);
  return found;
}

Item AxisPathCode::only_node(Frame& frame) const {
  if (!starts_plain(frame)) {
    return Code::only_node(frame);
  }
  const TreeNumber tree = frame.focus.item.tree();
  Item found;
  const auto take = [&](xml::NodeId id) {
    const bool first = found.absent();
    found = first ? Item::node(tree, id) : Item();
    return first;
  };
  move(frame.state, frame.state.bound(tree), 0, frame.focus.item.id(), take);
  return found;
}

bool AxisPathCode::test(Frame& frame) const {
  if (starts_plain(frame)) {
    BoundTree& in = frame.state.bound(frame.focus.item.tree());
    const auto take = [](xml::NodeId) { return false; };
    return !lacks_names(in) && !move(frame.state, in, 0, frame.focus.item.id(), take);
  }
  const Temporary temporary(frame.state);
  return !stream(frame, [](const Item&) { return false; }, false);
}

}  // namespace quittance::xpath
