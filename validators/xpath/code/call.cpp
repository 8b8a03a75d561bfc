#include "validators/xpath/code/call.h"

#include <array>

#include "validators/xpath/code/node_test.h"
#include "validators/xpath/code/type.h"
#include "validators/xpath/module_shared.h"

namespace quittance::xpath {

namespace {

Traits::Items items_of(const SequenceType& type) {
  if (type.kind == ItemKind::atomic) {
    return Traits::Items::atomic;
  }
  return type.kind == ItemKind::item ? Traits::Items::any : Traits::Items::nodes;
}

void describe(Traits& traits, const SequenceType& result) {
  traits.items = items_of(result);
  traits.atomic = result.atomic;
  traits.occurrence = result.occurrence;
}

Sequence of(const Item& item) { return item.absent() ? Sequence() : Sequence(item); }

/// Values of the arguments: on the stack where there are few.
class Arguments {
 public:
  Arguments(Frame& frame, const std::vector<CodePtr>& codes) : size_(codes.size()) {
    Sequence* to = few_.data();
    if (size_ > few_.size()) {
      many_.resize(size_);
      to = many_.data();
    }
    for (std::size_t i = 0; i < size_; ++i) {
      to[i] = codes[i]->traits.at_most_one() ? of(codes[i]->single(frame)) : codes[i]->evaluate(frame);
    }
    first_ = to;
  }
  [[nodiscard]] std::span<const Sequence> all() const { return {first_, size_}; }

 private:
  std::array<Sequence, 4> few_;
  std::vector<Sequence> many_;
  std::size_t size_;
  const Sequence* first_;
};

}  // namespace

CallCode::CallCode(const Function& function, std::vector<CodePtr> arguments, const StaticContext& statics)
    : function_(function), arguments_(std::move(arguments)), statics_(statics) {
  describe(traits, function.result);
  traits.item = (function.looks & (kAtContextItem | kAtContextName)) != 0;
  traits.content = (function.looks & kAtContextItem) != 0;
  traits.position = (function.looks & kAtPosition) != 0;
  traits.size = (function.looks & kAtSize) != 0;
  traits.environment = (function.looks & kAtEnvironment) != 0;
  for (const CodePtr& argument : arguments_) {
    traits.depend_on(argument->traits);
  }
}

namespace {

/// What a function may do with its arguments at least once: pass over each text and each list.
void count_call(State& state, std::span<const Sequence> arguments) {
  std::uint64_t steps = 1;
  for (const Sequence& argument : arguments) {
    if (argument.size() == 1 && is_text(argument.front().type())) {
      steps += argument.front().text().size() / State::kOctetsPerStep;
    } else {
      steps += argument.size();
    }
  }
  state.work(steps);
}

}  // namespace

Sequence CallCode::evaluate(Frame& frame) const {
  if (arguments_.size() == 1) {
    const Code& code = *arguments_.front();
    const Sequence argument = code.traits.at_most_one() ? of(code.single(frame)) : code.evaluate(frame);
    return call(frame, std::span(&argument, 1));
  }
  const Arguments arguments(frame, arguments_);
  return call(frame, arguments.all());
}

Item CallCode::single(Frame& frame) const {
  if (arguments_.size() != 1 || !traits.at_most_one() || !arguments_.front()->traits.at_most_one()) {
    return Code::single(frame);
  }
  const Sequence argument = of(arguments_.front()->single(frame));
  const Sequence value = call(frame, std::span(&argument, 1));
  return value.empty() ? Item() : value.front();
}

Sequence CallCode::call(Frame& frame, std::span<const Sequence> arguments) const {
  count_call(frame.state, arguments);
  try {
    return function_.run({frame.state.evaluation, frame.focus, statics_, frame.arena(), arguments});
  } catch (Failure& failure) {
    if (failure.offset == kNoOffset) {
      failure.offset = offset;
    }
    throw;
  }
}

bool CallCode::test(Frame& frame) const {
  if (function_.truth == nullptr || arguments_.size() > 1) {
    return Code::test(frame);
  }
  const Temporary temporary(frame.state);
  const Sequence argument = arguments_.empty()                         ? Sequence()
                            : arguments_.front()->traits.at_most_one() ? of(arguments_.front()->single(frame))
                                                                       : arguments_.front()->evaluate(frame);
  const std::span<const Sequence> arguments(&argument, arguments_.size());
  count_call(frame.state, arguments);
  return function_.truth({frame.state.evaluation, frame.focus, statics_, frame.arena(), arguments});
}

DeclaredCallCode::DeclaredCallCode(FunctionNumber number, const FunctionDeclaration& declaration,
                                   std::vector<CodePtr> arguments)
    : number_(number),
      what_("the result of " + declaration.name.local + "()"),
      arguments_(std::move(arguments)) {
  describe(traits, declaration.result);
  // A body sees its arguments and the schema's variables, which do not change within a document, and no
  // focus.
  traits.environment = true;
  for (const CodePtr& argument : arguments_) {
    traits.depend_on(argument->traits);
  }
}

Sequence DeclaredCallCode::evaluate(Frame& frame) const {
  const Arguments arguments(frame, arguments_);
  const Nested nested(frame.state);
  frame.state.step();
  const Module::Shared::Declared& declared = frame.state.module->shared().functions[number_];
  if (declared.body == nullptr) {
    raise("XPST0017", "a function has no body", offset);
  }
  const Sequence value = declared.body->call(frame.state.evaluation, arguments.all());
  return convert(frame.state.evaluation, value, declared.declaration.result, what_);
}

Sequence convert(Evaluation& evaluation, const Sequence& value, const SequenceType& type,
                 std::string_view what) {
  if (value.empty() && !allows_empty(type.occurrence)) {
    raise("XPTY0004", std::string(what) + " is empty");
  }
  const bool too_many = value.size() > 1 && !allows_many(type.occurrence);
  if (too_many || (type.occurrence == Occurrence::empty && !value.empty())) {
    raise("XPTY0004", std::string(what) + " has too many items");
  }
  if (type.kind == ItemKind::item) {
    return value;
  }
  SequenceBuilder builder(evaluation.state().temporary);
  for (const Item& item : value) {
    if (type.kind == ItemKind::atomic) {
      builder.add(convert_item(evaluation.state(), item, type.atomic, what));
    } else if (matches_item(evaluation.state(), type, item)) {
      builder.add(item);
    } else {
      raise("XPTY0004", std::string(what) + " is not of the declared type");
    }
  }
  return builder.finish();
}

}  // namespace quittance::xpath
