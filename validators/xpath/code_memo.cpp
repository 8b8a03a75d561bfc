#include "validators/xpath/code_memo.h"

#include "validators/xpath/code_call.h"
#include "validators/xpath/code_operator.h"
#include "validators/xpath/code_path.h"
#include "validators/xpath/code_type.h"

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
}

bool MemoCode::suits(const Code& code) {
  const Traits& t = code.traits;
  const bool of_item = t.item && t.content && t.at_most_one() && t.items == Traits::Items::atomic;
  if (!of_item || t.position || t.size || t.current || t.locals != 0 || t.globals || t.opaque) {
    return false;
  }
  if (dynamic_cast<const CallCode*>(&code) != nullptr || dynamic_cast<const CastCode*>(&code) != nullptr) {
    return true;
  }
  return dynamic_cast<const GeneralComparisonCode*>(&code) != nullptr &&
         Predicate::find_join(code).key == nullptr;
}

bool MemoCode::keeps(const Frame& frame) const {
  const Item& item = frame.focus.item;
  return item.type() == Type::node && item.tree() == 0 && slot_ < frame.state.memos.size() &&
         uses_[slot_] > 1;
}

Item MemoCode::single(Frame& frame) const {
  if (!keeps(frame)) {
    return inner_->single(frame);
  }
  State& state = frame.state;
  State::Memo& memo = state.memos[slot_];
  const xml::NodeId node = frame.focus.item.id();
  State::Memo::Entry& entry = memo.entries.at(node % memo.entries.size());
  if (entry.document != state.document_number || entry.node != node) {
    const Item value = inner_->single(frame);
    entry = {state.document_number, node,
             value.absent() ? value : State::keep(value, state.document).front()};
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
