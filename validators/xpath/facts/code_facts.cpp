#include "validators/xpath/facts/code_facts.h"

#include <algorithm>

namespace quittance::xpath {

namespace {
/// More alternatives than these are not followed up.
constexpr std::size_t kMostAlternatives = 4;
}  // namespace

Code::Alternatives one_of(const When& known) {
  return known ? Code::Alternatives{*known} : Code::Alternatives{};
}

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

bool is_nodes(const Code& code, const Place& place) {
  return code.traits.items == Traits::Items::nodes ||
         (code.traits.items == Traits::Items::any && code.origin(place).known());
}

bool is_textual(const Code& code, const Place& place) {
  return is_nodes(code, place) || (code.traits.items == Traits::Items::atomic && is_text(code.traits.atomic));
}

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

std::optional<KnownInteger> Code::integer(const Place&) const { return std::nullopt; }

When all_filled(const Origin& origin, const Place& place) {
  if (!origin.known()) {
    return std::nullopt;
  }
  return Condition{{place.facts.intern({Fact::Kind::filled, origin})}, {}};
}

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
  if (traits.items != Traits::Items::nodes) {
    return {};
  }
  return one_of(answer ? present(place) : empty(place));
}
When Code::empty(const Place&) const { return std::nullopt; }
When Code::lacks(std::string_view, const Place& place) const { return empty(place); }
When Code::present(const Place&) const { return std::nullopt; }
When Code::filled(const Place&) const { return std::nullopt; }
When Code::alone(const Place&) const { return traits.at_most_one() ? When(Condition()) : When(); }
When Code::safe(const Place&) const { return traits.may_fail ? When() : When(Condition()); }
Origin Code::origin(const Place&) const { return {}; }

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
