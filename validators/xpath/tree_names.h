// A tree seen through the names of a module: which of its names are those the expressions mention, and where
// the elements of a name are.
#pragma once

#include <cassert>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "formats/xml/tree.h"
#include "validators/xpath/name_pool.h"

namespace quittance::xpath {

class TreeNames {
 public:
  TreeNames(const xml::Tree& tree, const NamePool& pool) { look_at(tree, pool); }
  /// Forgets the tree looked at so far. Names pooled later are not known.
  void look_at(const xml::Tree& tree, const NamePool& pool);

  /// The tree's own number of a pooled name; kNoName when no node of the tree has it.
  [[nodiscard]] xml::NameId of(PooledName name) const {
    assert(name < names_.size());
    return names_.data()[name];
  }

  /// The pooled name of one of the tree's own; kAnyPooled when no expression mentions it.
  [[nodiscard]] PooledName pooled(xml::NameId name) const {
    assert(name < pooled_.size());
    return pooled_.data()[name];
  }

  /// Is the subtree of a node so large that children_named() is worth a look?
  [[nodiscard]] static bool is_large(const xml::Tree& tree, xml::NodeId parent) {
    return tree.end(parent) - parent > kLargeSubtree;
  }
  /// Child elements of that name in document order; nothing when the parent has so few children that going
  /// through them is as quick. Rules look their siblings and the header up for each of ten thousand lines.
  [[nodiscard]] std::optional<std::span<const xml::NodeId>> children_named(const xml::Tree& tree,
                                                                           xml::NodeId parent,
                                                                           xml::NameId name);

  /// Elements of a name in document order. The first call sorts all elements by name.
  [[nodiscard]] std::span<const xml::NodeId> elements(const xml::Tree& tree, xml::NameId name);

 private:
  static constexpr xml::NodeId kLargeSubtree = 256;
  static constexpr std::size_t kManyChildren = 64;
  /// Children of one node by name; empty where there are few.
  struct Children {
    std::vector<xml::NameId> names;    ///< ascending
    std::vector<std::uint32_t> first;  ///< where the nodes of each name begin; one more at the end
    std::vector<xml::NodeId> nodes;
  };
  void index(const xml::Tree& tree);
  static Children sorted_children(const xml::Tree& tree, xml::NodeId parent);

  std::vector<xml::NameId> names_;    ///< by PooledName
  std::vector<PooledName> pooled_;    ///< by NameId
  std::vector<std::uint32_t> first_;  ///< by NameId: where its elements begin; one more at the end
  std::vector<xml::NodeId> elements_;
  std::unordered_map<xml::NodeId, Children> children_;  ///< of the parents asked for so far
};

}  // namespace quittance::xpath
