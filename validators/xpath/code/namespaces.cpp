#include "validators/xpath/code/namespaces.h"

#include <algorithm>

namespace quittance::xpath {

std::vector<xml::NamespaceDeclaration> namespaces_in_scope(const xml::Tree& tree, xml::NodeId element) {
  std::vector<xml::NamespaceDeclaration> found;
  for (xml::NodeId n = element; n != xml::kNoNode && tree.is_element(n); n = tree.parent(n)) {
    for (const xml::NamespaceDeclaration& declared : tree.namespace_declarations(n)) {
      const bool known = std::any_of(found.begin(), found.end(),
                                     [&](const auto& other) { return other.prefix == declared.prefix; });
      if (!known) {
        found.push_back(declared);
      }
    }
  }
  std::erase_if(found, [](const auto& binding) { return binding.uri.empty() || binding.prefix == "xml"; });
  found.push_back({"xml", "http://www.w3.org/XML/1998/namespace"});
  return found;
}

xml::NamespaceDeclaration namespace_binding(const xml::Tree& tree, const Item& namespace_node) {
  return namespaces_in_scope(tree, namespace_node.id())[static_cast<std::size_t>(namespace_node.ordinal())];
}

}  // namespace quittance::xpath
