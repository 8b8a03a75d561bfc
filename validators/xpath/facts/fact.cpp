#include "validators/xpath/facts/fact.h"

#include <algorithm>
#include <utility>

namespace quittance::xpath {

namespace {

Mark mark_of(const Fact& fact) {
  Mark mark = Mark{1, 1}.with(static_cast<std::uint64_t>(fact.kind)).with(fact.origin.attribute ? 1 : 0);
  mark = mark.with(static_cast<std::uint64_t>(fact.type)).with(fact.text);
  for (const PooledName parent : fact.origin.parents) {
    mark = mark.with(parent);
  }
  mark = mark.with(fact.origin.parents.size());
  for (const PooledName name : fact.origin.names) {
    mark = mark.with(name);
  }
  return mark;
}

bool has(const std::vector<PooledName>& names, PooledName name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void append_new(std::vector<FactNumber>& to, const std::vector<FactNumber>& more) {
  for (const FactNumber number : more) {
    if (std::find(to.begin(), to.end(), number) == to.end()) {
      to.push_back(number);
    }
  }
}

}  // namespace

FactNumber FactPool::intern(Fact fact) {
  const auto next = static_cast<FactNumber>(facts_.size());
  const auto [at, is_new] = index_.try_emplace(mark_of(fact), next);
  if (is_new) {
    const auto file = [&](std::vector<std::vector<FactNumber>>& under, const std::vector<PooledName>& names) {
      for (const PooledName name : names) {
        under.resize(std::max<std::size_t>(under.size(), name + 1));
        under[name].push_back(next);
      }
    };
    file(by_name_, fact.origin.names);
    if (fact.kind == Fact::Kind::has) {
      file(wanted_below_, fact.origin.parents);
    }
    facts_.push_back(std::move(fact));
  }
  return at->second;
}

std::vector<FactNumber> FactPool::concerning(bool attribute, PooledName name, PooledName parent) const {
  std::vector<FactNumber> found;
  if (name >= by_name_.size()) {
    return found;
  }
  for (const FactNumber number : by_name_[name]) {
    const Origin& origin = facts_[number].origin;
    if (origin.attribute == attribute && (origin.parents.empty() || has(origin.parents, parent))) {
      found.push_back(number);
    }
  }
  return found;
}

std::vector<FactNumber> FactPool::wanted_below(PooledName parent) const {
  return parent < wanted_below_.size() ? wanted_below_[parent] : std::vector<FactNumber>();
}

void Condition::add(const Condition& other) {
  append_new(all, other.all);
  for (const auto& clause : other.clauses) {
    if (std::find(clauses.begin(), clauses.end(), clause) == clauses.end()) {
      clauses.push_back(clause);
    }
  }
}

FlatConditions flat(const std::vector<Condition>& alternatives) {
  FlatConditions row;
  for (const Condition& condition : alternatives) {
    const std::size_t begin = row.size();
    row.push_back(0);
    row.push_back(static_cast<std::uint32_t>(condition.all.size()));
    row.insert(row.end(), condition.all.begin(), condition.all.end());
    for (const auto& clause : condition.clauses) {
      row.push_back(static_cast<std::uint32_t>(clause.size()));
      // The last step of a path is the rarest.
      row.insert(row.end(), clause.rbegin(), clause.rend());
    }
    row[begin] = static_cast<std::uint32_t>(row.size() - begin);
  }
  return row;
}

namespace {

/// What one condition asks for, and the first of each clause.
std::optional<std::vector<FactNumber>> enough_for_one(std::span<const std::uint32_t> condition) {
  const std::size_t all = condition.front();
  std::vector<FactNumber> enough(condition.begin() + 1, condition.begin() + 1 + static_cast<long>(all));
  for (std::size_t at = 1 + all; at < condition.size(); at += 1 + condition[at]) {
    if (condition[at] == 0) {
      return std::nullopt;
    }
    enough.push_back(condition[at + 1]);
  }
  return enough;
}

}  // namespace

std::optional<std::vector<FactNumber>> enough_for(std::span<const std::uint32_t> flat) {
  std::optional<std::vector<FactNumber>> fewest;
  for (; !flat.empty(); flat = flat.subspan(flat.front())) {
    std::optional<std::vector<FactNumber>> enough = enough_for_one(flat.subspan(1, flat.front() - 1));
    if (enough && (!fewest || enough->size() < fewest->size())) {
      fewest = std::move(enough);
    }
  }
  return fewest;
}

When both(When a, const When& b) {
  if (!a || !b) {
    return std::nullopt;
  }
  a->add(*b);
  return a;
}

bool FactSheet::any_holds(std::span<const std::uint32_t> flat) const {
  const std::uint32_t* at = flat.data();
  const std::uint32_t* const end = at + flat.size();
  for (; at != end; at += *at) {
    if (all_hold(at + 1, at + *at)) {
      return true;
    }
  }
  return false;
}

/// One condition: how many hold all together and which; then the clauses in the same way.
bool FactSheet::all_hold(const std::uint32_t* at, const std::uint32_t* end) const {
  const std::uint32_t* const all_end = at + 1 + *at;
  for (++at; at < all_end; ++at) {
    if (!holds(*at)) {
      return false;
    }
  }
  while (at < end) {
    const std::uint32_t* const clause_end = at + 1 + *at;
    bool any = false;
    for (++at; at < clause_end && !any; ++at) {
      any = holds(*at);
    }
    if (!any) {
      return false;
    }
    at = clause_end;
  }
  return true;
}

}  // namespace quittance::xpath
