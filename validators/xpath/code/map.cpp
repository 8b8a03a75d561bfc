#include <algorithm>

#include "validators/xpath/code/path.h"

namespace quittance::xpath {

MapCode::MapCode(CodePtr base, CodePtr step) : base_(std::move(base)), step_(std::move(step)) {
  traits.items = step_->traits.items;
  traits.atomic = step_->traits.atomic;
  traits.depend_on(base_->traits);
  traits.depend_on_inner(step_->traits);
  const bool from_one = base_->traits.at_most_one();
  if (from_one && step_->traits.at_most_one()) {
    traits.occurrence = Occurrence::optional;
  }
  // Values that are no nodes stay in the order they come in; nodes are put into document order.
  traits.ordered = step_->traits.items == Traits::Items::nodes;
  traits.peers = from_one && step_->traits.peers;
}

bool MapCode::stream(Frame& frame, Visitor visit, bool ordered) const {
  Frame inner = frame.at(Item());
  inner.focus.position = 0;
  const auto next = [&](const Item& item) {
    if (!item.is_node()) {
      raise("XPTY0019", "a path goes on from a value that is not a node", offset);
    }
    frame.state.step();
    inner.focus.item = item;
    ++inner.focus.position;
    return ordered ? step_->each(inner, visit) : step_->any_order(inner, visit);
  };
  if (step_->traits.size) {
    const Sequence all = base_->evaluate(frame);
    inner.focus.size = static_cast<std::int64_t>(all.size());
    return std::all_of(all.begin(), all.end(), next);
  }
  return ordered || step_->traits.position ? base_->each(frame, next) : base_->any_order(frame, next);
}

Sequence MapCode::evaluate(Frame& frame) const {
  SequenceBuilder builder(frame.arena());
  std::size_t nodes = 0;
  stream(
      frame,
      [&](const Item& item) {
        nodes += item.is_node() ? 1 : 0;
        builder.add(item);
        return true;
      },
      true);
  if (nodes != 0 && nodes != builder.size()) {
    raise("XPTY0018", "the last step of a path gives both nodes and other values", offset);
  }
  return nodes == 0 ? builder.finish() : in_document_order(builder);
}

bool MapCode::each(Frame& frame, Visitor visit) const {
  if (step_->traits.items == Traits::Items::atomic) {
    return stream(frame, visit, true);
  }
  return Code::each(frame, visit);
}

bool MapCode::any_order(Frame& frame, Visitor visit) const { return stream(frame, visit, false); }

Item MapCode::single(Frame& frame) const {
  Item found;
  stream(
      frame,
      [&](const Item& item) {
        if (!found.absent() && !(found.is_node() && found.same_node(item))) {
          raise("XPTY0004", "a path gives more than one item where one is allowed", offset);
        }
        found = item;
        return true;
      },
      true);
  return found;
}

FilterCode::FilterCode(CodePtr base, Predicates predicates)
    : base_(std::move(base)), predicates_(std::move(predicates)) {
  const Traits& t = base_->traits;
  traits.items = t.items;
  traits.atomic = t.atomic;
  traits.ordered = t.ordered;
  traits.peers = t.peers;
  traits.occurrence = t.at_most_one() || predicates_.keep_one() ? Occurrence::optional : Occurrence::many;
  traits.depend_on(t);
  predicates_.add_dependencies(traits);
  traits.may_fail = t.may_fail || predicates_.may_fail();
}

bool FilterCode::run(Frame& frame, Visitor visit, bool ordered) const {
  if (!predicates_.streams()) {
    const Sequence all = base_->evaluate(frame);
    std::vector<Item> items(all.begin(), all.end());
    predicates_.filter(frame, items);
    return std::all_of(items.begin(), items.end(), visit);
  }
  if (!predicates_.positional()) {
    Frame inner = frame.at(Item());
    const auto take = [&](const Item& item) {
      frame.state.step();
      inner.focus.item = item;
      return !predicates_.keep(inner) || visit(item);
    };
    return ordered ? base_->each(frame, take) : base_->any_order(frame, take);
  }
  Predicates::Stream filter(predicates_, frame);
  bool wanted = true;
  const auto next = [&](const Item& item) {
    frame.state.step();
    if (filter.keeps(item)) {
      wanted = visit(item);
    }
    return wanted && !filter.exhausted();
  };
  base_->each(frame, next);
  return wanted;
}

Sequence FilterCode::evaluate(Frame& frame) const {
  SequenceBuilder builder(frame.arena());
  run(
      frame,
      [&](const Item& item) {
        builder.add(item);
        return true;
      },
      true);
  return builder.finish();
}

bool FilterCode::each(Frame& frame, Visitor visit) const { return run(frame, visit, true); }
bool FilterCode::any_order(Frame& frame, Visitor visit) const { return run(frame, visit, false); }

SetCode::SetCode(Operator op, CodePtr left, CodePtr right)
    : op_(op), left_(std::move(left)), right_(std::move(right)) {
  traits.items = Traits::Items::nodes;
  traits.ordered = true;
  traits.peers = op != Operator::union_ && left_->traits.peers;
  traits.depend_on(left_->traits);
  traits.depend_on(right_->traits);
  traits.may_fail = left_->traits.may_fail || right_->traits.may_fail;
  if (op != Operator::union_ && left_->traits.at_most_one()) {
    traits.occurrence = Occurrence::optional;
  }
  for (const CodePtr* side : {&left_, &right_}) {
    traits.may_fail |= (*side)->traits.items != Traits::Items::nodes;
  }
}

void SetCode::collect(Frame& frame, const Code& code, SequenceBuilder& nodes) const {
  code.any_order(frame, [&](const Item& item) {
    if (!item.is_node()) {
      raise("XPTY0004", "union, intersect and except are for nodes", offset);
    }
    nodes.add(item);
    return true;
  });
}

Sequence SetCode::evaluate(Frame& frame) const {
  SequenceBuilder left(frame.arena());
  collect(frame, *left_, left);
  if (op_ == Operator::union_) {
    collect(frame, *right_, left);
    return in_document_order(left);
  }
  SequenceBuilder right(frame.arena());
  collect(frame, *right_, right);
  const Sequence from = in_document_order(left);
  const Sequence by = in_document_order(right);
  SequenceBuilder kept(frame.arena());
  for (const Item& item : from) {
    const bool found = std::binary_search(by.begin(), by.end(), item, precedes);
    if (found == (op_ == Operator::intersect)) {
      kept.add(item);
    }
  }
  return kept.finish();
}

bool SetCode::any_order(Frame& frame, Visitor visit) const {
  if (op_ != Operator::union_) {
    return Code::each(frame, visit);
  }
  const auto next = [&](const Item& item) {
    if (!item.is_node()) {
      raise("XPTY0004", "union, intersect and except are for nodes", offset);
    }
    return visit(item);
  };
  return left_->any_order(frame, next) && right_->any_order(frame, next);
}

bool SetCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  return !any_order(frame, [](const Item&) { return false; });
}

}  // namespace quittance::xpath
