#include "validators/xpath/code/type.h"

#include "validators/xpath/code/node_test.h"
#include "validators/xpath/code/operator.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

[[noreturn]] void wrong_type(std::string_view what, const Item& item, std::string_view wanted) {
  raise("XPTY0004",
        std::string(what) + " is " + std::string(name_of(item.type())) + ", not " + std::string(wanted));
}

[[noreturn]] void wrong_count(std::string_view what, bool empty, std::size_t offset = kNoOffset) {
  raise("XPTY0004", std::string(what) + (empty ? " is empty" : " has more than one item"), offset);
}

Traits::Items items_of(const SequenceType& type) {
  if (type.kind == ItemKind::atomic) {
    return Traits::Items::atomic;
  }
  return type.kind == ItemKind::item ? Traits::Items::any : Traits::Items::nodes;
}

void describe(Traits& traits, const Traits& of, const SequenceType& type) {
  traits.depend_on(of);
  traits.items = items_of(type);
  traits.atomic = type.atomic;
  if (type.kind == ItemKind::item || type.atomic == Type::any_atomic || type.atomic == Type::numeric) {
    if (of.items == Traits::Items::atomic) {
      traits.items = of.items;
      if (of.atomic != Type::untyped_atomic || type.atomic != Type::numeric) {
        traits.atomic = of.atomic;
      }
    }
  }
  traits.occurrence = of.at_most_one() && allows_many(type.occurrence) ? of.occurrence : type.occurrence;
  if (of.items == Traits::Items::nodes && items_of(type) != Traits::Items::atomic) {
    traits.items = of.items;
    traits.ordered = of.ordered;
    traits.peers = of.peers;
  }
}

}  // namespace

Item convert_item(State& state, const Item& item, Type wanted, std::string_view what) {
  const Item atom = item.is_node() ? state.evaluation.atomize(item, state.temporary) : item;
  const Type type = atom.type();
  if (wanted == Type::any_atomic) {
    return atom;
  }
  if (type == Type::untyped_atomic) {
    // 3.1.5: for a numeric parameter untyped text becomes xs:double.
    if (wanted == Type::untyped_atomic) {
      return atom;
    }
    if (wanted == Type::string) {
      return atom.as(Type::string);
    }
    if (wanted == Type::qname || wanted == Type::notation) {
      wrong_type(what, atom, name_of(wanted));
    }
    return cast(atom, wanted == Type::numeric ? Type::double_ : wanted, state.temporary);
  }
  if (derives_from(type, wanted)) {
    return atom;
  }
  if (wanted == Type::double_ && is_numeric(type)) {
    return cast(atom, Type::double_, state.temporary);
  }
  if (wanted == Type::float_ && is_decimal(type)) {
    return cast(atom, Type::float_, state.temporary);
  }
  if (wanted == Type::string && type == Type::any_uri) {
    return atom.as(Type::string);
  }
  wrong_type(what, atom, name_of(wanted));
}

ConvertCode::ConvertCode(CodePtr of, SequenceType type, std::string what)
    : of_(std::move(of)), type_(type), what_(std::move(what)) {
  describe(traits, of_->traits, type_);
}

Item ConvertCode::convert(Frame& frame, const Item& item) const {
  if (type_.kind == ItemKind::atomic) {
    return convert_item(frame.state, item, type_.atomic, what_);
  }
  if (!matches_item(frame.state, type_, item)) {
    wrong_type(what_, item, "of the type asked for");
  }
  return item;
}

Item ConvertCode::single(Frame& frame) const {
  Item found;
  if (of_->traits.at_most_one()) {
    found = of_->single(frame);
  } else {
    of_->each(frame, [&](const Item& item) {
      if (!found.absent()) {
        wrong_count(what_, false, offset);
      }
      found = item;
      return true;
    });
  }
  if (!found.absent()) {
    return convert(frame, found);
  }
  if (!allows_empty(type_.occurrence)) {
    wrong_count(what_, true, offset);
  }
  return found;
}

Sequence ConvertCode::evaluate(Frame& frame) const {
  if (!allows_many(type_.occurrence)) {
    const Item item = single(frame);
    return item.absent() ? Sequence() : Sequence(item);
  }
  if (type_.kind == ItemKind::item && type_.occurrence == Occurrence::many) {
    return of_->evaluate(frame);
  }
  SequenceBuilder builder(frame.arena());
  ConvertCode::each(frame, [&](const Item& item) {
    builder.add(item);
    return true;
  });
  return builder.finish();
}

bool ConvertCode::each(Frame& frame, Visitor visit) const {
  if (!allows_many(type_.occurrence)) {
    const Item item = single(frame);
    return item.absent() || visit(item);
  }
  bool any = false;
  const bool all = of_->each(frame, [&](const Item& item) {
    any = true;
    return visit(convert(frame, item));
  });
  if (!any && !allows_empty(type_.occurrence)) {
    wrong_count(what_, true, offset);
  }
  return all;
}

TreatCode::TreatCode(CodePtr of, SequenceType type) : of_(std::move(of)), type_(type) {
  describe(traits, of_->traits, type_);
}

Sequence TreatCode::evaluate(Frame& frame) const {
  const Sequence value = of_->evaluate(frame);
  if (!matches(frame.state, type_, value)) {
    raise("XPDY0050", "the value is not of the type it is to be treated as", offset);
  }
  return value;
}

InstanceOfCode::InstanceOfCode(CodePtr of, SequenceType type) : of_(std::move(of)), type_(type) {
  traits.depend_on(of_->traits);
  traits.may_fail = of_->traits.may_fail;
}

bool InstanceOfCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  return matches(frame.state, type_, of_->evaluate(frame));
}

CastCode::CastCode(CodePtr of, Type target, bool empty_allowed)
    : of_(std::move(of)), target_(target), empty_allowed_(empty_allowed) {
  traits.items = Traits::Items::atomic;
  traits.atomic = target;
  traits.occurrence =
      of_->traits.occurrence == Occurrence::one || !empty_allowed ? Occurrence::one : Occurrence::optional;
  traits.depend_on(of_->traits);
}

Item CastCode::single(Frame& frame) const {
  const Item item = atomic_operand(frame, *of_);
  if (item.absent()) {
    if (!empty_allowed_) {
      raise("XPTY0004", "nothing to cast", offset);
    }
    return item;
  }
  try {
    return cast(item, target_, frame.arena());
  } catch (Failure& failure) {
    if (failure.offset == kNoOffset) {
      failure.offset = offset;
    }
    throw;
  }
}

Sequence CastCode::evaluate(Frame& frame) const {
  const Item item = single(frame);
  return item.absent() ? Sequence() : Sequence(item);
}

CastableCode::CastableCode(CodePtr of, Type target, bool empty_allowed)
    : of_(std::move(of)), target_(target), empty_allowed_(empty_allowed) {
  traits.depend_on(of_->traits);
}

bool CastableCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  Item only;
  std::size_t count = 0;
  of_->each(frame, [&](const Item& item) {
    only = item;
    return ++count < 2;
  });
  if (count == 0) {
    return empty_allowed_;
  }
  if (count > 1) {
    return false;
  }
  return castable(frame.state.evaluation.atomize(only, frame.arena()), target_, frame.arena());
}

}  // namespace quittance::xpath
