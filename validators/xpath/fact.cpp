#include "validators/xpath/fact.h"

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
    for (const PooledName name : fact.origin.names) {
      if (by_name_.size() <= name) {
        by_name_.resize(name + 1);
      }
      by_name_[name].push_back(next);
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

void Condition::add(const Condition& other) {
  append_new(all, other.all);
  for (const auto& clause : other.clauses) {
    if (std::find(clauses.begin(), clauses.end(), clause) == clauses.end()) {
      clauses.push_back(clause);
    }
  }
}

std::vector<std::uint32_t> Condition::flat() const {
  std::vector<std::uint32_t> row{static_cast<std::uint32_t>(all.size())};
  row.insert(row.end(), all.begin(), all.end());
  for (const auto& clause : clauses) {
    row.push_back(static_cast<std::uint32_t>(clause.size()));
    row.insert(row.end(), clause.begin(), clause.end());
  }
  return row;
}

When both(When a, const When& b) {
  if (!a || !b) {
    return std::nullopt;
  }
  a->add(*b);
  return a;
}

bool FactSheet::holds(const std::vector<std::uint32_t>& flat) const {
  const std::uint32_t* at = flat.data();
  const std::uint32_t* const end = at + flat.size();
  for (const std::uint32_t* const all_end = at + 1 + *at; ++at < all_end;) {
    if (!holds(FactNumber{*at})) {
      return false;
    }
  }
  while (at < end) {
    const std::uint32_t* const clause_end = at + 1 + *at;
    bool any = false;
    while (++at < clause_end && !any) {
      any = holds(FactNumber{*at});
    }
    if (!any) {
      return false;
    }
    at = clause_end;
  }
  return true;
}

bool may_equal(std::string_view text, std::string_view normalized) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto is_space = [&](char c) { return kSpace.find(c) != std::string_view::npos; };
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text == normalized || text.find_first_of(kSpace) != std::string_view::npos;
}

}  // namespace quittance::xpath
