#include "validators/xpath/tree_names.h"

namespace quittance::xpath {

TreeNames::TreeNames(const xml::Tree& tree, const NamePool& pool) : names_(pool.size(), xml::kNoName) {
  // A document has far fewer names than a pack: look the document's up, not the pack's.
  for (xml::NameId id = 0; id < tree.name_count(); ++id) {
    const PooledName pooled = pool.find(tree.uri_of(id), tree.local_of(id));
    if (pooled != kAnyPooled) {
      names_[pooled] = id;
    }
  }
}

std::span<const xml::NodeId> TreeNames::elements(const xml::Tree& tree, xml::NameId name) {
  if (name == xml::kNoName) {
    return {};
  }
  if (first_.empty()) {
    index(tree);
  }
  return std::span<const xml::NodeId>(elements_).subspan(first_[name], first_[name + 1] - first_[name]);
}

void TreeNames::index(const xml::Tree& tree) {
  first_.assign(tree.name_count() + 1, 0);
  for (xml::NodeId n = 0; n < tree.size(); ++n) {
    if (tree.is_element(n)) {
      ++first_[tree.name(n) + 1];
    }
  }
  for (std::size_t i = 1; i < first_.size(); ++i) {
    first_[i] += first_[i - 1];
  }
  elements_.resize(first_.back());
  std::vector<std::uint32_t> next = first_;
  for (xml::NodeId n = 0; n < tree.size(); ++n) {
    if (tree.is_element(n)) {
      elements_[next[tree.name(n)]++] = n;
    }
  }
}

}  // namespace quittance::xpath
