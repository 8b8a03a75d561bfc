#include "validators/schematron/sch_reader.h"

#include <algorithm>
#include <deque>

#include "validators/schematron/let_content.h"
#include "validators/schematron/xslt_library.h"

namespace quittance::schematron {

namespace {

/// An abstract rule or pattern and where it stands.
struct AbstractRule {
  std::string id;
  std::pair<std::uint32_t, xml::NodeId> pattern;  ///< file and node of the pattern it belongs to
  Element element;
};

class SchReader {
 public:
  explicit SchReader(Elements& elements)
      : elements_(elements), library_(schema_, elements, [this](const Element& child) { read_top(child); }) {}

  Schema read(const Element& root) {
    root.allow(
        {"queryBinding", "schemaVersion", "schematronEdition", "defaultPhase", "id", "icon", "see", "fpi"});
    schema_.query_binding = root.attribute("queryBinding");
    check_query_binding(root);
    schema_.schema_version = root.attribute("schemaVersion");
    schema_.default_phase = root.attribute("defaultPhase");
    schema_.scopes.emplace_back();
    const std::vector<Element> children = elements_.children(root);
    for (const Element& child : children) read_namespace(child);
    for (const Element& child : children) collect_abstract(child);
    for (const Element& child : children) read_top(child);
    return std::move(schema_);
  }

 private:
  void check_query_binding(const Element& root) const {
    std::string binding = schema_.query_binding;
    std::transform(binding.begin(), binding.end(), binding.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    for (const char* known : {"", "xslt", "xslt1", "xslt2", "xslt3", "xpath", "xpath2", "xpath3"}) {
      if (binding == known) return;
    }
    root.refuse("the query language " + schema_.query_binding + " is not supported");
  }

  void read_namespace(const Element& child) {
    if (!child.is_sch("ns")) return;
    child.allow({"prefix", "uri", "id"});
    schema_.scopes[0].namespaces.emplace_back(child.required("prefix"), child.required("uri"));
  }

  void collect_abstract(const Element& child) {
    if (!child.is_sch("pattern") && !child.is_sch("group") && !child.is_sch("rules")) return;
    if (child.attribute("abstract") == "true") abstract_patterns_.push_back(child);
    const auto identity = identity_of(child);
    for (const Element& rule : elements_.children(child)) {
      if (rule.is_sch("rule") && rule.attribute("abstract") == "true") {
        abstract_rules_.push_back({rule.attribute("id"), identity, rule});
      }
    }
  }

  static std::pair<std::uint32_t, xml::NodeId> identity_of(const Element& pattern) {
    return {pattern.document().index, pattern.node()};
  }

  void read_top(const Element& child) {
    if (child.uri() == kXslt) return read_xslt(child);
    if (child.uri() != kSchematron)
      return;  // the standard lets other namespaces stand here for their own ends
    const std::string_view name = child.local();
    if (name == "ns" || name == "p" || name == "rules") return;
    if (name == "title") {
      schema_.title = collapse(child.tree().string_value(child.node()));
    } else if (name == "let" || name == "param") {
      schema_.lets.push_back(read_let(child));
    } else if (name == "phase") {
      read_phase(child);
    } else if (name == "pattern") {
      read_pattern(child);
    } else if (name == "group") {
      read_group(child);
    } else if (name == "diagnostics") {
      read_diagnostics(child, "diagnostic", schema_.diagnostics);
    } else if (name == "properties") {
      read_diagnostics(child, "property", schema_.properties);
    } else {
      child.refuse("unknown element <" + child.name() + "> in a schema");
    }
  }

  void read_xslt(const Element& child) {
    // Processors of Schematron leave variables and templates of the schema itself out.
    const bool is_left_out = !child.is_included() && (child.is_xsl("variable") || child.is_xsl("param"));
    if (is_left_out || !library_.read(child))
      child.refuse("the XSLT element <" + child.name() + "> is not supported in a schema");
  }

  Let read_let(const Element& element) {
    element.allow({"name", "value", "as", "id"});
    Let out;
    out.name = collapse(element.required("name"));
    out.as = element.attribute("as");
    out.place = element.place();
    if (element.has("value")) {
      out.value = element.expression("value");
    } else {
      read_let_content(schema_, elements_, element, out);
    }
    return out;
  }

  void read_phase(const Element& element) {
    element.allow({"id", "icon", "see", "fpi", "from", "when"});
    if (element.has("from") || element.has("when"))
      element.refuse("phases chosen by the document are not supported");
    Phase out;
    out.id = element.required("id");
    out.place = element.place();
    for (const Element& child : elements_.children(element)) {
      if (child.is_sch("active")) {
        child.allow({"pattern", "id"});
        out.active.push_back(child.required("pattern"));
      } else if (child.is_sch("let")) {
        out.lets.push_back(read_let(child));
      } else if (child.uri() == kSchematron && !child.is_sch("p")) {
        child.refuse("unknown element <" + child.name() + "> in a phase");
      }
    }
    schema_.phases.push_back(std::move(out));
  }

  /// A group is a pattern whose rules all apply to a node, not the first alone (ISO/IEC 19757-3:2025): a
  /// pattern for each rule.
  void read_group(const Element& element) {
    const std::size_t first = schema_.patterns.size();
    read_pattern(element);
    if (schema_.patterns.size() == first) return;  // it is abstract
    Pattern whole = std::move(schema_.patterns.back());
    schema_.patterns.pop_back();
    std::vector<Rule> rules = std::move(whole.rules);
    for (Rule& rule : rules) {
      whole.rules.clear();
      whole.rules.push_back(std::move(rule));
      schema_.patterns.push_back(whole);
    }
  }

  void read_pattern(const Element& element) {
    element.allow({"id", "abstract", "is-a", "icon", "see", "fpi", "documents", "name", "role"});
    if (element.attribute("abstract") == "true") return;
    if (!element.has("is-a")) {
      schema_.patterns.push_back(pattern_of(element, element));
      return;
    }
    const std::string id = element.attribute("is-a");
    const auto found = std::find_if(
        abstract_patterns_.begin(), abstract_patterns_.end(),
        [&](const Element& e) { return e.local() == element.local() && e.attribute("id") == id; });
    if (found == abstract_patterns_.end())
      element.refuse("there is no abstract " + std::string(element.local()) + " " + id);
    parameters_.push_back(parameters_of(*found, element));
    Pattern pattern = pattern_of(found->with(parameters_.back()), element);
    pattern.id = element.attribute("id");
    schema_.patterns.push_back(std::move(pattern));
  }

  /// Defaults of the abstract pattern, overruled by what the instance gives; of two values for one name the
  /// later holds, as in the preprocessed form of the EN 16931 rules.
  Parameters parameters_of(const Element& abstract, const Element& instance) {
    Parameters out;
    for (const Element* source : {&abstract, &instance}) {
      for (const Element& child : elements_.children(*source)) {
        if (!child.is_sch("param")) continue;
        child.allow({"name", "value"});
        const std::string name = collapse(child.required("name"));  // its type is NCName: white space is none
        const auto known =
            std::find_if(out.begin(), out.end(), [&](const auto& p) { return p.first == name; });
        if (known != out.end()) out.erase(known);
        out.emplace_back(name, child.required("value"));
      }
    }
    return out;
  }

  Pattern pattern_of(const Element& body, const Element& instance) {
    Pattern out;
    out.id = body.attribute("id");
    out.place = instance.place();
    if (body.has("documents")) out.documents = body.expression("documents");
    if (instance.has("documents")) out.documents = instance.expression("documents");
    for (const Element& child : elements_.children(body)) read_in_pattern(child, body, out);
    return out;
  }

  void read_in_pattern(const Element& child, const Element& pattern, Pattern& out) {
    if (child.uri() != kSchematron) {
      if (child.uri() == kXslt) read_xslt(child);
      return;
    }
    const std::string_view name = child.local();
    if (name == "rule") {
      if (child.attribute("abstract") != "true") out.rules.push_back(read_rule(child, pattern));
    } else if (name == "let") {
      out.lets.push_back(read_let(child));
    } else if (name == "title") {
      out.title = collapse(child.tree().string_value(child.node()));
    } else if (name != "p" && name != "param") {
      child.refuse("unknown element <" + child.name() + "> in a pattern");
    }
  }

  Rule read_rule(const Element& element, const Element& pattern) {
    element.allow({"id", "context", "abstract", "flag", "role", "subject", "icon", "see", "fpi", "severity",
                   "visit-each"});
    Rule out;
    out.id = element.attribute("id");
    out.flag = element.attribute("flag");
    out.role = element.attribute("role");
    out.context = element.expression("context");
    out.place = element.place();
    read_rule_content(element, pattern, out, 0);
    if (element.has("visit-each")) visit_each(element, out);
    if (element.has("subject")) {
      for (Assertion& assertion : out.assertions) {
        if (!assertion.subject) assertion.subject = element.expression("subject");
      }
    }
    return out;
  }

  /// The asserts are decided on other nodes than the one the rule claims (ISO/IEC 19757-3:2025).
  static void visit_each(const Element& element, Rule& out) {
    if (!out.lets.empty()) element.refuse("variables of a rule with visit-each are not supported");
    for (Assertion& assertion : out.assertions) assertion.over = element.expression("visit-each");
  }

  void read_rule_content(const Element& element, const Element& pattern, Rule& out, int depth) {
    if (depth > 64) element.refuse("rules extend each other deeper than 64 (a circle?)");
    for (const Element& child : elements_.children(element)) {
      if (child.uri() != kSchematron) {
        if (child.uri() == kXslt) child.refuse("<" + child.name() + "> is not supported in a rule");
        continue;
      }
      const std::string_view name = child.local();
      if (name == "assert" || name == "report") {
        out.assertions.push_back(read_assertion(child));
      } else if (name == "let") {
        out.lets.push_back(read_let(child));
      } else if (name == "extends") {
        extend(child, pattern, out, depth);
      } else if (name != "p") {
        child.refuse("unknown element <" + child.name() + "> in a rule");
      }
    }
  }

  void extend(const Element& extends, const Element& pattern, Rule& out, int depth) {
    extends.allow({"rule", "href", "id"});
    if (extends.has("rule") == extends.has("href")) extends.refuse("extends needs either rule or href");
    if (extends.has("href")) {
      return read_rule_content(elements_.resolve(extends, extends.attribute("href")), pattern, out,
                               depth + 1);
    }
    const Element abstract = find_abstract_rule(extends, extends.attribute("rule"), pattern);
    read_rule_content(extends.parameters() != nullptr ? abstract.with(*extends.parameters()) : abstract,
                      pattern, out, depth + 1);
  }

  /// An abstract rule of the same pattern (5.4.12), else one of a library that was included: a rule out of a
  /// file of its own cannot stand in the pattern that uses it, and the ISO skeleton takes it from there too.
  Element find_abstract_rule(const Element& extends, const std::string& id, const Element& pattern) {
    for (const AbstractRule& rule : abstract_rules_) {
      if (rule.id == id && rule.pattern == identity_of(pattern)) return rule.element;
    }
    for (const AbstractRule& rule : abstract_rules_) {
      if (rule.id == id && rule.element.is_included()) return rule.element;
    }
    if (!schema_.query_binding.empty()) {
      if (const AbstractRule* other = of_another_pattern(id)) {
        schema_.remarks.push_back(
            {extends.place(), "the abstract rule " + id + " belongs to another pattern"});
        return other->element;
      }
    }
    extends.refuse("there is no abstract rule " + id + " in this pattern");
  }

  /// The standard forbids it; the ISO skeleton, which authors of schemas with a declared binding compile
  /// with, takes it (the Italian orders do so).
  [[nodiscard]] const AbstractRule* of_another_pattern(const std::string& id) const {
    const auto found = std::find_if(abstract_rules_.begin(), abstract_rules_.end(),
                                    [&](const AbstractRule& rule) { return rule.id == id; });
    return found == abstract_rules_.end() ? nullptr : &*found;
  }

  Assertion read_assertion(const Element& element) {
    element.allow({"id", "test", "flag", "role", "see", "icon", "fpi", "diagnostics", "properties", "subject",
                   "severity"});
    Assertion out;
    out.is_report = element.is_sch("report");
    out.id = element.attribute("id");
    out.flag = element.attribute("flag");
    out.role = element.attribute("role");
    out.see = element.attribute("see");
    out.test = element.expression("test");
    out.place = element.place();
    if (element.has("subject")) out.subject = element.expression("subject");
    out.diagnostics = words(element.attribute("diagnostics"));
    out.properties = words(element.attribute("properties"));
    add_message(element, out.message);
    return out;
  }

  void read_diagnostics(const Element& element, std::string_view name, std::vector<Diagnostic>& out) {
    for (const Element& child : elements_.children(element)) {
      if (!child.is_sch(name)) {
        if (child.uri() == kSchematron) child.refuse("unknown element <" + child.name() + "> here");
        continue;
      }
      child.allow({"id", "icon", "see", "fpi", "role", "scheme"});
      Diagnostic diagnostic;
      diagnostic.id = child.required("id");
      diagnostic.language = child.attribute("lang", kXml);
      diagnostic.role = child.attribute("role");
      diagnostic.scheme = child.attribute("scheme");
      diagnostic.place = child.place();
      add_message(child, diagnostic.message);
      out.push_back(std::move(diagnostic));
    }
  }

  void add_message(const Element& parent, Message& out) {
    const xml::Tree& tree = parent.tree();
    for (xml::NodeId n = tree.first_child(parent.node()); n != xml::kNoNode; n = tree.next_sibling(n)) {
      if (tree.kind(n) == xml::NodeKind::text) {
        out.push_back({std::string(tree.text(n)), {}, false});
      } else if (tree.is_element(n)) {
        add_part(Element(parent.document(), n, parent.parameters(), parent.is_included()), out);
      }
    }
  }

  void add_part(const Element& element, Message& out) {
    if (element.is_sch("value-of") || element.is_xsl("value-of") || element.is_xsl("copy-of")) {
      out.push_back({"", element.expression("select"), false});
    } else if (element.is_sch("name")) {
      element.allow({"path"});
      if (element.has("path")) {
        out.push_back({"", element.expression("path"), false});
      } else {
        out.push_back({"", {}, true});
      }
    } else if (element.is_xsl("text")) {
      out.push_back({element.tree().string_value(element.node()), {}, false});
    } else if (element.uri() == kXslt) {
      element.refuse("<" + element.name() + "> is not supported in a message");
    } else {
      add_message(element, out);  // emph, dir, span and foreign mark-up: their text
    }
  }

  Elements& elements_;
  Schema schema_;
  XsltLibrary library_;
  std::vector<Element> abstract_patterns_;
  std::vector<AbstractRule> abstract_rules_;
  std::deque<Parameters> parameters_;  ///< of instances; elements keep pointers to them
};

}  // namespace

Schema read_sch(Elements& elements, const Element& root) { return SchReader(elements).read(root); }

}  // namespace quittance::schematron
