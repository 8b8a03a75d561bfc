#include "validators/xpath/tree_names.h"

#include <algorithm>
#include <utility>

namespace quittance::xpath {

void TreeNames::look_at(const xml::Tree& tree, const NamePool& pool) {
  names_.assign(pool.size(), xml::kNoName);
  pooled_.assign(tree.name_count(), kAnyPooled);
  first_.clear();
  children_.clear();
  // A document has far fewer names than a pack: look the document's up, not the pack's.
  for (xml::NameId id = 0; id < tree.name_count(); ++id) {
    const PooledName pooled = pool.find(tree.uri_of(id), tree.local_of(id));
    pooled_[id] = pooled;
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

TreeNames::Children TreeNames::sorted_children(const xml::Tree& tree, xml::NodeId parent) {
  std::vector<std::pair<xml::NameId, xml::NodeId>> all;
  for (xml::NodeId c = tree.first_child(parent); c != xml::kNoNode; c = tree.next_sibling(c)) {
    if (tree.is_element(c)) {
      all.emplace_back(tree.name(c), c);
    }
  }
  Children sorted;
  if (all.size() < kManyChildren) {
    return sorted;
  }
  std::sort(all.begin(), all.end());
  for (const auto& [name, node] : all) {
    if (sorted.names.empty() || sorted.names.back() != name) {
      sorted.names.push_back(name);
      sorted.first.push_back(static_cast<std::uint32_t>(sorted.nodes.size()));
    }
    sorted.nodes.push_back(node);
  }
  sorted.first.push_back(static_cast<std::uint32_t>(sorted.nodes.size()));
  return sorted;
}

std::optional<std::span<const xml::NodeId>> TreeNames::children_named(const xml::Tree& tree,
                                                                      xml::NodeId parent, xml::NameId name) {
  auto found = children_.find(parent);
  if (found == children_.end()) {
    found = children_.emplace(parent, sorted_children(tree, parent)).first;
  }
  const Children& children = found->second;
  if (children.names.empty()) {
    return std::nullopt;
  }
  const auto at = std::lower_bound(children.names.begin(), children.names.end(), name);
  if (at == children.names.end() || *at != name) {
    return std::span<const xml::NodeId>();
  }
  const auto i = static_cast<std::size_t>(at - children.names.begin());
  return std::span<const xml::NodeId>(children.nodes)
      .subspan(children.first[i], children.first[i + 1] - children.first[i]);
}

void TreeNames::index(const xml::Tree& tree) {
  first_.assign(tree.name_count() + 1, 0);
  if (tree.all_classed()) {
    for (const xml::NodeClass& of : tree.classes()) {
      if (of.kind == xml::NodeKind::element) {
        first_[of.name + 1] += of.count;
      }
    }
  } else {
    for (xml::NodeId n = 0; n < tree.size(); ++n) {
      if (tree.is_element(n)) {
        ++first_[tree.name(n) + 1];
      }
    }
  }
  for (std::size_t i = 1; i < first_.size(); ++i) {
    first_[i] += first_[i - 1];
  }
  elements_.resize(first_.back());
  std::vector<std::uint32_t> next = first_;
  xml::NodeId* const elements = elements_.data();
  for (xml::NodeId n = 0, size = tree.size(); n < size; ++n) {
    if (tree.is_element(n)) {
      elements[next.data()[tree.name(n)]++] = n;
    }
  }
}

}  // namespace quittance::xpath
