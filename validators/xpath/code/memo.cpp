#include "validators/xpath/code/memo.h"

#include <bit>

#include "validators/xpath/code/call.h"
#include "validators/xpath/code/join.h"
#include "validators/xpath/code/operator.h"
#include "validators/xpath/code/type.h"

namespace quittance::xpath {

namespace {
bool has_truth(const Code& code) {
  const auto* const call = dynamic_cast<const CallCode*>(&code);
  return call != nullptr && call->has_truth();
}
}  // namespace

MemoCode::MemoCode(CodePtr inner, std::uint32_t slot, const std::vector<std::uint32_t>& uses)
    : inner_(std::move(inner)), tests_itself_(has_truth(*inner_)), slot_(slot), uses_(uses) {
  traits = inner_->traits;
  offset = inner_->offset;
  if (traits.locals != 0) {
    local_ = static_cast<std::uint32_t>(std::countr_zero(traits.locals));
  }
}

bool MemoCode::suits(const Code& code) {
  const Traits& t = code.traits;
  const bool of_item = t.item && t.content && t.at_most_one() && t.items == Traits::Items::atomic;
  const bool too_many_locals =
      std::popcount(t.locals) > 1 || (t.locals & Traits::local_bit(Traits::kShared)) != 0;
  if (!of_item || t.position || t.size || t.current || too_many_locals || t.globals || t.opaque) {
    return false;
  }
  if (dynamic_cast<const CallCode*>(&code) != nullptr || dynamic_cast<const CastCode*>(&code) != nullptr) {
    return true;
  }
  const Code* const key = Join::on_context_item(code).key;
  return dynamic_cast<const GeneralComparisonCode*>(&code) != nullptr &&
         (key == nullptr || key->traits.items != Traits::Items::nodes);
}

CodePtr& MemoCode::inside(CodePtr& code) {
  auto* const memo = dynamic_cast<MemoCode*>(code.get());
  return memo != nullptr ? memo->inner_ : code;
}

const Code& MemoCode::inside(const Code& code) {
  const auto* const memo = dynamic_cast<const MemoCode*>(&code);
  return memo != nullptr ? *memo->inner_ : code;
}

namespace {
/// Do the bits of the item say its value, without a look at memory that may be used for something else soon?
bool stands_alone(const Item& item) {
  const Type type = item.type();
  return (type == Type::node && item.tree() == 0) || type == Type::boolean || is_floating(type) ||
         (is_decimal(type) && !item.is_big());
}
}  // namespace

bool MemoCode::keeps(const Frame& frame) const {
  const Item& item = frame.focus.item;
  if (item.type() != Type::node || item.tree() != 0 || slot_ >= frame.state.memos.size() ||
      uses_.data()[slot_] < 2) {
    return false;
  }
  if (local_ == kNoLocal) {
    return true;
  }
  const Sequence& value = frame.locals[local_];
  return value.size() == 1 && stands_alone(value.front());
}

Item MemoCode::local(const Frame& frame) const {
  return local_ == kNoLocal ? Item() : frame.locals[local_].front();
}

Item MemoCode::single(Frame& frame) const {
  if (!keeps(frame)) {
    return inner_->single(frame);
  }
  State& state = frame.state;
  State::Memo& memo = state.memos.data()[slot_];
  const xml::NodeId node = frame.focus.item.id();
  State::Memo::Entry& entry = memo.entries.data()[node % memo.entries.size()];
  const bool known = entry.document == state.document_number && entry.node == node &&
                     (local_ == kNoLocal || entry.local.identical(local(frame)));
  if (!known) {
    const Item of = local(frame);
    const Item value = inner_->single(frame);
    const bool as_it_is = value.absent() || stands_alone(value);
    entry = {state.document_number, node, of, as_it_is ? value : State::keep(value, state.document).front()};
  }
  return entry.value;
}

Sequence MemoCode::evaluate(Frame& frame) const {
  const Item item = single(frame);
  return item.absent() ? Sequence() : Sequence(item);
}

bool MemoCode::test(Frame& frame) const {
  if (tests_itself_ || !keeps(frame)) {
    return inner_->test(frame);
  }
  const Temporary temporary(frame.state);
  const Item item = MemoCode::single(frame);
  return !item.absent() && effective_boolean(item);
}

}  // namespace quittance::xpath
