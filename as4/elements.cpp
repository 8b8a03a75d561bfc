#include "as4/elements.h"

namespace quittance::as4 {

namespace {

bool is_white(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

void Children::settle() {
  for (; at_ != xml::kNoNode && !tree_.is_element(at_); at_ = tree_.next_sibling(at_))
    stray_text_ = stray_text_ || (tree_.kind(at_) == xml::NodeKind::text && !is_white(tree_.text(at_)));
}

xml::NodeId Children::take(std::string_view uri, std::string_view local) {
  return at_ != xml::kNoNode && is(tree_, at_, uri, local) ? take_any() : xml::kNoNode;
}

xml::NodeId Children::take_any() {
  const xml::NodeId taken = at_;
  if (taken == xml::kNoNode) return taken;
  at_ = tree_.next_sibling(at_);
  settle();
  return taken;
}

bool is(const xml::Tree& tree, xml::NodeId n, std::string_view uri, std::string_view local) {
  return tree.is_element(n) && tree.local_name(n) == local && tree.namespace_uri(n) == uri;
}

std::optional<std::string_view> leaf_text(const xml::Tree& tree, xml::NodeId element) {
  const xml::NodeId child = tree.first_child(element);
  if (child == xml::kNoNode) return std::string_view();
  if (tree.kind(child) != xml::NodeKind::text || tree.next_sibling(child) != xml::kNoNode)
    return std::nullopt;
  return tree.text(child);
}

std::string_view attribute(const xml::Tree& tree, xml::NodeId element, std::string_view name) {
  return tree.attribute(element, "", name);
}

}  // namespace quittance::as4
