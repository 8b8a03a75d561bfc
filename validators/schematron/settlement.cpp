#include "validators/schematron/settlement.h"

#include <algorithm>
#include <optional>

namespace quittance::schematron {

namespace {
// Characters, so that what is doubtful is found as a character in a text is.
constexpr char kSettled = 0;
constexpr char kDoubtful = 1;
}  // namespace

void Settlement::add_rule() { first_.push_back(static_cast<std::uint32_t>(open_.size())); }

void Settlement::add_assert(const xpath::FlatConditions& conditions) {
  from_.push_back(static_cast<std::uint32_t>(conditions_.size()));
  conditions_.insert(conditions_.end(), conditions.begin(), conditions.end());
  open_.push_back(kSettled);
  watch(static_cast<std::uint32_t>(open_.size() - 1), conditions);
}

void Settlement::finish() {
  add_rule();
  from_.push_back(static_cast<std::uint32_t>(conditions_.size()));
}

/// As long as facts that are enough are not refuted, the assert is settled.
void Settlement::watch(std::uint32_t assertion, const xpath::FlatConditions& conditions) {
  const std::optional<std::vector<xpath::FactNumber>> enough = xpath::enough_for(conditions);
  if (!enough) {
    open_[assertion] = kDoubtful;
    return;
  }
  for (const xpath::FactNumber fact : *enough) {
    watchers_.resize(std::max<std::size_t>(watchers_.size(), fact + 1));
    watchers_[fact].push_back(assertion);
  }
}

std::span<const std::uint32_t> Settlement::conditions(std::uint32_t assertion) const {
  return std::span<const std::uint32_t>(conditions_)
      .subspan(from_[assertion], from_[assertion + 1] - from_[assertion]);
}

void OpenAsserts::start(const Settlement& settlement, const xpath::FactSheet& facts) {
  settlement_ = &settlement;
  facts_ = &facts;
  parts_.assign(settlement.rule_count(), Part{});
  asserts_.clear();
  if (facts.all_refuted()) {
    doubtful_.assign(settlement.open_.size(), kDoubtful);
    return;
  }
  doubtful_ = settlement.open_;
  for (const xpath::FactNumber fact : facts.refuted()) {
    if (fact >= settlement.watchers_.size()) continue;
    for (const std::uint32_t assertion : settlement.watchers_[fact]) doubtful_[assertion] = kDoubtful;
  }
}

std::span<const std::uint32_t> OpenAsserts::find(std::uint32_t rule) {
  const std::uint32_t first = settlement_->first_[rule];
  const std::uint32_t end = settlement_->first_[rule + 1];
  Part& part = parts_[rule];
  part = {static_cast<std::uint32_t>(asserts_.size()), 0, true};
  const std::string_view doubtful(doubtful_.data(), end);
  for (std::size_t at = doubtful.find(kDoubtful, first); at != std::string_view::npos;
       at = doubtful.find(kDoubtful, at + 1)) {
    const auto assertion = static_cast<std::uint32_t>(at);
    if (!facts_->any_holds(settlement_->conditions(assertion))) asserts_.push_back(assertion - first);
  }
  part.count = static_cast<std::uint32_t>(asserts_.size()) - part.first;
  return std::span<const std::uint32_t>(asserts_).subspan(part.first, part.count);
}

}  // namespace quittance::schematron
