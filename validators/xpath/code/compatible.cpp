#include "validators/xpath/code/compatible.h"

#include <algorithm>
#include <limits>

#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/compare.h"

namespace quittance::xpath {

namespace {

/// fn:number: NaN for what is no number.
Item as_number(Frame& frame, const Item& atom) {
  if (!atom.absent() && castable(atom, Type::double_, frame.arena())) {
    return cast(atom, Type::double_, frame.arena());
  }
  return Item::floating(std::numeric_limits<double>::quiet_NaN());
}

/// The first item of a value, absent when it has none.
Item first_item(Frame& frame, const Code& code) {
  Item first;
  code.each(frame, [&](const Item& item) {
    first = item;
    return false;
  });
  return first;
}

Item atom_of(Frame& frame, const Item& item) {
  return item.is_node() ? frame.state.evaluation.atomize(item, frame.arena()) : item;
}

bool is_one_boolean(const Sequence& value) {
  return value.size() == 1 && value.front().type() == Type::boolean;
}

}  // namespace

CompatibleComparisonCode::CompatibleComparisonCode(Operator op, CodePtr left, CodePtr right)
    : op_(op), left_(std::move(left)), right_(std::move(right)) {
  traits.depend_on(left_->traits);
  traits.depend_on(right_->traits);
  traits.environment |= is_moment(left_->traits.atomic) || is_moment(right_->traits.atomic);
}

bool CompatibleComparisonCode::pair(Frame& frame, const Item& left, const Item& right) const {
  const ComparisonContext context{frame.arena(), frame.state.zone};
  const bool ordering = op_ != Operator::equal && op_ != Operator::not_equal;
  if (ordering || is_numeric(left.type()) || is_numeric(right.type())) {
    return compare_values(op_, as_number(frame, left), as_number(frame, right), context);
  }
  return compare_general(op_, left, right, context);
}

bool CompatibleComparisonCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  const Sequence left = left_->evaluate(frame);
  const Sequence right = right_->evaluate(frame);
  // 3.5.2: a single boolean makes the whole other side one.
  if (is_one_boolean(left) || is_one_boolean(right)) {
    const Item a = Item::boolean(effective_boolean(left));
    const Item b = Item::boolean(effective_boolean(right));
    return pair(frame, a, b);
  }
  return std::any_of(left.begin(), left.end(), [&](const Item& a) {
    const Item x = atom_of(frame, a);
    return std::any_of(right.begin(), right.end(), [&](const Item& b) {
      frame.state.step();
      return pair(frame, x, atom_of(frame, b));
    });
  });
}

CompatibleArgumentCode::CompatibleArgumentCode(CodePtr of, Type wanted)
    : of_(std::move(of)), wanted_(wanted) {
  traits.occurrence =
      wanted == Type::string || wanted == Type::double_ ? Occurrence::one : Occurrence::optional;
  traits.depend_on(of_->traits);
  if (traits.occurrence == Occurrence::one) {
    traits.items = Traits::Items::atomic;
    traits.atomic = wanted;
  } else {
    traits.items = of_->traits.items;
    traits.atomic = of_->traits.atomic;
  }
}

Item CompatibleArgumentCode::single(Frame& frame) const {
  const Item first = first_item(frame, *of_);
  if (wanted_ == Type::string) {
    return Item::text(first.absent() ? std::string_view("") : text_of(atom_of(frame, first), frame.arena()));
  }
  return wanted_ == Type::double_ ? as_number(frame, first.absent() ? first : atom_of(frame, first)) : first;
}

Sequence CompatibleArgumentCode::evaluate(Frame& frame) const {
  const Item item = single(frame);
  return item.absent() ? Sequence() : Sequence(item);
}

CompatibleOperandCode::CompatibleOperandCode(CodePtr of) : of_(std::move(of)) {
  traits.occurrence = Occurrence::one;
  traits.items = Traits::Items::atomic;
  traits.depend_on(of_->traits);
}

Item CompatibleOperandCode::single(Frame& frame) const {
  const Item first = first_item(frame, *of_);
  const Item atom = first.absent() ? first : atom_of(frame, first);
  if (is_duration(atom.type()) || is_moment(atom.type())) {
    return atom;
  }
  return as_number(frame, atom);
}

}  // namespace quittance::xpath
