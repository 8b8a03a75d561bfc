#include "validators/schematron/compiled.h"

#include <algorithm>

#include "validators/schematron/instructions.h"
#include "validators/schematron/let_content.h"

namespace quittance::schematron {

namespace {

/// Does the parenthesis at `open` close at `end`, strings and comments left aside?
bool closes_at(const std::string& text, std::size_t open, std::size_t end) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '"' || text[i] == '\'') {
      i = text.find(text[i], i + 1);
      if (i == std::string::npos) return false;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')' && --depth == 0) {
      return i == end;
    }
  }
  return false;
}

class AssertionReader {
 public:
  explicit AssertionReader(Elements& elements) : elements_(elements) {}

  Assertion read(const Element& svrl, Text test) {
    out_.is_report = svrl.is(kSvrl, "successful-report");
    out_.test = std::move(test);
    out_.place = svrl.place();
    for (const char* name : {"id", "flag", "role", "see"}) set(name, svrl.attribute(name));
    for (const Element& child : elements_.children(svrl)) part(child);
    return std::move(out_);
  }

 private:
  void set(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    if (name == "id") out_.id = value;
    if (name == "flag") out_.flag = value;
    if (name == "role") out_.role = value;
    if (name == "see") out_.see = value;
  }

  void part(const Element& child) {
    if (child.is_xsl("attribute")) return attribute(child);
    if (child.is(kSvrl, "text")) return message(child, out_.message);
    if (child.is(kSvrl, "diagnostic-reference")) return reference(child, "diagnostic", out_.own_diagnostics);
    if (child.is(kSvrl, "property-reference")) return reference(child, "property", out_.own_properties);
    if (child.is_xsl("call-template") || child.is(kSvrl, "fpi") || child.is_xsl("if")) return;  // decoration
    if (child.uri() == kSvrl && elements_.children(child).empty()) return;  // a vendor's own: message-code
    child.refuse("unknown element <" + child.name() + "> in an assert");
  }

  void attribute(const Element& child) {
    const std::string name = child.required("name");
    if (name == "location") {
      subject(child);
    } else if (child.has("select")) {
      child.refuse("the attribute " + name + " of an assert is computed");
    } else {
      set(name, collapse(child.tree().string_value(child.node())));
    }
  }

  /// The node that is pointed at: "." as a rule, else the subject.
  void subject(const Element& location) {
    for (const Element& child : elements_.children(location)) {
      if (!child.is_xsl("apply-templates")) continue;
      const std::string select = child.attribute("select");
      if (!select.empty() && select != ".") out_.subject = child.expression("select");
    }
  }

  void message(const Element& parent, Message& out) {
    const xml::Tree& tree = parent.tree();
    std::string text;
    for (xml::NodeId n = tree.first_child(parent.node()); n != xml::kNoNode; n = tree.next_sibling(n)) {
      if (tree.kind(n) == xml::NodeKind::text) {
        text += tree.text(n);
      } else if (tree.is_element(n)) {
        literal(parent, text, out);
        message_part(Element(parent.document(), n, nullptr, false), out);
      }
    }
    literal(parent, text, out);
  }

  /// Text between two elements, and empties it. A stylesheet loses what is white space alone (XSLT 2.0, 4.2):
  /// who indented it put no space into the message.
  static void literal(const Element& parent, std::string& text, Message& out) {
    const bool is_white = text.find_first_not_of(" \t\r\n") == std::string::npos;
    if (!text.empty() && (!is_white || keeps_space(parent))) out.push_back({text, {}, false});
    text.clear();
  }

  static bool keeps_space(const Element& element) {
    const xml::Tree& tree = element.tree();
    for (xml::NodeId n = element.node(); n != xml::kNoNode && tree.is_element(n); n = tree.parent(n)) {
      const std::string_view space = tree.attribute(n, kXml, "space");
      if (!space.empty()) return space == "preserve";
    }
    return false;
  }

  void message_part(const Element& element, Message& out) {
    if (element.is_xsl("value-of") || element.is_xsl("copy-of") || element.is_xsl("sequence")) {
      out.push_back({"", element.expression("select"), false});
    } else if (element.is_xsl("text")) {
      const std::string text = element.tree().string_value(element.node());
      if (!text.empty()) out.push_back({text, {}, false});
    } else if (element.uri() != kXslt || element.is_xsl("element")) {
      message(element, out);
    } else if (!element.is_xsl("attribute")) {
      element.refuse("<" + element.name() + "> is not supported in a message");
    }
  }

  void reference(const Element& child, const char* attribute_name, std::vector<Diagnostic>& out) {
    Diagnostic diagnostic;
    diagnostic.id = child.attribute(attribute_name);
    diagnostic.place = child.place();
    for (const Element& part : elements_.children(child)) {
      if (part.is_xsl("attribute") && part.attribute("name") == attribute_name) {
        diagnostic.id = collapse(part.tree().string_value(part.node()));
      }
    }
    message(child, diagnostic.message);
    out.push_back(std::move(diagnostic));
  }

  Elements& elements_;
  Assertion out_;
};

}  // namespace

std::string negated(const std::string& condition) {
  const std::size_t begin = condition.find_first_not_of(" \t\r\n");
  const std::size_t end = condition.find_last_not_of(" \t\r\n");
  if (begin == std::string::npos || condition.compare(begin, 4, "not(") != 0 ||
      !closes_at(condition, begin + 3, end))
    return "not(" + condition + ")";
  return condition.substr(begin + 4, end - begin - 4);
}

Assertion read_compiled_assertion(Elements& elements, const Element& svrl, Text test) {
  return AssertionReader(elements).read(svrl, std::move(test));
}

bool holds_finding(const Element& element) {
  const xml::Tree& tree = element.tree();
  for (xml::NodeId n = element.node(); n < tree.end(element.node()); ++n)
    if (tree.is_element(n) && tree.namespace_uri(n) == kSvrl) return true;
  return false;
}

void read_aside(Schema& schema, const Element& instruction) {
  const xml::Tree& tree = instruction.tree();
  for (xml::NodeId n = instruction.node(); n < tree.end(instruction.node()); ++n) {
    if (!tree.is_element(n)) continue;
    const std::string_view uri = tree.namespace_uri(n);
    const std::string_view name = tree.local_name(n);
    const bool goes_on =
        uri == kXslt && (name == "apply-templates" || name == "call-template" || name == "next-match");
    const bool stops = uri == kXslt && name == "message" && tree.attribute(n, "", "terminate") == "yes";
    if (uri == kSvrl || goes_on || stops)
      instruction.refuse("<" + instruction.name() + "> around the asserts of a rule is not supported");
  }
  schema.remarks.push_back(
      {instruction.place(), "<" + instruction.name() + "> makes no finding and is left out"});
}

Let read_compiled_let(Schema& schema, Elements& elements, const Element& variable) {
  variable.allow({"name", "select", "as", "required", "tunnel"});
  Let out;
  out.name = variable.required("name");
  out.as = variable.attribute("as");
  out.place = variable.place();
  if (variable.has("select")) {
    out.value = variable.expression("select");
  } else {
    read_let_content(schema, elements, variable, out);
  }
  return out;
}

void start_compiled(Schema& schema, const Element& root) {
  schema.scopes.push_back(scope_of(root.tree(), root.node()));
  schema.query_binding = root.attribute("version").starts_with("1") ? "xslt" : "xslt2";
  schema.pattern_lets_are_global = true;
}

}  // namespace quittance::schematron
