// A tree seen through the names of a module: which of its names are those the expressions mention, and where the
// elements of a name are.
#pragma once

#include <span>
#include <vector>

#include "formats/xml/tree.h"
#include "validators/xpath/name_pool.h"

namespace quittance::xpath {

class TreeNames {
 public:
  TreeNames(const xml::Tree& tree, const NamePool& pool);

  /// The tree's own number of a pooled name; kNoName when no node of the tree has it.
  [[nodiscard]] xml::NameId of(PooledName name) const { return names_[name]; }

  /// Elements of a name in document order. The first call sorts all elements by name.
  [[nodiscard]] std::span<const xml::NodeId> elements(const xml::Tree& tree, xml::NameId name);

 private:
  void index(const xml::Tree& tree);

  std::vector<xml::NameId> names_;    ///< by PooledName
  std::vector<std::uint32_t> first_;  ///< by NameId: where its elements begin; one more at the end
  std::vector<xml::NodeId> elements_;
};

}  // namespace quittance::xpath
