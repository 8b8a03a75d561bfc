#include "formats/xml/tree_builder.h"

#include <cassert>
#include <limits>

namespace quittance::xml {

TreeBuilder::TreeBuilder() { begin(); }

void TreeBuilder::reserve(std::size_t input_size) {
  const std::size_t nodes = input_size / 12 + 8;
  tree_.nodes_.reserve(nodes);
  tree_.kinds_.reserve(nodes);
  tree_.attribute_counts_.reserve(nodes);
  tree_.previous_.reserve(nodes);
  tree_.prefixes_.reserve(nodes);
  tree_.positions_.reserve(nodes);
  tree_.characters_.reserve(input_size);
}

std::uint32_t TreeBuilder::intern(std::string_view text) {
  key_.assign(text);
  const auto [at, added] = string_index_.try_emplace(key_, static_cast<std::uint32_t>(tree_.strings_.size()));
  if (added) tree_.strings_.push_back(key_);
  return at->second;
}

NameId TreeBuilder::intern_name(std::string_view uri, std::string_view local) {
  key_.assign(uri).append(1, '}').append(local);
  const auto found = tree_.name_index_.find(key_);
  if (found != tree_.name_index_.end()) return found->second;
  const auto id = static_cast<NameId>(tree_.names_.size());
  tree_.name_index_.emplace(key_, id);
  const auto uri_id = intern(uri);
  tree_.names_.push_back({uri_id, intern(local)});
  return id;
}

NodeId TreeBuilder::add(NodeKind kind, NameId name, std::string_view prefix, Position position) {
  const auto id = static_cast<NodeId>(tree_.nodes_.size());
  Tree::Node node;
  node.name = name;
  node.parent = open_.empty() ? kNoNode : open_.back();
  node.end = id + 1;
  tree_.nodes_.push_back(node);
  tree_.kinds_.push_back(kind);
  tree_.attribute_counts_.push_back(0);
  tree_.prefixes_.push_back(prefix.empty() ? 0 : intern(prefix));
  tree_.positions_.push_back(position);
  NodeId previous = kNoNode;
  if (kind != NodeKind::attribute && !open_.empty()) {
    previous = last_child_.back();
    if (previous != kNoNode) tree_.nodes_[previous].next = id;
    last_child_.back() = id;
  }
  tree_.previous_.push_back(previous);
  return id;
}

void TreeBuilder::set_text(NodeId n, std::string_view value) {
  assert(tree_.characters_.size() + value.size() < std::numeric_limits<std::uint32_t>::max());
  tree_.nodes_[n].text = static_cast<std::uint32_t>(tree_.characters_.size());
  tree_.nodes_[n].length = static_cast<std::uint32_t>(value.size());
  tree_.characters_ += value;
}

void TreeBuilder::start_element(std::string_view uri, std::string_view local, std::string_view prefix,
                                std::span<const AttributeEvent> attributes,
                                std::span<const NamespaceDeclaration> declarations, Position position) {
  const NodeId element = add(NodeKind::element, intern_name(uri, local), prefix, position);
  for (const auto& declaration : declarations) {
    const auto declared = intern(declaration.prefix);
    tree_.declarations_.push_back({element, declared, intern(declaration.uri)});
  }
  open_.push_back(element);
  last_child_.push_back(kNoNode);
  assert(attributes.size() < std::numeric_limits<std::uint16_t>::max());
  for (const auto& attribute : attributes) {
    const NodeId node =
        add(NodeKind::attribute, intern_name(attribute.uri, attribute.local), attribute.prefix, position);
    set_text(node, attribute.value);
  }
  tree_.attribute_counts_[element] = static_cast<std::uint16_t>(attributes.size());
  tree_.nodes_[element].end = static_cast<NodeId>(tree_.nodes_.size());
}

void TreeBuilder::end_element() {
  assert(open_.size() > 1);
  const NodeId element = open_.back();
  const NodeId only = last_child_.back();
  open_.pop_back();
  last_child_.pop_back();
  tree_.nodes_[element].end = static_cast<NodeId>(tree_.nodes_.size());
  // A leaf's value is its only text: readers then need no walk and no copy.
  if (only != kNoNode && tree_.previous_[only] == kNoNode && tree_.kinds_[only] == NodeKind::text) {
    tree_.nodes_[element].text = tree_.nodes_[only].text;
    tree_.nodes_[element].length = tree_.nodes_[only].length;
  }
}

void TreeBuilder::text(std::string_view piece, Position position) {
  if (piece.empty() || open_.size() < 2) return;
  const NodeId last = last_child_.back();
  if (last != kNoNode && tree_.kinds_[last] == NodeKind::text && last + 1 == tree_.nodes_.size()) {
    tree_.characters_ += piece;
    tree_.nodes_[last].length += static_cast<std::uint32_t>(piece.size());
    tree_.positions_[last] = position;
    return;
  }
  set_text(add(NodeKind::text, kNoName, {}, position), piece);
}

void TreeBuilder::comment(std::string_view value, Position position) {
  set_text(add(NodeKind::comment, kNoName, {}, position), value);
}

void TreeBuilder::processing_instruction(std::string_view target, std::string_view data, Position position) {
  set_text(add(NodeKind::processing_instruction, intern_name({}, target), {}, position), data);
}

void TreeBuilder::begin() {
  tree_ = Tree{};
  open_.clear();
  last_child_.clear();
  string_index_.clear();
  intern({});  // string 0 is ""
  open_.push_back(add(NodeKind::document, kNoName, {}, {}));
  last_child_.push_back(kNoNode);
}

Tree TreeBuilder::finish() {
  tree_.nodes_[Tree::document()].end = static_cast<NodeId>(tree_.nodes_.size());
  Tree done = std::move(tree_);
  begin();
  return done;
}

}  // namespace quittance::xml
