#include <algorithm>

#include "validators/schematron/pack.h"

namespace quittance::schematron {

void Dispatch::add(xpath::Pattern::Target target, Candidate candidate) {
  const auto kind = static_cast<std::size_t>(target.kind);
  concerns_[kind] = true;
  if (target.name == xpath::kAnyPooled) {
    any_[kind].push_back(candidate);
    return;
  }
  if (named_[kind].size() <= target.name) named_[kind].resize(target.name + 1);
  named_[kind][target.name].push_back(candidate);
}

void Dispatch::finish(std::size_t name_count) {
  const auto order = [](std::vector<Candidate>& candidates) {
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  };
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    named_[kind].resize(std::max(named_[kind].size(), name_count));
    for (auto& candidates : named_[kind]) {
      candidates.insert(candidates.end(), any_[kind].begin(), any_[kind].end());
      order(candidates);
    }
    order(any_[kind]);
  }
}

std::span<const Candidate> Dispatch::find(xml::NodeKind kind, xpath::PooledName name) const {
  const auto k = static_cast<std::size_t>(kind);
  if (name < named_[k].size()) return named_[k][name];
  return any_[k];
}

}  // namespace quittance::schematron
