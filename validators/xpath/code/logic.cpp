#include "validators/xpath/code/logic.h"

#include <algorithm>

#include "validators/xpath/value/compare.h"

namespace quittance::xpath {

BooleanCode::BooleanCode() {
  traits.items = Traits::Items::atomic;
  traits.atomic = Type::boolean;
  traits.occurrence = Occurrence::one;
}

JunctionCode::JunctionCode(bool decisive, std::vector<CodePtr> parts)
    : decisive_(decisive), parts_(std::move(parts)) {
  traits.may_fail = false;
  for (const CodePtr& part : parts_) {
    traits.depend_on(part->traits);
    traits.may_fail |= part->traits.may_fail;
  }
}

bool JunctionCode::test(Frame& frame) const {
  for (const CodePtr& part : parts_) {
    if (part->test(frame) == decisive_) {
      return decisive_;
    }
  }
  return !decisive_;
}

bool JunctionCode::by_name() const {
  return std::all_of(parts_.begin(), parts_.end(), [](const CodePtr& part) { return part->by_name(); });
}

TruthCode::TruthCode(bool negate, CodePtr of) : negate_(negate), of_(std::move(of)) {
  traits.depend_on(of_->traits);
  traits.may_fail = of_->traits.may_fail;
}

ExistsCode::ExistsCode(bool negate, CodePtr of) : negate_(negate), of_(std::move(of)) {
  traits.depend_on(of_->traits);
  traits.may_fail = of_->traits.may_fail;
}

bool ExistsCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  const bool found = !of_->any_order(frame, [](const Item&) { return false; });
  return found != negate_;
}

CountCode::CountCode(CodePtr of) : of_(std::move(of)) {
  traits.items = Traits::Items::atomic;
  traits.atomic = Type::integer;
  traits.occurrence = Occurrence::one;
  traits.depend_on(of_->traits);
  traits.may_fail = of_->traits.may_fail;
}

std::int64_t CountCode::count(Frame& frame, std::int64_t enough) const {
  const Temporary temporary(frame.state);
  std::int64_t n = 0;
  of_->each(frame, [&](const Item&) { return ++n < enough; });
  return n;
}

CountComparisonCode::CountComparisonCode(Operator op, std::unique_ptr<CountCode> count, std::int64_t number)
    : op_(op), count_(std::move(count)), number_(number) {
  traits.depend_on(count_->traits);
  traits.may_fail = count_->traits.may_fail;
}

bool CountComparisonCode::test(Frame& frame) const {
  // One more than the number tells less, equal and greater apart.
  const std::int64_t enough = number_ < 0 ? 1 : number_ == INT64_MAX ? number_ : number_ + 1;
  return holds(count_->count(frame, enough));
}

bool CountComparisonCode::holds(std::int64_t n) const { return xpath::holds(op_, n <=> number_); }

IfCode::IfCode(CodePtr condition, CodePtr then, CodePtr otherwise)
    : condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {
  const Traits& a = then_->traits;
  const Traits& b = otherwise_->traits;
  const bool a_empty = a.occurrence == Occurrence::empty;
  const bool b_empty = b.occurrence == Occurrence::empty;
  if (a_empty) {
    traits.items = b.items;
    traits.atomic = b.atomic;
  } else {
    traits.items = b_empty || a.items == b.items ? a.items : Traits::Items::any;
    traits.atomic = b_empty || a.atomic == b.atomic ? a.atomic : Type::any_atomic;
  }
  if (a.occurrence == b.occurrence) {
    traits.occurrence = a.occurrence;
  } else if (a.at_most_one() && b.at_most_one()) {
    traits.occurrence = Occurrence::optional;
  }
  traits.ordered = a.ordered && b.ordered;
  traits.peers = a.peers && b.peers;
  traits.depend_on(condition_->traits);
  traits.depend_on(a);
  traits.depend_on(b);
  traits.may_fail = condition_->traits.may_fail || a.may_fail || b.may_fail;
}

namespace {
/// What bindings and the part they are made for depend on, but for the bound variables themselves.
void depend_on_bindings(Traits& traits, const std::vector<Binding>& bindings, const Traits& body) {
  traits.depend_on(body);
  for (std::size_t i = bindings.size(); i-- > 0;) {
    traits.unbind(bindings[i].slot);
    traits.depend_on(bindings[i].in->traits);
  }
}
}  // namespace

QuantifiedCode::QuantifiedCode(bool some, std::vector<Binding> bindings, CodePtr satisfies)
    : some_(some), bindings_(std::move(bindings)), satisfies_(std::move(satisfies)) {
  depend_on_bindings(traits, bindings_, satisfies_->traits);
  if (some_ && bindings_.back().in->traits.per_document()) {
    join_ = Join::on_local(*satisfies_, bindings_.back().slot);
  }
}

bool QuantifiedCode::decided(Frame& frame, std::size_t binding) const {
  if (binding == bindings_.size()) {
    return satisfies_->test(frame) == some_;
  }
  const Temporary temporary(frame.state);
  if (binding + 1 == bindings_.size()) {
    const JoinIndex* const index = index_for(frame);
    bool is_decided = false;
    if (index != nullptr && decided_by_index(frame, *index, is_decided)) {
      return is_decided;
    }
  }
  const Binding& bound = bindings_[binding];
  return !bound.in->each(frame, [&](const Item& item) {
    frame.state.step();
    frame.locals[bound.slot] = item;
    return !decided(frame, binding + 1);
  });
}

ForCode::ForCode(std::vector<Binding> bindings, CodePtr result)
    : bindings_(std::move(bindings)), result_(std::move(result)) {
  traits.items = result_->traits.items;
  traits.atomic = result_->traits.atomic;
  bool at_most_one = result_->traits.at_most_one();
  for (const Binding& binding : bindings_) {
    at_most_one = at_most_one && binding.in->traits.at_most_one();
  }
  if (at_most_one) {
    traits.occurrence = Occurrence::optional;
  }
  depend_on_bindings(traits, bindings_, result_->traits);
}

bool ForCode::run(Frame& frame, std::size_t binding, Visitor visit) const {
  if (binding == bindings_.size()) {
    return result_->each(frame, visit);
  }
  const Binding& bound = bindings_[binding];
  return bound.in->each(frame, [&](const Item& item) {
    frame.state.step();
    frame.locals[bound.slot] = item;
    return run(frame, binding + 1, visit);
  });
}

Sequence ForCode::evaluate(Frame& frame) const {
  SequenceBuilder builder(frame.arena());
  run(frame, 0, [&](const Item& item) {
    builder.add(item);
    return true;
  });
  return builder.finish();
}

Item ForCode::single(Frame& frame) const {
  Item found;
  run(frame, 0, [&](const Item& item) {
    if (!found.absent()) {
      raise("XPTY0004", "a sequence of more than one item is not allowed here", offset);
    }
    found = item;
    return true;
  });
  return found;
}

bool ForCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  // Two items decide: a node in front is true, an atomic value in front an error.
  SequenceBuilder builder(frame.arena());
  run(frame, 0, [&](const Item& item) {
    builder.add(item);
    return !item.is_node() && builder.size() < 2;
  });
  return effective_boolean(builder.finish());
}

}  // namespace quittance::xpath
