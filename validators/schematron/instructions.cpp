#include "validators/schematron/instructions.h"

#include <algorithm>

namespace quittance::schematron {

namespace {

/// Reads one sequence constructor. The scope is taken from the element that holds the expression.
class BodyReader {
 public:
  BodyReader(Schema& schema, Elements& elements) : schema_(schema), elements_(elements) {}

  std::vector<Instruction> read(const Element& parent) {
    std::vector<Instruction> out;
    const xml::Tree& tree = parent.tree();
    for (xml::NodeId n = tree.first_child(parent.node()); n != xml::kNoNode; n = tree.next_sibling(n)) {
      if (tree.kind(n) == xml::NodeKind::text) {
        add_text(tree.text(n), parent, out);
      } else if (tree.is_element(n)) {
        const Element child(parent.document(), n, parent.parameters(), parent.is_included());
        if (!child.is_xsl("param") && !child.is_xsl("fallback") && !child.is_xsl("message"))
          out.push_back(instruction(child));
        if (child.is_xsl("message")) check_message(child);
      }
    }
    return out;
  }

 private:
  static void check_message(const Element& message) {
    const std::string terminate = message.attribute("terminate");
    if (!terminate.empty() && terminate != "no")
      message.refuse("xsl:message that terminates is not supported");
  }

  static void add_text(std::string_view text, const Element& parent, std::vector<Instruction>& out) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    Instruction instruction;
    instruction.kind = Instruction::Kind::text;
    instruction.literal = text;
    instruction.place = parent.place();
    out.push_back(std::move(instruction));
  }

  Text expression(const Element& element, std::string_view attribute) {
    Text text = element.expression(attribute);
    text.scope = intern_scope(schema_, scope_of(element.tree(), element.node()));
    return text;
  }

  Instruction instruction(const Element& element) {
    if (element.uri() != kXslt)
      element.refuse("literal elements such as <" + element.name() + "> are not supported here");
    Instruction out;
    out.place = element.place();
    const std::string_view name = element.local();
    if (name == "sequence" || name == "copy-of") return select(element, std::move(out));
    if (name == "value-of") return value_of(element, std::move(out));
    if (name == "text") return text(element, std::move(out));
    if (name == "variable") return variable(element, std::move(out));
    if (name == "choose") return choose(element, std::move(out));
    if (name == "if") return condition(element, std::move(out));
    if (name == "for-each") return for_each(element, std::move(out));
    element.refuse("the instruction <" + element.name() + "> is not supported");
  }

  Instruction select(const Element& element, Instruction out) {
    element.allow({"select", "copy-namespaces", "type", "validation"});
    out.kind = element.is_xsl("copy-of") ? Instruction::Kind::copy_of : Instruction::Kind::sequence;
    out.select = expression(element, "select");
    return out;
  }

  Instruction value_of(const Element& element, Instruction out) {
    element.allow({"select", "separator", "disable-output-escaping"});
    out.kind = Instruction::Kind::value_of;
    out.literal = element.attribute("separator");
    if (!element.has("separator") && element.has("select")) out.literal = " ";
    if (out.literal.find('{') != std::string::npos) element.refuse("a computed separator is not supported");
    if (element.has("select")) {
      out.select = expression(element, "select");
    } else {
      out.body = read(element);
    }
    return out;
  }

  static Instruction text(const Element& element, Instruction out) {
    element.allow({"disable-output-escaping"});
    out.kind = Instruction::Kind::text;
    out.literal = element.tree().string_value(element.node());
    return out;
  }

  Instruction variable(const Element& element, Instruction out) {
    element.allow({"name", "select", "as"});
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

  Instruction choose(const Element& element, Instruction out) {
    element.allow({});
    out.kind = Instruction::Kind::choose;
    for (const Element& branch : elements_.children(element)) {
      if (branch.is_xsl("when")) {
        branch.allow({"test"});
        out.branches.push_back({expression(branch, "test"), read(branch)});
      } else if (branch.is_xsl("otherwise")) {
        branch.allow({});
        out.branches.push_back({{}, read(branch)});
      } else {
        branch.refuse("<" + branch.name() + "> inside xsl:choose");
      }
    }
    return out;
  }

  Instruction condition(const Element& element, Instruction out) {
    element.allow({"test"});
    out.kind = Instruction::Kind::choose;
    out.branches.push_back({expression(element, "test"), read(element)});
    return out;
  }

  Instruction for_each(const Element& element, Instruction out) {
    element.allow({"select"});
    for (const Element& child : elements_.children(element)) {
      if (child.is_xsl("sort")) child.refuse("xsl:sort is not supported");
    }
    out.kind = Instruction::Kind::for_each;
    out.select = expression(element, "select");
    out.body = read(element);
    return out;
  }

  Schema& schema_;
  Elements& elements_;
};

}  // namespace

std::uint32_t intern_scope(Schema& schema, Scope scope) {
  for (const auto& [prefix, uri] : schema.scopes.at(0).namespaces) {
    const bool known = std::any_of(scope.namespaces.begin(), scope.namespaces.end(),
                                   [&p = prefix](const auto& entry) { return entry.first == p; });
    if (!known) scope.namespaces.emplace_back(prefix, uri);
  }
  const auto found = std::find(schema.scopes.begin(), schema.scopes.end(), scope);
  if (found != schema.scopes.end()) return static_cast<std::uint32_t>(found - schema.scopes.begin());
  schema.scopes.push_back(std::move(scope));
  return static_cast<std::uint32_t>(schema.scopes.size() - 1);
}

std::vector<Instruction> read_body(Schema& schema, Elements& elements, const Element& parent) {
  return BodyReader(schema, elements).read(parent);
}

Function read_function(Schema& schema, Elements& elements, const Element& function) {
  function.allow({"name", "as", "override"});
  Function out;
  out.name = function.required("name");
  out.as = function.attribute("as");
  out.place = function.place();
  out.scope = intern_scope(schema, scope_of(function.tree(), function.node()));
  for (const Element& child : elements.children(function)) {
    if (!child.is_xsl("param")) continue;
    child.allow({"name", "as"});
    out.parameters.push_back({child.required("name"), child.attribute("as")});
  }
  out.body = read_body(schema, elements, function);
  return out;
}

Key read_key(Schema& schema, Elements& elements, const Element& key) {
  key.allow({"name", "match", "use"});
  const std::uint32_t scope = intern_scope(schema, scope_of(key.tree(), key.node()));
  Key out;
  out.name = key.required("name");
  out.match = key.expression("match", scope);
  out.place = key.place();
  if (key.has("use")) {
    out.use = key.expression("use", scope);
  } else {
    out.body = read_body(schema, elements, key);
  }
  return out;
}

}  // namespace quittance::schematron
