#include "validators/xpath/code/membership.h"

#include <algorithm>

#include "validators/xpath/code/operator.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/compare.h"

namespace quittance::xpath {

DelimitedListCode::DelimitedListCode(std::string_view list, char delimiter, CodePtr of)
    : list_(list), delimiter_(delimiter), of_(std::move(of)) {
  traits.depend_on(of_->traits);
  traits.may_fail = of_->traits.may_fail;
  // An entry has the delimiter on both sides.
  std::size_t open = list.find(delimiter);
  while (open != std::string_view::npos) {
    const std::size_t close = list.find(delimiter, open + 1);
    if (close == std::string_view::npos) {
      break;
    }
    entries_.insert(list.substr(open + 1, close - open - 1));
    open = close;
  }
}

bool DelimitedListCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  const Item item = atomic_operand(frame, *of_);
  const std::string_view text = item.absent() ? std::string_view("") : text_of(item, frame.arena());
  if (text.find(delimiter_) == std::string_view::npos) {
    return entries_.contains(text);
  }
  return list_.find(delimiter_ + std::string(text) + delimiter_) != std::string_view::npos;
}

LiteralListCode::LiteralListCode(CodePtr of, CodePtr list) : of_(std::move(of)), list_(std::move(list)) {
  traits.depend_on(of_->traits);
  for (const Item& item : *list_->constant()) {
    entries_.insert(item.text());
  }
}

bool LiteralListCode::holds(Frame& frame, const Item& atom) const {
  if (is_text(atom.type())) {
    return entries_.contains(atom.text());
  }
  const ComparisonContext context{frame.arena(), frame.state.zone};
  const Sequence& list = *list_->constant();
  return std::any_of(list.begin(), list.end(), [&](const Item& entry) {
    return compare_general(Operator::equal, atom, entry, context);
  });
}

bool LiteralListCode::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  const Evaluation& evaluation = frame.state.evaluation;
  return !of_->any_order(
      frame, [&](const Item& item) { return !holds(frame, evaluation.atomize(item, frame.arena())); });
}

}  // namespace quittance::xpath
