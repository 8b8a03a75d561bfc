#include "validators/schematron/let_content.h"

#include "formats/xml/tree_builder.h"
#include "validators/schematron/instructions.h"

namespace quittance::schematron {

namespace {

/// Is there anything to evaluate: instructions, or expressions in attributes?
bool has_instructions(const xml::Tree& tree, xml::NodeId element) {
  for (xml::NodeId n = tree.attributes_end(element); n < tree.end(element); ++n) {
    if (tree.is_element(n) && tree.namespace_uri(n) == kXslt) return true;
    const bool is_template = tree.kind(n) == xml::NodeKind::attribute &&
                             tree.text(n).find_first_of("{}") != std::string_view::npos;
    if (is_template) return true;
  }
  return false;
}

class Copier {
 public:
  explicit Copier(const xml::Tree& tree) : tree_(tree) {}

  void children(xml::NodeId parent) {
    for (xml::NodeId n = tree_.first_child(parent); n != xml::kNoNode; n = tree_.next_sibling(n)) copy(n);
  }
  xml::Tree finish() { return builder_.finish(); }

 private:
  void copy(xml::NodeId n) {
    if (tree_.kind(n) == xml::NodeKind::text) {
      const std::string_view text = tree_.text(n);
      const bool is_white = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
      if (!is_white) builder_.text(text, tree_.position(n));
    } else if (tree_.is_element(n)) {
      element(n);
    }
  }

  void element(xml::NodeId n) {
    std::vector<xml::AttributeEvent> attributes;
    for (xml::NodeId a = tree_.attributes_begin(n); a < tree_.attributes_end(n); ++a) {
      attributes.push_back({tree_.namespace_uri(a), tree_.local_name(a), tree_.prefix(a), tree_.text(a)});
    }
    const auto declarations = tree_.namespace_declarations(n);
    builder_.start_element(tree_.namespace_uri(n), tree_.local_name(n), tree_.prefix(n), attributes,
                           declarations, tree_.position(n));
    children(n);
    builder_.end_element();
  }

  const xml::Tree& tree_;
  xml::TreeBuilder builder_;
};

}  // namespace

void read_let_content(Schema& schema, Elements& elements, const Element& element, Let& out) {
  const xml::Tree& tree = element.tree();
  bool has_elements = false;
  for (xml::NodeId n = tree.first_child(element.node()); n != xml::kNoNode; n = tree.next_sibling(n)) {
    has_elements = has_elements || tree.is_element(n);
  }
  if (has_elements && !has_instructions(tree, element.node())) {
    Copier copier(tree);
    copier.children(element.node());
    out.content = std::make_shared<const xml::Tree>(copier.finish());
    return;
  }
  out.body = read_body(schema, elements, element);
  if (out.body.empty()) out.value = {"''", element.place(), 0};
}

}  // namespace quittance::schematron
