// The namespace nodes of an element (XPath 2.0, 3.2.1.1: the namespace axis), which the tree does not store.
#pragma once

#include <vector>

#include "formats/xml/tree.h"
#include "validators/xpath/value/value.h"

namespace quittance::xpath {

/// Bindings in scope of an element, each prefix once: the element's own declarations first, then those of its
/// ancestors, "xml" last. Undeclared ones are left out.
std::vector<xml::NamespaceDeclaration> namespaces_in_scope(const xml::Tree& tree, xml::NodeId element);

/// The binding that a namespace node stands for.
xml::NamespaceDeclaration namespace_binding(const xml::Tree& tree, const Item& namespace_node);

}  // namespace quittance::xpath
