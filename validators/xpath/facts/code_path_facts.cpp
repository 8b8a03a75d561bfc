// What facts about a document say of paths.
#include <algorithm>

#include "validators/xpath/code/basic.h"
#include "validators/xpath/code/path.h"
#include "validators/xpath/facts/code_facts.h"

namespace quittance::xpath {

namespace {

const Condition kNever{{}, {{}}};

std::vector<PooledName> names_of(const NodeTest& test) {
  if (test.never) {
    return {};
  }
  if (test.names == NodeTest::Names::exact) {
    return {test.name};
  }
  return test.names == NodeTest::Names::among ? test.alternatives : std::vector<PooledName>();
}

/// Adds a further way for a condition of one clause to hold.
void add_choice(Condition& to, const Condition& more) {
  if (is_choice(more)) {
    to = either(to, more);
  }
}

}  // namespace

Origin Step::origin(const Origin& from) const {
  const bool element = test.kind == ItemKind::element;
  const std::vector<PooledName> from_elements =
      from.known() && !from.attribute ? from.names : std::vector<PooledName>();
  Origin found;
  if (axis == Axis::attribute) {
    found = {from_elements, names_of(test), true};
    return found.names.empty() || test.kind != ItemKind::attribute ? Origin() : found;
  }
  if (axis == Axis::namespace_) {
    return {};
  }
  if (test.any_node()) {
    if (axis == Axis::self) {
      return from;
    }
    return axis == Axis::parent && !from.parents.empty() ? Origin{{}, from.parents, false} : Origin();
  }
  if (!element || names_of(test).empty()) {
    return {};
  }
  found.names = names_of(test);
  if (axis == Axis::child) {
    found.parents = from_elements;
  }
  return found;
}

Code::Alternatives Predicate::keeps_none(const Place& place) const {
  return how_ == How::truth ? code_->settled(false, place) : Code::Alternatives();
}

When Predicate::safe(const Place& place) const {
  if (how_ == How::position) {
    return Condition();
  }
  return how_ == How::truth ? safe_truth(*code_, place) : When();
}

When Predicates::safe(const Place& place) const {
  When all = Condition();
  for (const Predicate& predicate : list_) {
    all = both(std::move(all), predicate.safe(place));
  }
  return all;
}

bool Predicates::add_keeps_none(Condition& to, const Place& place) const {
  for (const Predicate& predicate : list_) {
    const Code::Alternatives none = predicate.keeps_none(place);
    for (std::size_t i = 0; i < none.size(); ++i) {
      if (i == 0 || none[i].all.empty()) {
        add_choice(to, none[i]);
      }
    }
    const When safe = predicate.safe(place);
    if (!safe) {
      return false;
    }
    to.add({safe->all, {}});
    if (!safe->clauses.empty()) {
      return false;
    }
  }
  return true;
}

bool AxisPathCode::begin(Condition& condition, Place& at, const Place& place) const {
  if (base_ == nullptr) {
    at.item = place.item;
    return true;
  }
  if (dynamic_cast<const RootCode*>(base_.get()) != nullptr) {
    return true;
  }
  const When none = base_->empty(place);
  const When safe = base_->safe(place);
  if (base_->traits.items != Traits::Items::nodes || !none || !safe || !is_choice(*none) ||
      !safe->clauses.empty()) {
    return false;
  }
  condition = *none;
  condition.add(*safe);
  at.item = base_->origin(place);
  return true;
}

When AxisPathCode::empty(const Place& place) const {
  Condition condition = kNever;
  Place at{place.facts, {}};
  if (!begin(condition, at, place)) {
    return base_->traits.items == Traits::Items::nodes ? base_->empty(place) : When();
  }
  for (const Step& step : steps_) {
    at.item = step.origin(at.item);
    if (at.item.known()) {
      condition.clauses.front().push_back(place.facts.intern({Fact::Kind::none, at.item}));
    }
    if (!step.predicates.add_keeps_none(condition, at)) {
      break;
    }
  }
  return condition;
}

When AxisPathCode::lacks(std::string_view text, const Place& place) const {
  When none = empty(place);
  const Origin of = origin(place);
  const When no_failure = safe(place);
  if (!none || !is_choice(*none) || !of.known() || !no_failure || !no_failure->clauses.empty()) {
    return none;
  }
  const Condition lacking{{}, {{place.facts.intern({Fact::Kind::no_text, of, std::string(text)})}}};
  Condition condition = either(*none, lacking);
  condition.add(*no_failure);
  return condition;
}

When AxisPathCode::present(const Place& place) const {
  if (base_ != nullptr) {
    return std::nullopt;
  }
  Condition condition;
  Origin at = place.item;
  for (const Step& step : steps_) {
    const Origin from = std::exchange(at, step.origin(at));
    const bool down = step.axis == Axis::child || step.axis == Axis::attribute;
    if (!down || !from.known() || from.attribute || !at.known() || !step.predicates.empty()) {
      return std::nullopt;
    }
    condition.all.push_back(place.facts.intern({Fact::Kind::has, at}));
  }
  return condition;
}

When AxisPathCode::filled(const Place& place) const {
  return both(present(place), all_filled(origin(place), place));
}

When AxisPathCode::alone(const Place& place) const {
  if (traits.at_most_one()) {
    return Condition();
  }
  Condition condition;
  Place at{place.facts, {}};
  Condition unused = kNever;
  if (!begin(unused, at, place)) {
    return std::nullopt;
  }
  When base = base_ == nullptr ? When(Condition()) : base_->alone(place);
  if (!base) {
    return std::nullopt;
  }
  condition.add(*base);
  for (const Step& step : steps_) {
    at.item = step.origin(at.item);
    const bool kept_one = step.predicates.keep_one();
    const bool one = step.axis == Axis::self || step.axis == Axis::parent || kept_one ||
                     (step.axis == Axis::attribute && step.test.names == NodeTest::Names::exact);
    if (one) {
      continue;
    }
    if (step.axis != Axis::child || !at.item.known()) {
      return std::nullopt;
    }
    condition.all.push_back(place.facts.intern({Fact::Kind::single, at.item}));
  }
  return condition;
}

When AxisPathCode::safe(const Place& place) const {
  if (!traits.may_fail) {
    return Condition();
  }
  Place at{place.facts, {}};
  Condition unused = kNever;
  if (!begin(unused, at, place)) {
    return std::nullopt;
  }
  When all = base_ == nullptr ? When(Condition()) : base_->safe(place);
  for (const Step& step : steps_) {
    at.item = step.origin(at.item);
    all = both(std::move(all), step.predicates.safe(at));
  }
  return all;
}

Origin AxisPathCode::origin(const Place& place) const {
  Place at{place.facts, {}};
  Condition unused = kNever;
  if (!begin(unused, at, place)) {
    return {};
  }
  for (const Step& step : steps_) {
    at.item = step.origin(at.item);
  }
  return at.item;
}

namespace {

/// Where E2 of E1/E2 is asked, when E1 gives nodes of the document; nothing otherwise.
std::optional<Place> place_behind(const Code& base, const Place& place) {
  if (base.traits.items != Traits::Items::nodes || !base.empty(place)) {
    return std::nullopt;
  }
  return Place{place.facts, base.origin(place)};
}

}  // namespace

When MapCode::empty(const Place& place) const {
  return base_->traits.items == Traits::Items::nodes ? base_->empty(place) : When();
}

When MapCode::lacks(std::string_view text, const Place& place) const {
  When none = empty(place);
  const std::optional<Place> behind = place_behind(*base_, place);
  const When lacking = behind ? step_->lacks(text, *behind) : When();
  const When safe = base_->safe(place);
  if (!none || !lacking || !safe || !is_choice(*none) || !is_choice(*lacking)) {
    return none;
  }
  Condition condition = either(*none, *lacking);
  condition.add(*safe);
  return condition;
}

When MapCode::alone(const Place& place) const {
  const std::optional<Place> behind = place_behind(*base_, place);
  return behind ? both(base_->alone(place), step_->alone(*behind)) : When();
}

When MapCode::safe(const Place& place) const {
  const std::optional<Place> behind = place_behind(*base_, place);
  return behind ? both(base_->safe(place), step_->safe(*behind)) : When();
}

Origin MapCode::origin(const Place& place) const {
  const std::optional<Place> behind = place_behind(*base_, place);
  return behind && traits.items == Traits::Items::nodes ? step_->origin(*behind) : Origin();
}

When FilterCode::empty(const Place& place) const {
  When none = base_->traits.items == Traits::Items::nodes ? base_->empty(place) : When();
  const When safe = base_->safe(place);
  if (!none || !safe || !is_choice(*none)) {
    return none;
  }
  none->add(*safe);
  if (is_choice(*none)) {
    predicates_.add_keeps_none(*none, {place.facts, base_->origin(place)});
  }
  return none;
}

When FilterCode::lacks(std::string_view text, const Place& place) const {
  When none = empty(place);
  const When lacking = base_->traits.items == Traits::Items::nodes ? base_->lacks(text, place) : When();
  const When no_failure = safe(place);
  if (!none || !lacking || !no_failure || !is_choice(*none) || !is_choice(*lacking)) {
    return none;
  }
  Condition condition = either(*none, *lacking);
  condition.add(*no_failure);
  return condition;
}

When FilterCode::alone(const Place& place) const {
  return traits.at_most_one() ? When(Condition()) : base_->alone(place);
}

When FilterCode::safe(const Place& place) const {
  if (base_->traits.items != Traits::Items::nodes || !base_->empty(place)) {
    return std::nullopt;
  }
  return both(base_->safe(place), predicates_.safe({place.facts, base_->origin(place)}));
}

Origin FilterCode::origin(const Place& place) const {
  return base_->traits.items == Traits::Items::nodes ? base_->origin(place) : Origin();
}

When SetCode::empty(const Place& place) const {
  return op_ == Operator::union_ ? both(left_->empty(place), right_->empty(place)) : When();
}
When SetCode::lacks(std::string_view text, const Place& place) const {
  return op_ == Operator::union_ ? both(left_->lacks(text, place), right_->lacks(text, place)) : When();
}
When SetCode::safe(const Place& place) const {
  const bool nodes =
      left_->traits.items == Traits::Items::nodes && right_->traits.items == Traits::Items::nodes;
  return nodes ? both(left_->safe(place), right_->safe(place)) : When();
}
Origin SetCode::origin(const Place& place) const {
  return union_of({left_->origin(place), right_->origin(place)});
}

}  // namespace quittance::xpath
