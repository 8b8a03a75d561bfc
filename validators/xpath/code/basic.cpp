#include "validators/xpath/code/basic.h"

#include <algorithm>
#include <limits>

#include "validators/xpath/failure.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

void describe(Traits& traits, const Sequence& value) {
  traits.may_fail = false;
  traits.occurrence = value.empty()       ? Occurrence::empty
                      : value.size() == 1 ? Occurrence::one
                                          : Occurrence::at_least_one;
  if (value.empty()) {
    return;
  }
  traits.items = Traits::Items::atomic;
  traits.atomic = value.front().type();
  for (const Item& item : value) {
    if (item.type() != traits.atomic) {
      traits.atomic = Type::any_atomic;
    }
  }
}

ContextItemCode::ContextItemCode() {
  traits.item = traits.content = true;
  traits.may_fail = false;
  traits.occurrence = Occurrence::one;
}

Item ContextItemCode::single(Frame& frame) const {
  if (frame.focus.item.absent()) {
    raise("XPDY0002", "there is no context item", offset);
  }
  return frame.focus.item;
}

ContextTextCode::ContextTextCode() {
  traits.item = traits.content = true;
  traits.may_fail = false;
  traits.items = Traits::Items::atomic;
  traits.atomic = Type::untyped_atomic;
  traits.occurrence = Occurrence::one;
}

RootCode::RootCode() {
  traits.root = true;
  traits.may_fail = false;
  traits.items = Traits::Items::nodes;
  traits.occurrence = Occurrence::one;
  traits.ordered = traits.peers = true;
}

Item RootCode::single(Frame& frame) const {
  const Item& item = frame.focus.item;
  if (item.absent()) {
    raise("XPDY0002", "there is no context item for '/'", offset);
  }
  if (!item.is_node()) {
    raise("XPTY0020", "the context item of '/' is not a node", offset);
  }
  return Item::node(item.tree(), xml::Tree::document());
}

CurrentCode::CurrentCode() {
  traits.current = true;
  traits.occurrence = Occurrence::one;
}

Item CurrentCode::single(Frame& frame) const {
  if (frame.focus.current.absent()) {
    raise("XTDE1360", "current() has no context item", offset);
  }
  return frame.focus.current;
}

SequenceCode::SequenceCode(std::vector<CodePtr> parts) : parts_(std::move(parts)) {
  bool first = true;
  traits.may_fail = false;
  for (const CodePtr& part : parts_) {
    const Traits& t = part->traits;
    traits.depend_on(t);
    traits.may_fail |= t.may_fail;
    if (t.occurrence == Occurrence::empty) {
      continue;
    }
    if (first) {
      traits.items = t.items;
      traits.atomic = t.atomic;
    } else if (t.items != traits.items) {
      traits.items = Traits::Items::any;
    } else if (t.atomic != traits.atomic) {
      traits.atomic = Type::any_atomic;
    }
    first = false;
  }
}

Sequence SequenceCode::evaluate(Frame& frame) const {
  SequenceBuilder builder(frame.arena());
  for (const CodePtr& part : parts_) {
    builder.add(part->evaluate(frame));
  }
  return builder.finish();
}

bool SequenceCode::each(Frame& frame, Visitor visit) const {
  for (const CodePtr& part : parts_) {
    if (!part->each(frame, visit)) {
      return false;
    }
  }
  return true;
}

bool SequenceCode::any_order(Frame& frame, Visitor visit) const {
  for (const CodePtr& part : parts_) {
    if (!part->any_order(frame, visit)) {
      return false;
    }
  }
  return true;
}

RangeCode::RangeCode(CodePtr first, CodePtr last) : first_(std::move(first)), last_(std::move(last)) {
  traits.items = Traits::Items::atomic;
  traits.atomic = Type::integer;
  traits.environment = true;  // better counted through than kept
  traits.depend_on(first_->traits);
  traits.depend_on(last_->traits);
}

bool RangeCode::each_big(Frame& frame, const Decimal& first, const Decimal& last, Visitor visit) const {
  for (Decimal next = first; next <= last; next += Decimal(1)) {
    frame.state.step();
    if (!visit(number_item(next, Type::integer, frame.arena()))) {
      return false;
    }
  }
  return true;
}

Sequence RangeCode::evaluate(Frame& frame) const {
  SequenceBuilder builder(frame.arena());
  RangeCode::each(frame, [&](const Item& item) {
    builder.add(item);
    return true;
  });
  return builder.finish();
}

bool RangeCode::each(Frame& frame, Visitor visit) const {
  const Item from = first_->single(frame);
  if (from.absent()) {
    return true;
  }
  const Item to = last_->single(frame);
  if (to.absent()) {
    return true;
  }
  if (from.is_big() || to.is_big()) {
    return each_big(frame, decimal_of(from), decimal_of(to), visit);
  }
  for (std::int64_t i = from.integer(); i <= to.integer(); ++i) {
    frame.state.step();
    if (!visit(Item::integer(i))) {
      return false;
    }
    if (i == std::numeric_limits<std::int64_t>::max()) {
      return true;
    }
  }
  return true;
}

namespace {
/// Evaluations before the value is kept.
constexpr std::uint32_t kAskedInVain = 2;
/// Items beyond which a value is not kept: many expressions may keep one each.
constexpr std::size_t kMostKept = 50'000;
/// State::Cache::document of what is the same for all instances.
constexpr std::uint32_t kOfModule = 0xffffffff;
}  // namespace

OnceCode::OnceCode(CodePtr inner, std::uint32_t slot, const std::vector<std::uint32_t>& uses)
    : inner_(std::move(inner)), slot_(slot), uses_(uses), per_module_(inner_->traits.per_module()) {
  traits = inner_->traits;
  offset = inner_->offset;
}

CodePtr& OnceCode::inside(CodePtr& code) {
  auto* const once = dynamic_cast<OnceCode*>(code.get());
  return once != nullptr ? once->inner_ : code;
}

const Sequence* OnceCode::kept(Frame& frame) const {
  const Item& item = frame.focus.item;
  if (traits.root && (!item.is_node() || item.tree() != 0)) {
    return nullptr;
  }
  State& state = frame.state;
  if (slot_ >= state.caches.size()) {
    return nullptr;
  }  // while the pack is still being compiled
  State::Cache& cache = state.caches[slot_];
  const std::uint32_t document = per_module_ ? kOfModule : state.document_number;
  if (cache.document != document) {
    cache = State::Cache();
    cache.document = document;
  }
  if (cache.known) {
    return &cache.value;
  }
  if (cache.too_large || (uses_[slot_] == 1 && cache.asked++ < kAskedInVain)) {
    return nullptr;
  }
  cache.asked = kAskedInVain;
  keep(frame, cache);
  return cache.known ? &cache.value : nullptr;
}

void OnceCode::keep(Frame& frame, State::Cache& cache) const {
  State& state = frame.state;
  try {
    const Sequence value = inner_->evaluate(frame);
    cache.too_large = value.size() > kMostKept;
    if (!cache.too_large) {
      state.retain(value);
      cache.value = State::keep(value, per_module_ ? state.module_values : state.document);
      cache.known = true;
    }
  } catch (const Failure& failure) {
    // Who does not ask for all of it may not come to the part that fails.
    if (failure.code == "BUDGET") {
      throw;
    }
    cache.too_large = true;
  }
}

Sequence OnceCode::evaluate(Frame& frame) const {
  const Sequence* value = kept(frame);
  return value != nullptr ? *value : inner_->evaluate(frame);
}

bool OnceCode::each(Frame& frame, Visitor visit) const {
  const Sequence* value = kept(frame);
  if (value == nullptr) {
    return inner_->each(frame, visit);
  }
  return std::all_of(value->begin(), value->end(), visit);
}

bool OnceCode::any_order(Frame& frame, Visitor visit) const {
  const Sequence* value = kept(frame);
  if (value == nullptr) {
    return inner_->any_order(frame, visit);
  }
  return std::all_of(value->begin(), value->end(), visit);
}

Item OnceCode::single(Frame& frame) const {
  const Sequence* value = kept(frame);
  if (value == nullptr) {
    return inner_->single(frame);
  }
  if (value->size() > 1) {
    raise("XPTY0004", "a sequence of more than one item is not allowed here", offset);
  }
  return value->empty() ? Item() : value->front();
}

bool OnceCode::test(Frame& frame) const {
  const Sequence* value = kept(frame);
  return value != nullptr ? effective_boolean(*value) : inner_->test(frame);
}

Sequence FallibleVariableCode::evaluate(Frame& frame) const {
  const Sequence& value = frame.locals[slot_];
  if (value.size() == 1 && value.front().absent()) {
    const Failure& why = *value.front().failure();
    raise(why.code.c_str(), why.message, why.offset);
  }
  return value;
}

}  // namespace quittance::xpath
