// What facts about a document say of what decides, and of primary expressions.
#include "validators/xpath/code/basic.h"
#include "validators/xpath/code/logic.h"
#include "validators/xpath/facts/code_facts.h"

namespace quittance::xpath {

Code::Alternatives ConstantCode::settled(bool answer, const Place&) const {
  const bool known = value_.empty() || (value_.size() == 1 && value_.front().type() == Type::boolean);
  return known && effective_boolean(value_) == answer ? Alternatives{Condition()} : Alternatives{};
}

/// Never: the context item is there.
When ContextItemCode::empty(const Place&) const { return Condition{{}, {{}}}; }

When ContextItemCode::lacks(std::string_view text, const Place& place) const {
  if (!place.item.known()) {
    return std::nullopt;
  }
  return Condition{{}, {{place.facts.intern({Fact::Kind::no_text, place.item, std::string(text)})}}};
}

When ContextItemCode::present(const Place&) const { return Condition(); }

When ContextItemCode::filled(const Place& place) const { return all_filled(place.item, place); }

Origin ContextItemCode::origin(const Place& place) const { return place.item; }

std::optional<KnownInteger> ConstantCode::integer(const Place&) const {
  const bool known = value_.size() == 1 && value_.front().type() == Type::integer && !value_.front().is_big();
  return known ? std::optional(KnownInteger{{}, value_.front().integer()}) : std::nullopt;
}

std::optional<KnownInteger> CountCode::integer(const Place& place) const {
  const When none = of_->empty(place);
  return none ? std::optional(KnownInteger{*none, 0}) : std::nullopt;
}

namespace {

/// What was found before under a number, or what is found now, and kept. Nothing of it hangs on the place:
/// such code does not look at the context item.
template <typename What, typename Ask>
What found_once(const Place& place, std::uint32_t number, std::optional<What> FactPool::Found::* kept,
                Ask&& ask) {
  if (!(place.facts.found(number).*kept)) {
    What found = ask();  // which may keep more, so that no reference is held meanwhile
    place.facts.found(number).*kept = std::move(found);
  }
  return *(place.facts.found(number).*kept);
}

}  // namespace

When OnceCode::empty(const Place& place) const {
  return found_once(place, slot_, &FactPool::Found::empty, [&] { return inner_->empty(place); });
}
When OnceCode::safe(const Place& place) const {
  return found_once(place, slot_, &FactPool::Found::safe, [&] { return inner_->safe(place); });
}
Origin OnceCode::origin(const Place& place) const {
  return found_once(place, slot_, &FactPool::Found::origin, [&] { return inner_->origin(place); });
}

When SequenceCode::empty(const Place& place) const {
  return of_all(parts_, [&](const Code& part) { return part.empty(place); });
}
When SequenceCode::lacks(std::string_view text, const Place& place) const {
  return of_all(parts_, [&](const Code& part) { return part.lacks(text, place); });
}
When SequenceCode::safe(const Place& place) const {
  return of_all(parts_, [&](const Code& part) { return part.safe(place); });
}
Origin SequenceCode::origin(const Place& place) const {
  std::vector<Origin> origins;
  origins.reserve(parts_.size());
  for (const CodePtr& part : parts_) {
    origins.push_back(part->origin(place));
  }
  return union_of(origins);
}

/// The part that decides, as long as nothing before it fails; or all parts.
Code::Alternatives JunctionCode::settled(bool answer, const Place& place) const {
  Alternatives found;
  if (answer != decisive_) {
    found.emplace_back();
    for (const CodePtr& part : parts_) {
      found = pairs(found, part->settled(answer, place));
    }
    return found;
  }
  Alternatives before(1);  // when the parts so far neither fail nor decide otherwise
  for (const CodePtr& part : parts_) {
    append(found, pairs(before, part->settled(answer, place)));
    Alternatives passed = pairs(before, one_of(safe_truth(*part, place)));
    append(passed, pairs(before, part->settled(!answer, place)));
    before = std::move(passed);
  }
  return found;
}

When JunctionCode::safe(const Place& place) const {
  return of_all(parts_, [&](const Code& part) { return safe_truth(part, place); });
}

Code::Alternatives TruthCode::settled(bool answer, const Place& place) const {
  return of_->settled(answer != negate_, place);
}
When TruthCode::safe(const Place& place) const { return safe_truth(*of_, place); }

Code::Alternatives ExistsCode::settled(bool answer, const Place& place) const {
  return one_of(answer == negate_ ? of_->empty(place) : of_->present(place));
}
When ExistsCode::safe(const Place& place) const { return of_->safe(place); }

When CountCode::safe(const Place& place) const { return of_->safe(place); }

Code::Alternatives CountComparisonCode::settled(bool answer, const Place& place) const {
  const Code& counted = count_->counted();
  const When one_at_most = both(counted.alone(place), counted.safe(place));
  Alternatives found;
  if (holds(0) == answer) {
    found = one_of(counted.empty(place));
  }
  if (holds(0) == answer && holds(1) == answer) {
    append(found, one_of(one_at_most));
  }
  if (holds(1) == answer && holds(0) != answer) {
    const bool more_too = holds(2) == answer && holds(INT64_MAX) == answer;
    append(found, one_of(both(counted.present(place), more_too ? counted.safe(place) : one_at_most)));
  }
  return found;
}
When CountComparisonCode::safe(const Place& place) const { return count_->safe(place); }

Code::Alternatives IfCode::settled(bool answer, const Place& place) const {
  Alternatives found = pairs(condition_->settled(true, place), then_->settled(answer, place));
  append(found, pairs(condition_->settled(false, place), otherwise_->settled(answer, place)));
  return found;
}
When IfCode::empty(const Place& place) const {
  return both(safe_truth(*condition_, place), both(then_->empty(place), otherwise_->empty(place)));
}
When IfCode::safe(const Place& place) const {
  return both(safe_truth(*condition_, place), both(then_->safe(place), otherwise_->safe(place)));
}

Code::Alternatives QuantifiedCode::settled(bool answer, const Place& place) const {
  return answer == some_ ? Alternatives{} : one_of(bindings_.front().in->empty(place));
}
When ForCode::empty(const Place& place) const { return bindings_.front().in->empty(place); }

}  // namespace quittance::xpath
