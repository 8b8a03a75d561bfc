#include "formats/xml/tree.h"

#include <algorithm>

namespace quittance::xml {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

}  // namespace

NodeId Tree::root() const {
  for (NodeId n = first_child(document()); n != kNoNode; n = next_sibling(n))
    if (is_element(n)) return n;
  return kNoNode;
}

std::string Tree::qualified_name(NodeId n) const {
  const auto written = prefix(n);
  if (written.empty()) return std::string(local_name(n));
  return std::string(written) + ":" + std::string(local_name(n));
}

NameId Tree::find_name(std::string_view uri, std::string_view local) const {
  for (NameId id = 0; id < names_.size(); ++id)
    if (local_of(id) == local && uri_of(id) == uri) return id;
  return kNoName;
}

std::string_view Tree::string_value(NodeId n, std::string& buffer) const {
  if (kinds_[n] > NodeKind::element || nodes_[n].length > 0) return text(n);
  buffer.clear();
  for (NodeId at = n + 1; at < nodes_[n].end; ++at)
    if (kinds_[at] == NodeKind::text) buffer += text(at);
  return buffer;
}

std::string Tree::string_value(NodeId n) const {
  std::string buffer;
  return std::string(string_value(n, buffer));
}

NodeId Tree::attribute_node(NodeId element, std::string_view uri, std::string_view local) const {
  for (NodeId at = attributes_begin(element); at < attributes_end(element); ++at)
    if (local_name(at) == local && namespace_uri(at) == uri) return at;
  return kNoNode;
}

std::string_view Tree::attribute(NodeId element, std::string_view uri, std::string_view local) const {
  const NodeId found = attribute_node(element, uri, local);
  return found == kNoNode ? std::string_view() : text(found);
}

NodeId Tree::child(NodeId parent, std::string_view uri, std::string_view local) const {
  NodeId at = first_child(parent);
  if (at != kNoNode && !(is_element(at) && local_name(at) == local && namespace_uri(at) == uri))
    at = next(at, uri, local);
  return at;
}

NodeId Tree::next(NodeId n, std::string_view uri, std::string_view local) const {
  for (NodeId at = next_sibling(n); at != kNoNode; at = next_sibling(at))
    if (is_element(at) && local_name(at) == local && namespace_uri(at) == uri) return at;
  return kNoNode;
}

std::vector<NamespaceDeclaration> Tree::namespace_declarations(NodeId element) const {
  std::vector<NamespaceDeclaration> own;
  const auto by_element = [](const Declaration& d, NodeId n) { return d.element < n; };
  auto at = std::lower_bound(declarations_.begin(), declarations_.end(), element, by_element);
  for (; at != declarations_.end() && at->element == element; ++at)
    own.push_back({strings_[at->prefix], strings_[at->uri]});
  return own;
}

std::string_view Tree::resolve_prefix(NodeId element, std::string_view prefix) const {
  if (prefix == "xml") return kXmlNamespace;
  for (NodeId at = element; at != kNoNode && is_element(at); at = parent(at))
    for (const auto& declaration : namespace_declarations(at))
      if (declaration.prefix == prefix) return declaration.uri;
  return prefix.empty() ? std::string_view("") : std::string_view();
}

std::string Tree::path(NodeId n) const {
  if (n == document()) return "/";
  const NodeId above = parent(n);
  const std::string head = above == document() ? "" : path(above);
  const auto numbered = [&](std::string_view step) {
    int index = 1;
    for (NodeId at = previous_sibling(n); at != kNoNode; at = previous_sibling(at))
      index += kinds_[at] == kinds_[n] && nodes_[at].name == nodes_[n].name ? 1 : 0;
    return head + "/" + std::string(step) + "[" + std::to_string(index) + "]";
  };
  switch (kind(n)) {
    case NodeKind::element: return numbered("*:" + std::string(local_name(n)));
    case NodeKind::attribute:
      return head + "/@" + (namespace_uri(n).empty() ? "" : "*:") + std::string(local_name(n));
    case NodeKind::text: return numbered("text()");
    case NodeKind::comment: return numbered("comment()");
    default: return numbered("processing-instruction()");
  }
}

std::size_t Tree::memory() const {
  return nodes_.capacity() * sizeof(Node) + kinds_.capacity() + attribute_counts_.capacity() * 2 +
         previous_.capacity() * 4 + class_of_.capacity() * sizeof(ClassId) +
         classes_.capacity() * sizeof(NodeClass) + late_prefixes_.capacity() * 4 +
         positions_.capacity() * sizeof(Position) + characters_.capacity();
}

}  // namespace quittance::xml
