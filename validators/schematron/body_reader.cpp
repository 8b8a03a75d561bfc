#include "validators/schematron/body_reader.h"

#include <algorithm>
#include <array>

#include "validators/schematron/instructions.h"
#include "validators/schematron/value_template.h"

namespace quittance::schematron {

namespace {

/// Attributes that may stand on any XSLT element (XSLT 2.0, 3.5). What they say is taken into account where
/// the expression is, or hangs on nothing that rules see.
constexpr std::array<std::string_view, 6> kStandard{
    "version",     "xpath-default-namespace", "exclude-result-prefixes", "extension-element-prefixes",
    "expand-text", "default-validation"};

bool is_yes(std::string_view value) { return value == "yes" || value == "true" || value == "1"; }

/// Does text in that element stand for a value template (XSLT 3.0, 5.6.2)?
bool expands_text(const xml::Tree& tree, xml::NodeId element) {
  for (xml::NodeId n = element; n != xml::kNoNode && tree.is_element(n); n = tree.parent(n)) {
    const auto said = tree.attribute(n, tree.namespace_uri(n) == kXslt ? "" : kXslt, "expand-text");
    if (said.data() != nullptr) return is_yes(said);
  }
  return false;
}

/// Elements inside a sequence constructor that the one around them reads.
bool is_part_of_parent(const Element& child) {
  return child.is_xsl("param") || child.is_xsl("sort") || child.is_xsl("with-param") ||
         child.is_xsl("fallback");
}

}  // namespace

void BodyReader::allow(const Element& element, const std::vector<std::string_view>& attributes) {
  const xml::Tree& tree = element.tree();
  for (xml::NodeId a = tree.attributes_begin(element.node()); a < tree.attributes_end(element.node()); ++a) {
    const std::string_view name = tree.local_name(a);
    if (!tree.namespace_uri(a).empty()) continue;
    const bool is_known = std::find(attributes.begin(), attributes.end(), name) != attributes.end() ||
                          std::find(kStandard.begin(), kStandard.end(), name) != kStandard.end();
    if (!is_known) element.refuse("unknown attribute " + std::string(name) + " of <" + element.name() + ">");
  }
}

std::vector<Instruction> BodyReader::read(const Element& parent) {
  std::vector<Instruction> out;
  const xml::Tree& tree = parent.tree();
  for (xml::NodeId n = tree.first_child(parent.node()); n != xml::kNoNode; n = tree.next_sibling(n)) {
    if (tree.kind(n) == xml::NodeKind::text) {
      add_text(tree.text(n), parent, out);
    } else if (tree.is_element(n)) {
      const Element child(parent.document(), n, parent.parameters(), parent.is_included());
      if (child.is_xsl("message")) {
        message(child, out);
      } else if (!is_part_of_parent(child)) {
        out.push_back(instruction(child));
      }
    }
  }
  return out;
}

/// What a message says is heard by no one; one that terminates ends the evaluation.
void BodyReader::message(const Element& element, std::vector<Instruction>& out) {
  const std::string terminate = collapse(element.attribute("terminate"));
  if (terminate.empty() || terminate == "no" || terminate == "false" || terminate == "0") return;
  if (!is_yes(terminate)) element.refuse("whether a message terminates is computed: not supported");
  Instruction stop;
  stop.kind = Instruction::Kind::stop;
  stop.place = element.place();
  stop.literal = collapse(element.tree().string_value(element.node()));
  out.push_back(std::move(stop));
}

void BodyReader::add_text(std::string_view text, const Element& parent, std::vector<Instruction>& out) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  if (expands_text(parent.tree(), parent.node())) {
    auto parts = value_template(parent, text);
    std::move(parts.begin(), parts.end(), std::back_inserter(out));
    return;
  }
  Instruction instruction;
  instruction.kind = Instruction::Kind::text;
  instruction.literal = text;
  instruction.place = parent.place();
  out.push_back(std::move(instruction));
}

Text BodyReader::expression(const Element& element, std::string_view attribute) {
  Text text = element.expression(attribute);
  text.scope = intern_scope(schema_, scope_of(element.tree(), element.node()));
  return text;
}

std::vector<Instruction> BodyReader::value_template(const Element& element, std::string_view source) {
  const Place place = element.place();
  return read_value_template(
      source, place,
      [&](std::string text) {
        return Text{std::move(text), place, intern_scope(schema_, scope_of(element.tree(), element.node()))};
      },
      [&](const std::string& why) { element.refuse(why); });
}

std::vector<Instruction> BodyReader::value_template_of(const Element& element, std::string_view attribute) {
  return value_template(element, element.attribute(attribute));
}

Instruction BodyReader::instruction(const Element& element) {
  Instruction out;
  out.place = element.place();
  if (element.uri() != kXslt) return literal_element(element, std::move(out));
  const std::string_view name = element.local();
  if (name == "sequence" || name == "copy-of") return select(element, std::move(out));
  if (name == "value-of") return value_of(element, std::move(out));
  if (name == "text") return text(element, std::move(out));
  if (name == "variable") return variable(element);
  if (name == "choose") return choose(element, std::move(out));
  if (name == "if") return condition(element, std::move(out));
  if (name == "for-each") return for_each(element, std::move(out));
  if (name == "perform-sort") return perform_sort(element, std::move(out));
  if (name == "for-each-group") return group(element, std::move(out));
  if (name == "analyze-string") return analyze(element, std::move(out));
  if (name == "call-template") return call(element, std::move(out));
  if (name == "apply-templates") return apply(element, std::move(out));
  if (name == "next-match" || name == "apply-imports") return next_match(element, std::move(out));
  if (name == "element") return named(element, Instruction::Kind::element, std::move(out));
  if (name == "attribute") return named(element, Instruction::Kind::attribute, std::move(out));
  if (name == "processing-instruction")
    return named(element, Instruction::Kind::processing_instruction, std::move(out));
  if (name == "comment") return comment(element, std::move(out));
  if (name == "document") return document(element, std::move(out));
  if (name == "copy") return copy(element, std::move(out));
  element.refuse("the instruction <" + element.name() + "> is not supported");
}

Instruction BodyReader::select(const Element& element, Instruction out) {
  allow(element, {"select", "copy-namespaces", "type", "validation", "copy-accumulators"});
  out.kind = element.is_xsl("copy-of") ? Instruction::Kind::copy_of : Instruction::Kind::sequence;
  if (element.has("select") || out.kind == Instruction::Kind::copy_of) {
    out.select = expression(element, "select");
  } else {  // XSLT 3.0: a sequence may hold its instructions
    out.body = read(element);
  }
  return out;
}

/// The separator of xsl:value-of and xsl:attribute.
void BodyReader::separated(const Element& element, Instruction& out) {
  out.has_detail = element.has("separator");
  out.detail = value_template_of(element, "separator");
}

Instruction BodyReader::value_of(const Element& element, Instruction out) {
  allow(element, {"select", "separator", "disable-output-escaping"});
  out.kind = Instruction::Kind::value_of;
  separated(element, out);
  if (element.has("select")) {
    out.select = expression(element, "select");
  } else {
    out.body = read(element);
  }
  return out;
}

Instruction BodyReader::text(const Element& element, Instruction out) {
  allow(element, {"disable-output-escaping"});
  const std::string text = element.tree().string_value(element.node());
  out.kind = Instruction::Kind::text;
  if (!expands_text(element.tree(), element.node())) {
    out.literal = text;
    return out;
  }
  out.kind = Instruction::Kind::value_of;
  out.body = value_template(element, text);
  return out;
}

Instruction BodyReader::variable(const Element& element, std::initializer_list<std::string_view> further) {
  std::vector<std::string_view> known{"name", "select", "as"};
  known.insert(known.end(), further.begin(), further.end());
  allow(element, known);
  Instruction out;
  out.place = element.place();
  out.kind = Instruction::Kind::variable;
  out.name = element.required("name");
  out.as = element.attribute("as");
  if (element.has("select")) {
    out.select = expression(element, "select");
  } else {
    out.body = read(element);
  }
  return out;
}

Instruction BodyReader::choose(const Element& element, Instruction out) {
  allow(element, {});
  out.kind = Instruction::Kind::choose;
  for (const Element& branch : elements_.children(element)) {
    if (branch.is_xsl("when")) {
      allow(branch, {"test"});
      out.branches.push_back({expression(branch, "test"), read(branch)});
    } else if (branch.is_xsl("otherwise")) {
      allow(branch, {});
      out.branches.push_back({{}, read(branch)});
    } else {
      branch.refuse("<" + branch.name() + "> inside xsl:choose");
    }
  }
  return out;
}

Instruction BodyReader::condition(const Element& element, Instruction out) {
  allow(element, {"test"});
  out.kind = Instruction::Kind::choose;
  out.branches.push_back({expression(element, "test"), read(element)});
  return out;
}

}  // namespace quittance::schematron
