#include "formats/xml/tree_builder.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <limits>

#include "formats/xml/encoding.h"

namespace quittance::xml {

TreeBuilder::TreeBuilder() { begin(); }

void TreeBuilder::reserve(std::size_t input_size) {
  const std::size_t nodes = input_size / 12 + 8;
  tree_.nodes_.reserve(nodes);
  tree_.kinds_.reserve(nodes);
  tree_.attribute_counts_.reserve(nodes);
  tree_.previous_.reserve(nodes);
  tree_.class_of_.reserve(nodes);
  tree_.positions_.reserve(nodes);
  tree_.characters_.reserve(input_size);
}

void HashSlots::clear() {
  std::ranges::fill(slots_, Slot());
  used_ = 0;
}

void HashSlots::grow() {
  constexpr std::size_t kFirst = 256;
  std::vector<Slot> old(slots_.empty() ? kFirst : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.number == kFree) continue;
    std::size_t at = slot.hash & (slots_.size() - 1);
    while (slots_[at].number != kFree) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

template <typename Same>
std::uint32_t HashSlots::find_or_add(std::size_t hash, std::uint32_t next, Same same) {
  if (slots_.size() < 2 * (used_ + 1)) grow();
  const auto narrow = static_cast<std::uint32_t>(hash);
  std::size_t at = narrow & (slots_.size() - 1);
  for (; slots_[at].number != kFree; at = (at + 1) & (slots_.size() - 1))
    if (slots_[at].hash == narrow && same(slots_[at].number)) return slots_[at].number;
  slots_[at] = {narrow, next};
  ++used_;
  return next;
}

template <typename Same>
std::uint32_t HashSlots::find(std::size_t hash, std::uint32_t otherwise, Same same) const {
  const auto narrow = static_cast<std::uint32_t>(hash);
  std::size_t at = narrow & (slots_.size() - 1);
  for (; slots_[at].number != kFree; at = (at + 1) & (slots_.size() - 1))
    if (slots_[at].hash == narrow && same(slots_[at].number)) return slots_[at].number;
  return otherwise;
}

std::uint32_t TreeBuilder::intern(std::string_view text) {
  const auto next = static_cast<std::uint32_t>(tree_.strings_.size());
  const auto id =
      string_slots_.find_or_add(std::hash<std::string_view>()(text), next,
                                [&](std::uint32_t known) { return tree_.strings_[known] == text; });
  if (id == next) tree_.strings_.emplace_back(text);
  return id;
}

NameId TreeBuilder::know_name(std::string_view uri, std::string_view local) {
  const Tree::Name name{intern(uri), intern(local)};
  const auto next = static_cast<NameId>(tree_.names_.size());
  // Odd, so that no two locals of one namespace meet before the table is full.
  constexpr std::size_t kSpread = 0x9e3779b1;
  const auto id = name_slots_.find_or_add(name.local * kSpread + name.uri, next, [&](NameId known) {
    return tree_.names_[known].local == name.local && tree_.names_[known].uri == name.uri;
  });
  if (id == next) tree_.names_.push_back(name);
  return id;
}

/// Gives the node just made its class.
void TreeBuilder::classify(NodeKind kind, NameId name, std::uint32_t prefix) {
  const auto id = static_cast<NodeId>(tree_.class_of_.size());
  const ClassId parent = open_.empty() ? kNoClass : tree_.class_of_[open_.back()];
  const bool on_top = open_.empty();
  const ClassId found = on_top || parent != kNoClass ? class_below(parent, kind, name, prefix) : kNoClass;
  tree_.class_of_.push_back(found);
  if (found != kNoClass) {
    NodeClass& of = tree_.classes_[found];
    if (of.count++ == 0) of.first = id;
  } else if (tree_.late_prefixes_.empty()) {
    tree_.first_late_ = id;
  }
  if (found == kNoClass || !tree_.late_prefixes_.empty()) tree_.late_prefixes_.push_back(prefix);
}

ClassId TreeBuilder::class_below(ClassId parent, NodeKind kind, NameId name, std::uint32_t prefix) {
  const std::size_t next = tree_.classes_.size();
  std::uint64_t hash = (std::uint64_t{parent} << 32U) ^ (std::uint64_t{prefix} << 16U) ^
                       (std::uint64_t{name} << 3U) ^ static_cast<std::uint64_t>(kind);
  hash *= 0x9E3779B97F4A7C15ULL;
  const auto same = [&](std::uint32_t known) {
    const NodeClass& of = tree_.classes_[known];
    return of.parent == parent && of.kind == kind && of.name == name && of.prefix == prefix;
  };
  const std::uint32_t found =
      next < kNoClass ? class_slots_.find_or_add(hash >> 32U, static_cast<std::uint32_t>(next), same)
                      : class_slots_.find(hash >> 32U, kNoClass, same);
  if (found == next && next < kNoClass) tree_.classes_.push_back({parent, kind, name, prefix, 0, 0, 0});
  return static_cast<ClassId>(found);
}

NodeId TreeBuilder::add(NodeKind kind, NameId name, std::uint32_t prefix, Position position) {
  const auto id = static_cast<NodeId>(tree_.nodes_.size());
  Tree::Node node;
  node.name = name;
  node.parent = open_.empty() ? kNoNode : open_.back();
  node.end = id + 1;
  tree_.nodes_.push_back(node);
  tree_.kinds_.push_back(kind);
  tree_.attribute_counts_.push_back(0);
  classify(kind, name, prefix);
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
  const NameId name = know_name(uri, local);
  const std::uint32_t known_prefix = know_prefix(prefix);
  known_.clear();
  for (const auto& attribute : attributes)
    known_.push_back(
        {know_name(attribute.uri, attribute.local), know_prefix(attribute.prefix), attribute.value});
  start_element(name, known_prefix, known_, declarations, position);
}

void TreeBuilder::start_element(NameId name, std::uint32_t prefix, std::span<const KnownAttribute> attributes,
                                std::span<const NamespaceDeclaration> declarations, Position position) {
  const NodeId element = add(NodeKind::element, name, prefix, position);
  for (const auto& declaration : declarations) {
    const auto declared = intern(declaration.prefix);
    tree_.declarations_.push_back({element, declared, intern(declaration.uri)});
  }
  open_.push_back(element);
  last_child_.push_back(kNoNode);
  assert(attributes.size() < std::numeric_limits<std::uint16_t>::max());
  for (const auto& attribute : attributes)
    set_text(add(NodeKind::attribute, attribute.name, attribute.prefix, position), attribute.value);
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
  if (const ClassId of = tree_.class_of_[element]; of != kNoClass)
    tree_.classes_[of].shapes |= static_cast<std::uint8_t>(shape_of_closed(element));
}

/// Of an element whose end has just been seen.
Shape TreeBuilder::shape_of_closed(NodeId element) const {
  const auto has_more_than_space = [&](NodeId n) {
    return tree_.text(n).find_first_not_of(" \t\r\n") != std::string_view::npos;
  };
  const NodeId first = tree_.attributes_end(element);
  if (tree_.size() == first + 1 && tree_.kinds_[first] == NodeKind::text)
    return has_more_than_space(first) ? Shape::filled : Shape::blank;
  Shape found = Shape::blank;
  for (NodeId at = tree_.first_child(element); at != kNoNode; at = tree_.next_sibling(at)) {
    if (tree_.is_element(at)) return Shape::inner;
    if (tree_.kind(at) == NodeKind::text && has_more_than_space(at)) found = Shape::filled;
  }
  return found;
}

/// Opens a text node whose characters are appended next, or goes on with the one before.
void TreeBuilder::begin_text(Position position) {
  const NodeId last = last_child_.back();
  if (last != kNoNode && tree_.kinds_[last] == NodeKind::text && last + 1 == tree_.nodes_.size()) {
    tree_.positions_[last] = position;
    return;
  }
  tree_.nodes_[add(NodeKind::text, kNoName, 0, position)].text =
      static_cast<std::uint32_t>(tree_.characters_.size());
}

void TreeBuilder::end_text() {
  assert(tree_.characters_.size() < std::numeric_limits<std::uint32_t>::max());
  auto& node = tree_.nodes_.back();
  node.length = static_cast<std::uint32_t>(tree_.characters_.size()) - node.text;
}

void TreeBuilder::text(std::string_view piece, Position position) {
  if (piece.empty() || open_.size() < least_open_for_text_) return;
  begin_text(position);
  tree_.characters_ += piece;
  end_text();
}

void TreeBuilder::text(std::u16string_view piece, Position position) {
  if (piece.empty() || open_.size() < least_open_for_text_) return;
  begin_text(position);
  append_utf8(piece, tree_.characters_);
  end_text();
}

void TreeBuilder::comment(std::string_view value, Position position) {
  set_text(add(NodeKind::comment, kNoName, 0, position), value);
}

void TreeBuilder::processing_instruction(std::string_view target, std::string_view data, Position position) {
  set_text(add(NodeKind::processing_instruction, know_name({}, target), 0, position), data);
}

void TreeBuilder::begin() {
  tree_ = Tree{};
  open_.clear();
  last_child_.clear();
  string_slots_.clear();
  name_slots_.clear();
  class_slots_.clear();
  intern({});  // string 0 is ""
  open_.push_back(add(NodeKind::document, kNoName, 0, {}));
  last_child_.push_back(kNoNode);
}

Tree TreeBuilder::finish() {
  tree_.nodes_[Tree::document()].end = static_cast<NodeId>(tree_.nodes_.size());
  Tree done = std::move(tree_);
  begin();
  return done;
}

}  // namespace quittance::xml
