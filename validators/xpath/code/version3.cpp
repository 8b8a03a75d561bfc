#include "validators/xpath/code/version3.h"

#include <algorithm>

namespace quittance::xpath {

LetCode::LetCode(std::vector<Binding> bindings, CodePtr result)
    : bindings_(std::move(bindings)), result_(std::move(result)) {
  traits = result_->traits;
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding) {
    traits.unbind(binding->slot);
    traits.depend_on(binding->in->traits);
    traits.may_fail |= binding->in->traits.may_fail;
  }
}

void LetCode::bind(Frame& frame) const {
  for (const Binding& binding : bindings_) {
    frame.state.step();
    try {
      frame.locals[binding.slot] = binding.in->evaluate(frame);
    } catch (Failure& failure) {
      if (failure.code == "BUDGET") {
        throw;
      }
      frame.locals[binding.slot] = Item::failure(frame.arena().make(std::move(failure)));
    }
  }
}

Sequence LetCode::evaluate(Frame& frame) const {
  bind(frame);
  return result_->evaluate(frame);
}

bool LetCode::each(Frame& frame, Visitor visit) const {
  bind(frame);
  return result_->each(frame, visit);
}

Item LetCode::single(Frame& frame) const {
  bind(frame);
  return result_->single(frame);
}

bool LetCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  bind(frame);
  return result_->test(frame);
}

SimpleMapCode::SimpleMapCode(CodePtr base, CodePtr step) : base_(std::move(base)), step_(std::move(step)) {
  traits.items = step_->traits.items;
  traits.atomic = step_->traits.atomic;
  traits.depend_on(base_->traits);
  traits.depend_on_inner(step_->traits);
  if (base_->traits.at_most_one() && step_->traits.at_most_one()) {
    traits.occurrence = Occurrence::optional;
  }
}

bool SimpleMapCode::each(Frame& frame, Visitor visit) const {
  Frame inner = frame.at(Item());
  inner.focus.position = 0;
  const auto next = [&](const Item& item) {
    frame.state.step();
    inner.focus.item = item;
    ++inner.focus.position;
    return step_->each(inner, visit);
  };
  if (!step_->traits.size) {
    return base_->each(frame, next);
  }
  const Sequence all = base_->evaluate(frame);
  inner.focus.size = static_cast<std::int64_t>(all.size());
  return std::all_of(all.begin(), all.end(), next);
}

Sequence SimpleMapCode::evaluate(Frame& frame) const {
  SequenceBuilder builder(frame.arena());
  each(frame, [&](const Item& item) {
    builder.add(item);
    return true;
  });
  return builder.finish();
}

}  // namespace quittance::xpath
