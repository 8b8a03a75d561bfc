// What facts about a document say of each kind of code that is no path: see Code::settled() and its
// neighbours, and fact.h.
#include <algorithm>

#include "validators/xpath/code_basic.h"
#include "validators/xpath/code_call.h"
#include "validators/xpath/code_facts.h"
#include "validators/xpath/code_logic.h"
#include "validators/xpath/code_membership.h"
#include "validators/xpath/code_operator.h"
#include "validators/xpath/code_type.h"

namespace quittance::xpath {

namespace {

/// More alternatives than these are not followed up.
constexpr std::size_t kMostAlternatives = 4;

Code::Alternatives one_of(const When& known) {
  return known ? Code::Alternatives{*known} : Code::Alternatives{};
}

/// Each of `a` together with each of `b`.
Code::Alternatives pairs(const Code::Alternatives& a, const Code::Alternatives& b) {
  Code::Alternatives all;
  for (const Condition& first : a) {
    for (const Condition& second : b) {
      if (all.size() < kMostAlternatives) {
        all.push_back(first);
        all.back().add(second);
      }
    }
  }
  return all;
}

void append(Code::Alternatives& to, const Code::Alternatives& more) {
  for (const Condition& condition : more) {
    if (to.size() < kMostAlternatives) {
      to.push_back(condition);
    }
  }
}

When no_failure(const Traits& traits) { return traits.may_fail ? When() : When(Condition()); }

/// Are all items nodes? The context item is one where its name is known.
bool is_nodes(const Code& code, const Place& place) {
  return code.traits.items == Traits::Items::nodes ||
         (code.traits.items == Traits::Items::any && code.origin(place).known());
}

bool is_textual(const Code& code, const Place& place) {
  return is_nodes(code, place) ||
         (code.traits.items == Traits::Items::atomic && is_text(code.traits.atomic));
}

/// When the text of each node can be cast to the type.
When castable(const Code& nodes, Type type, const Place& place) {
  Origin origin = nodes.origin(place);
  if (!origin.known() || (type != Type::boolean && type != Type::decimal && type != Type::double_)) {
    return std::nullopt;
  }
  Condition condition;
  condition.all.push_back(
      place.facts.intern({.kind = Fact::Kind::castable, .origin = std::move(origin), .type = type}));
  return condition;
}

/// When a general or value comparison of items of these codes cannot fail, their own evaluation aside.
When comparable(const Code& left, const Code& right, const Place& place) {
  if (is_textual(left, place) && is_textual(right, place)) {
    return Condition();
  }
  for (const auto& [nodes, other] : {std::pair{&left, &right}, std::pair{&right, &left}}) {
    const Traits& t = other->traits;
    if (!is_nodes(*nodes, place) || t.items != Traits::Items::atomic) {
      continue;
    }
    if (t.atomic == Type::boolean) {
      return castable(*nodes, Type::boolean, place);
    }
    if (is_numeric(t.atomic)) {
      return castable(*nodes, Type::double_, place);
    }
  }
  return std::nullopt;
}

/// The text of a constant that a text with white space normalized can equal only if it is the same.
std::string_view normal_text(const Code& code) {
  const Sequence* const value = code.constant();
  if (value == nullptr || value->size() != 1 || !is_text(value->front().type())) {
    return {};
  }
  const std::string_view text = value->front().text();
  const bool spaced = text.find_first_of(" \t\r\n") != std::string_view::npos;
  return spaced ? std::string_view() : text;
}

/// When no item of one side equals the constant on the other.
When lacks_constant(const Code& left, const Code& right, const Place& place) {
  for (const auto& [nodes, other] : {std::pair{&left, &right}, std::pair{&right, &left}}) {
    const std::string_view text = normal_text(*other);
    if (!text.empty() && is_textual(*nodes, place)) {
      return nodes->lacks(text, place);
    }
  }
  return std::nullopt;
}

}  // namespace

When safe_truth(const Code& code, const Place& place) {
  const Traits& t = code.traits;
  if (is_nodes(code, place)) {
    return code.safe(place);
  }
  const bool has_truth = t.items == Traits::Items::atomic &&
                         (t.atomic == Type::boolean || is_text(t.atomic) || is_numeric(t.atomic));
  return has_truth ? both(code.alone(place), code.safe(place)) : When();
}

Code::Alternatives Code::settled(bool answer, const Place& place) const {
  return answer || traits.items != Traits::Items::nodes ? Alternatives{} : one_of(empty(place));
}
When Code::empty(const Place&) const { return std::nullopt; }
When Code::lacks(std::string_view, const Place& place) const { return empty(place); }
When Code::alone(const Place&) const { return traits.at_most_one() ? When(Condition()) : When(); }
When Code::safe(const Place&) const { return no_failure(traits); }
Origin Code::origin(const Place&) const { return {}; }

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

Origin ContextItemCode::origin(const Place& place) const { return place.item; }

namespace {

/// What `ask` finds of all parts together.
template <typename Ask>
When of_all(const std::vector<CodePtr>& parts, Ask&& ask) {
  When all = Condition();
  for (const CodePtr& part : parts) {
    all = both(std::move(all), ask(*part));
  }
  return all;
}

}  // namespace

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
  return answer == negate_ ? one_of(of_->empty(place)) : Alternatives{};
}
When ExistsCode::safe(const Place& place) const { return of_->safe(place); }

When CountCode::safe(const Place& place) const { return of_->safe(place); }

Code::Alternatives CountComparisonCode::settled(bool answer, const Place& place) const {
  if (holds(0) != answer) {
    return {};
  }
  const Code& counted = count_->counted();
  Alternatives found = one_of(counted.empty(place));
  if (holds(1) == answer) {
    append(found, one_of(both(counted.alone(place), counted.safe(place))));
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

Code::Alternatives GeneralComparisonCode::settled(bool answer, const Place& place) const {
  if (answer) {
    return {};
  }
  Alternatives found;
  if (op_ == Operator::equal) {
    found = one_of(lacks_constant(*left_, *right_, place));
  }
  if (found.empty()) {
    append(found, one_of(both(left_->empty(place), right_->safe(place))));
    append(found, one_of(both(right_->empty(place), left_->safe(place))));
  }
  return found;
}
When GeneralComparisonCode::safe(const Place& place) const {
  return both(comparable(*left_, *right_, place), both(left_->safe(place), right_->safe(place)));
}

Code::Alternatives ValueComparisonCode::settled(bool answer, const Place& place) const {
  if (answer) {
    return {};
  }
  Alternatives found;
  if (op_ == Operator::equal) {
    found = one_of(both(lacks_constant(*left_, *right_, place),
                        both(left_->alone(place), right_->alone(place))));
  }
  append(found, one_of(left_->empty(place)));
  append(found, one_of(both(right_->empty(place), both(left_->alone(place), left_->safe(place)))));
  return found;
}
When ValueComparisonCode::safe(const Place& place) const {
  const When alone = both(left_->alone(place), right_->alone(place));
  // Untyped text counts as a string here, so that only texts compare with texts.
  return is_textual(*left_, place) && is_textual(*right_, place)
             ? both(alone, both(left_->safe(place), right_->safe(place)))
             : When();
}

When DelimitedListCode::safe(const Place& place) const { return of_->safe(place); }

Code::Alternatives LiteralListCode::settled(bool answer, const Place& place) const {
  return answer ? Alternatives{} : one_of(of_->empty(place));
}
When LiteralListCode::safe(const Place& place) const {
  return is_textual(*of_, place) ? of_->safe(place) : When();
}

When CallCode::safe(const Place& place) const {
  if ((function_.looks & kTotal) == 0) {
    return no_failure(traits);
  }
  return of_all(arguments_, [&](const Code& argument) { return argument.safe(place); });
}

/// Of functions whose text is that of the argument, but for white space.
When CallCode::lacks(std::string_view text, const Place& place) const {
  const bool passes_on =
      arguments_.size() == 1 && (function_.name == "normalize-space" || function_.name == "string");
  return passes_on ? arguments_.front()->lacks(text, place) : When();
}

When ConvertCode::converts(const Place& place) const {
  When counted = allows_many(type_.occurrence) ? Condition() : of_->alone(place);
  if (!allows_empty(type_.occurrence) && of_->traits.occurrence != Occurrence::one) {
    return std::nullopt;
  }
  if (type_.kind == ItemKind::item || (type_.kind == ItemKind::node && is_nodes(*of_, place))) {
    return counted;
  }
  if (type_.kind != ItemKind::atomic) {
    return std::nullopt;
  }
  const Traits& t = of_->traits;
  const bool fits = t.items == Traits::Items::atomic && t.atomic != Type::any_atomic &&
                    t.atomic != Type::numeric && derives_from(t.atomic, type_.atomic);
  if (fits || type_.atomic == Type::any_atomic || (type_.atomic == Type::string && is_textual(*of_, place))) {
    return counted;
  }
  const bool numbers = type_.atomic == Type::numeric || type_.atomic == Type::double_;
  return numbers && is_nodes(*of_, place) ? both(std::move(counted), castable(*of_, Type::double_, place)) : When();
}

When ConvertCode::safe(const Place& place) const { return both(of_->safe(place), converts(place)); }
When ConvertCode::empty(const Place& place) const {
  return allows_empty(type_.occurrence) ? of_->empty(place) : When();
}
When ConvertCode::lacks(std::string_view text, const Place& place) const {
  return is_textual(*of_, place) ? both(of_->lacks(text, place), converts(place)) : When();
}

When CastCode::safe(const Place& place) const {
  if (!empty_allowed_ && of_->traits.occurrence != Occurrence::one) {
    return std::nullopt;
  }
  const When operand = both(of_->safe(place), of_->alone(place));
  const bool always = is_textual(*of_, place) && (target_ == Type::string || target_ == Type::untyped_atomic);
  return both(operand, always ? When(Condition()) : is_nodes(*of_, place) ? castable(*of_, target_, place) : When());
}
When CastCode::empty(const Place& place) const {
  return empty_allowed_ ? of_->empty(place) : When();
}
When CastableCode::safe(const Place& place) const { return of_->safe(place); }

Origin union_of(const std::vector<Origin>& origins) {
  Origin all;
  bool any_parent = false;
  for (const Origin& origin : origins) {
    if (!origin.known() || (all.known() && origin.attribute != all.attribute)) {
      return {};
    }
    all.attribute = origin.attribute;
    all.names.insert(all.names.end(), origin.names.begin(), origin.names.end());
    all.parents.insert(all.parents.end(), origin.parents.begin(), origin.parents.end());
    any_parent = any_parent || origin.parents.empty();
  }
  if (any_parent) {
    all.parents.clear();
  }
  for (std::vector<PooledName>* names : {&all.names, &all.parents}) {
    std::sort(names->begin(), names->end());
    names->erase(std::unique(names->begin(), names->end()), names->end());
  }
  return all;
}

Condition either(const Condition& a, const Condition& b) {
  Condition found{a.all, {{}}};
  found.add({b.all, {}});
  for (const Condition* const part : {&a, &b}) {
    for (const FactNumber number : part->clauses.front()) {
      found.clauses.front().push_back(number);
    }
  }
  return found;
}

}  // namespace quittance::xpath
