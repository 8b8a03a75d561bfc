#include "validators/xpath/code/operator.h"

#include <algorithm>

#include "validators/xpath/value/arithmetic.h"
#include "validators/xpath/value/compare.h"

namespace quittance::xpath {

namespace {

/// Dates without a timezone take that of the evaluation.
bool may_need_zone(const Traits& a, const Traits& b) { return is_moment(a.atomic) || is_moment(b.atomic); }

/// What is known of the type of arithmetic.
void describe(Traits& traits, Operator op, const Traits& a, const Traits& b) {
  traits.occurrence = a.occurrence == Occurrence::one && b.occurrence == Occurrence::one
                          ? Occurrence::one
                          : Occurrence::optional;
  traits.depend_on(a);
  traits.depend_on(b);
  traits.environment |= may_need_zone(a, b);
  traits.items = Traits::Items::atomic;
  const auto number = [](const Traits& t) {
    if (t.items == Traits::Items::nodes) {
      return Type::double_;
    }
    if (t.items != Traits::Items::atomic) {
      return Type::any_atomic;
    }
    return t.atomic == Type::untyped_atomic ? Type::double_ : t.atomic;
  };
  const Type x = number(a);
  const Type y = number(b);
  if (!is_numeric(x) || !is_numeric(y)) {
    return;
  }
  if (op == Operator::integer_divide) {
    traits.atomic = Type::integer;
  } else if (x == Type::double_ || y == Type::double_) {
    traits.atomic = Type::double_;
  } else if (x == Type::float_ || y == Type::float_) {
    traits.atomic = Type::float_;
  } else {
    traits.atomic = is_integer(x) && is_integer(y) && op != Operator::divide ? Type::integer : Type::decimal;
  }
}

}  // namespace

Item atomic_operand(Frame& frame, const Code& code) {
  const Item item = code.single(frame);
  return item.is_node() ? frame.state.evaluation.atomize(item, frame.arena()) : item;
}

namespace {
/// Are all items of this code nodes or texts? These compare with one another without fail.
bool is_textual(const Traits& t) {
  return t.items == Traits::Items::nodes || (t.items == Traits::Items::atomic && is_text(t.atomic));
}
}  // namespace

GeneralComparisonCode::GeneralComparisonCode(Operator op, CodePtr left, CodePtr right)
    : op_(op), left_(std::move(left)), right_(std::move(right)) {
  traits.depend_on(left_->traits);
  traits.depend_on(right_->traits);
  traits.environment |= may_need_zone(left_->traits, right_->traits);
  traits.may_fail = left_->traits.may_fail || right_->traits.may_fail || !is_textual(left_->traits) ||
                    !is_textual(right_->traits);
  find_text();
}

void GeneralComparisonCode::find_text() {
  if (op_ != Operator::equal && op_ != Operator::not_equal) {
    return;
  }
  for (const auto& [nodes, other] :
       {std::pair{left_.get(), right_.get()}, std::pair{right_.get(), left_.get()}}) {
    const Sequence* const value = other->constant();
    if (nodes->traits.items == Traits::Items::nodes && value != nullptr && value->size() == 1 &&
        is_text(value->front().type())) {
      nodes_ = nodes;
      text_ = value->front().text();
      return;
    }
  }
}

bool GeneralComparisonCode::test_text(Frame& frame) const {
  const Evaluation& evaluation = frame.state.evaluation;
  const bool wanted = op_ == Operator::equal;
  if (nodes_->traits.at_most_one()) {
    const Item node = nodes_->single(frame);
    return !node.absent() && (evaluation.string_value(node, frame.arena()) == text_) == wanted;
  }
  return !nodes_->any_order(frame, [&](const Item& node) {
    return (evaluation.string_value(node, frame.arena()) == text_) != wanted;
  });
}

bool GeneralComparisonCode::pair(Frame& frame, const Item& left, const Item& right) const {
  const ComparisonContext context{frame.arena(), frame.state.zone};
  return compare_general(op_, left, right, context);
}

bool GeneralComparisonCode::against(Frame& frame, const Code& many, const Item& one, bool one_is_left) const {
  const Evaluation& evaluation = frame.state.evaluation;
  return !many.any_order(frame, [&](const Item& item) {
    const Item atom = evaluation.atomize(item, frame.arena());
    return one_is_left ? !pair(frame, one, atom) : !pair(frame, atom, one);
  });
}

bool GeneralComparisonCode::many_to_many(Frame& frame) const {
  const Evaluation& evaluation = frame.state.evaluation;
  SequenceBuilder right(frame.arena());
  bool collected = false;
  const auto collect = [&] {
    right_->any_order(frame, [&](const Item& item) {
      right.add(evaluation.atomize(item, frame.arena()));
      return true;
    });
    collected = true;
  };
  return !left_->any_order(frame, [&](const Item& item) {
    if (!collected) {
      collect();
    }
    const Item atom = evaluation.atomize(item, frame.arena());
    return std::none_of(right.begin(), right.end(), [&](const Item& other) {
      frame.state.step();
      return pair(frame, atom, other);
    });
  });
}

bool GeneralComparisonCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  try {
    if (nodes_ != nullptr) {
      return test_text(frame);
    }
    if (left_->traits.at_most_one()) {
      const Item left = atomic_operand(frame, *left_);
      if (!left.absent() && right_->traits.at_most_one()) {
        const Item right = atomic_operand(frame, *right_);
        return !right.absent() && pair(frame, left, right);
      }
      return !left.absent() && against(frame, *right_, left, true);
    }
    if (right_->traits.at_most_one()) {
      const Item right = atomic_operand(frame, *right_);
      return !right.absent() && against(frame, *left_, right, false);
    }
    return many_to_many(frame);
  } catch (Failure& failure) {
    if (failure.offset == kNoOffset) {
      failure.offset = offset;
    }
    throw;
  }
}

ValueComparisonCode::ValueComparisonCode(Operator op, CodePtr left, CodePtr right)
    : op_(op), left_(std::move(left)), right_(std::move(right)) {
  traits.items = Traits::Items::atomic;
  traits.atomic = Type::boolean;
  traits.occurrence = Occurrence::optional;
  traits.depend_on(left_->traits);
  traits.depend_on(right_->traits);
  traits.environment |= may_need_zone(left_->traits, right_->traits);
}

Sequence ValueComparisonCode::evaluate(Frame& frame) const {
  const Item left = atomic_operand(frame, *left_);
  if (left.absent()) {
    return {};
  }
  const Item right = atomic_operand(frame, *right_);
  if (right.absent()) {
    return {};
  }
  return Item::boolean(compare_values(op_, left, right, {frame.arena(), frame.state.zone}));
}

NodeComparisonCode::NodeComparisonCode(Operator op, CodePtr left, CodePtr right)
    : op_(op), left_(std::move(left)), right_(std::move(right)) {
  traits.items = Traits::Items::atomic;
  traits.atomic = Type::boolean;
  traits.occurrence = Occurrence::optional;
  traits.depend_on(left_->traits);
  traits.depend_on(right_->traits);
}

Item NodeComparisonCode::node(Frame& frame, const Code& code) const {
  const Item item = code.single(frame);
  if (!item.absent() && !item.is_node()) {
    raise("XPTY0004", "only nodes can be compared so", offset);
  }
  return item;
}

Sequence NodeComparisonCode::evaluate(Frame& frame) const {
  const Item left = node(frame, *left_);
  if (left.absent()) {
    return {};
  }
  const Item right = node(frame, *right_);
  if (right.absent()) {
    return {};
  }
  switch (op_) {
    case Operator::is: return Item::boolean(left.same_node(right));
    case Operator::before: return Item::boolean(precedes(left, right));
    default: return Item::boolean(precedes(right, left));
  }
}

ArithmeticCode::ArithmeticCode(Operator op, CodePtr left, CodePtr right)
    : op_(op), left_(std::move(left)), right_(std::move(right)) {
  describe(traits, op, left_->traits, right_->traits);
}

Item ArithmeticCode::compute(Frame& frame) const {
  const Item left = atomic_operand(frame, *left_);
  if (left.absent()) {
    return {};
  }
  const Item right = atomic_operand(frame, *right_);
  if (right.absent()) {
    return {};
  }
  return arithmetic(op_, left, right, frame.arena(), frame.state.zone);
}

Item ArithmeticCode::single(Frame& frame) const {
  try {
    return compute(frame);
  } catch (Failure& failure) {
    if (failure.offset == kNoOffset) {
      failure.offset = offset;
    }
    throw;
  }
}

Sequence ArithmeticCode::evaluate(Frame& frame) const {
  const Item item = single(frame);
  return item.absent() ? Sequence() : Sequence(item);
}

SignCode::SignCode(bool negate, CodePtr of) : negate_(negate), of_(std::move(of)) {
  traits = of_->traits;
  traits.items = Traits::Items::atomic;
  if (!is_numeric(traits.atomic) || of_->traits.items != Traits::Items::atomic) {
    traits.atomic = Type::any_atomic;
  }
  traits.may_fail = true;
  if (is_integer(traits.atomic)) {
    traits.atomic = Type::integer;
  }
  traits.occurrence = of_->traits.occurrence == Occurrence::one ? Occurrence::one : Occurrence::optional;
}

Sequence SignCode::evaluate(Frame& frame) const {
  const Item item = atomic_operand(frame, *of_);
  if (item.absent()) {
    return {};
  }
  return negate_ ? negated(item, frame.arena()) : unchanged(item, frame.arena());
}

}  // namespace quittance::xpath
