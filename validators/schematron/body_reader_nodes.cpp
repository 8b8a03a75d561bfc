// Instructions that make nodes (XSLT 2.0, 11).
#include "validators/schematron/body_reader.h"
#include "validators/schematron/instructions.h"

namespace quittance::schematron {

namespace {

Instruction literal_name(std::string name, const Place& place) {
  Instruction out;
  out.kind = Instruction::Kind::text;
  out.literal = std::move(name);
  out.place = place;
  return out;
}

}  // namespace

Instruction BodyReader::literal_element(const Element& element, Instruction out) {
  const xml::Tree& tree = element.tree();
  out.kind = Instruction::Kind::element;
  out.called.push_back(literal_name(element.name(), out.place));
  out.detail.push_back(literal_name(std::string(element.uri()), out.place));
  out.has_detail = true;
  if (tree.attribute_node(element.node(), kXslt, "use-attribute-sets") != xml::kNoNode)
    element.refuse("attribute sets are not supported");
  for (xml::NodeId a = tree.attributes_begin(element.node()); a < tree.attributes_end(element.node()); ++a) {
    if (tree.namespace_uri(a) != kXslt) out.body.push_back(attribute_of(element, a));
  }
  auto content = read(element);
  std::move(content.begin(), content.end(), std::back_inserter(out.body));
  return out;
}

Instruction BodyReader::attribute_of(const Element& element, xml::NodeId attribute) {
  const xml::Tree& tree = element.tree();
  const std::string_view uri = tree.namespace_uri(attribute);
  Instruction out;
  out.kind = Instruction::Kind::attribute;
  out.place = element.place();
  out.called.push_back(literal_name(tree.qualified_name(attribute), out.place));
  out.detail.push_back(literal_name(std::string(uri), out.place));
  out.has_detail = true;
  out.body = value_template(element, element.attribute(tree.local_name(attribute), uri));
  return out;
}

/// What an attribute, comment or processing instruction holds, as one text.
Instruction BodyReader::content(const Element& element) {
  Instruction out;
  out.kind = Instruction::Kind::value_of;
  out.place = element.place();
  separated(element, out);
  if (element.has("select")) {
    out.select = expression(element, "select");
  } else {
    out.body = read(element);
  }
  return out;
}

Instruction BodyReader::named(const Element& element, Instruction::Kind kind, Instruction out) {
  allow(element, {"name", "namespace", "select", "separator", "inherit-namespaces", "type", "validation"});
  if (!element.has("name")) element.refuse("<" + element.name() + "> needs the attribute name");
  out.kind = kind;
  out.called = value_template_of(element, "name");
  out.has_detail = element.has("namespace");
  out.detail = value_template_of(element, "namespace");
  // The namespaces of the place, for the prefix in a name.
  out.by.scope = intern_scope(schema_, scope_of(element.tree(), element.node()));
  if (kind == Instruction::Kind::element) {
    out.body = read(element);
  } else {
    out.body.push_back(content(element));
  }
  return out;
}

Instruction BodyReader::comment(const Element& element, Instruction out) {
  allow(element, {"select"});
  out.kind = Instruction::Kind::comment;
  out.body.push_back(content(element));
  return out;
}

Instruction BodyReader::document(const Element& element, Instruction out) {
  allow(element, {"validation", "type"});
  out.kind = Instruction::Kind::document;
  out.body = read(element);
  return out;
}

Instruction BodyReader::copy(const Element& element, Instruction out) {
  allow(element, {"select", "copy-namespaces", "inherit-namespaces", "type", "validation"});
  out.kind = Instruction::Kind::copy;
  if (element.has("select")) out.select = expression(element, "select");
  out.body = read(element);
  return out;
}

}  // namespace quittance::schematron
