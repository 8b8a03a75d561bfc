#include "validators/xpath/code/path.h"

#include <algorithm>

#include "validators/xpath/code/basic.h"

namespace quittance::xpath {

Sequence in_document_order(SequenceBuilder& nodes) {
  const auto out_of_order = [](const Item& a, const Item& b) { return !precedes(a, b); };
  if (std::adjacent_find(nodes.begin(), nodes.end(), out_of_order) != nodes.end()) {
    std::sort(nodes.begin(), nodes.end(), precedes);
    Item* const end =
        std::unique(nodes.begin(), nodes.end(), [](const Item& a, const Item& b) { return a.same_node(b); });
    nodes.resize(static_cast<std::size_t>(end - nodes.begin()));
  }
  return nodes.finish();
}

AxisPathCode::AxisPathCode(CodePtr base, std::vector<Step> steps)
    : base_(std::move(base)), steps_(std::move(steps)) {
  describe();
}

void AxisPathCode::narrow(Predicates&& predicates) {
  steps_.back().predicates.append(std::move(predicates));
  describe();
}

namespace {
/// What one step makes of the order of the nodes it starts from.
void order_after(const Step& step, bool& one, bool& ordered, bool& peers) {
  const bool spread = peers || one;
  switch (step.axis) {
    case Axis::self: break;
    case Axis::attribute:
      one = one && step.test.names == NodeTest::Names::exact && step.test.kind == ItemKind::attribute;
      peers = true;
      break;
    case Axis::child:
      ordered = ordered && spread;
      peers = spread;
      one = false;
      break;
    case Axis::descendant:
    case Axis::descendant_or_self:
      ordered = ordered && spread;
      peers = one = false;
      break;
    case Axis::parent: ordered = peers = one; break;
    case Axis::following_sibling:
      ordered = peers = one;
      one = false;
      break;
    case Axis::following:
      ordered = one;
      peers = one = false;
      break;
    default: ordered = peers = one = false;
  }
}
}  // namespace

std::optional<AxisPathCode::Move> AxisPathCode::as_move(const Step& step) {
  const NodeTest& test = step.test;
  const auto& predicates = step.predicates.all();
  if (step.axis == Axis::child && test.exact_element() && predicates.size() == 1 &&
      predicates.front().only_position() > 0) {
    return Move{Move::To::child, test.name, predicates.front().only_position()};
  }
  if (!predicates.empty()) {
    return std::nullopt;
  }
  if (step.axis == Axis::child && test.exact_element()) {
    return Move{Move::To::child, test.name};
  }
  if (step.axis == Axis::child && test.kind == ItemKind::element && test.names == NodeTest::Names::any &&
      !test.never) {
    return Move{Move::To::any_child, kAnyPooled};
  }
  if (step.axis == Axis::attribute && test.exact_attribute()) {
    return Move{Move::To::attribute, test.name};
  }
  if (step.axis == Axis::parent && test.any_node()) {
    return Move{Move::To::parent, kAnyPooled};
  }
  return std::nullopt;
}

void AxisPathCode::describe() {
  traits = Traits();
  required_.clear();
  for (const Step& step : steps_) {
    const bool named = step.test.names == NodeTest::Names::exact && step.axis != Axis::namespace_ &&
                       step.test.kind != ItemKind::document_with_element;
    if (named) {
      required_.push_back(step.test.name);
    }
    if (step.predicates.may_fail()) {
      break;
    }
  }
  moves_.clear();
  for (const Step& step : steps_) {
    const std::optional<Move> move = as_move(step);
    if (!move) {
      moves_.clear();
      break;
    }
    moves_.push_back(*move);
  }
  traits.items = Traits::Items::nodes;
  bool one = true;
  bool ordered = true;
  bool peers = true;
  traits.may_fail = false;
  if (base_ == nullptr) {
    traits.item = traits.content = true;
  } else {
    traits.depend_on(base_->traits);
    one = base_->traits.at_most_one();
    ordered = one || base_->traits.ordered;
    peers = one || base_->traits.peers;
    traits.may_fail = base_->traits.may_fail || base_->traits.items != Traits::Items::nodes;
  }
  for (const Step& step : steps_) {
    const bool from_one = one;
    order_after(step, one, ordered, peers);
    if (from_one && step.predicates.keep_one()) {
      one = ordered = peers = true;
    }
    step.predicates.add_dependencies(traits);
    traits.may_fail |= step.predicates.may_fail();
  }
  traits.ordered = ordered;
  traits.peers = peers;
  traits.occurrence = one ? Occurrence::optional : Occurrence::many;
}

bool AxisPathCode::by_name() const {
  const auto stays = [](const Step& step) { return step.axis == Axis::self && step.predicates.empty(); };
  return base_ == nullptr && std::all_of(steps_.begin(), steps_.end(), stays);
}

}  // namespace quittance::xpath
