#include <algorithm>
#include <map>

#include "validators/schematron/compiled.h"
#include "validators/schematron/instructions.h"
#include "validators/schematron/xslt_library.h"

namespace quittance::schematron {

namespace {

/// "M12" → 12; -1 for any other mode.
int pattern_number(const std::string& mode) {
  if (mode.size() < 2 || mode.size() > 8 || mode[0] != 'M') return -1;
  if (!std::all_of(mode.begin() + 1, mode.end(), [](char c) { return c >= '0' && c <= '9'; })) return -1;
  return std::stoi(mode.substr(1));
}

int priority_of(const Element& rule) {
  const std::string text = rule.required("priority");
  const bool is_number =
      !text.empty() && text.size() < 9 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) rule.refuse("the priority " + text + " is not one the ISO skeleton gives a rule");
  return std::stoi(text);
}

struct NumberedRule {
  int priority;
  Rule rule;
};

class SkeletonReader {
 public:
  explicit SkeletonReader(Elements& elements)
      : elements_(elements), library_(schema_, elements, [this](const Element& child) { top(child); }) {}

  Schema read(const Element& root) {
    start_compiled(schema_, root);
    for (const Element& child : elements_.children(root)) top(child);
    for (Pattern& pattern : schema_.patterns) fill(pattern);
    for (const auto& [mode, rules] : rules_) {
      for (const NumberedRule& rule : rules)
        schema_.remarks.push_back(
            {rule.rule.place, "nothing applies the rules of mode " + mode + ": left out"});
    }
    return std::move(schema_);
  }

 private:
  void top(const Element& child) {
    if (child.is(kSvrl, "text") || child.is_xsl("output") || child.is_xsl("strip-space") ||
        child.is_xsl("preserve-space")) {
      if (!child.is(kSvrl, "text") && !child.is_xsl("output"))
        child.refuse("<" + child.name() + "> is not supported");
    } else if (child.is_xsl("param") || child.is_xsl("variable")) {
      variable(child);
    } else if (child.is_xsl("template")) {
      template_(child);
    } else if (!library_.read(child) && child.uri() == kXslt) {
      child.refuse("<" + child.name() + "> is not supported in a compiled schema");
    }
  }

  void variable(const Element& child) {
    // Parameters by which the skeleton is told where the instance came from; no rule reads them.
    for (const char* own : {"archiveDirParameter", "archiveNameParameter", "fileNameParameter",
                            "fileDirParameter", "document-uri"}) {
      if (child.attribute("name") == own) return;
    }
    library_.read(child);
  }

  void template_(const Element& element) {
    const std::string mode = element.attribute("mode");
    if (element.attribute("match") == "/" && mode.empty()) return setup(element);
    if (pattern_number(mode) >= 0) return rule_template(element, mode);
    // Locations and ids of the skeleton's own; and the template that keeps stray text out.
    const bool is_own = mode.starts_with("schematron-") || mode.starts_with("generate-id") ||
                        (mode.empty() && element.attribute("match") == "text()");
    // Whatever else there is, the author wrote for the functions of the rules; nothing that makes findings.
    if (is_own) return;
    if (holds_finding(element))
      element.refuse("a template that the ISO skeleton does not write (mode '" + mode + "')");
    library_.read(element);
  }

  /// match="/": the title, and the patterns in the order in which they run.
  void setup(const Element& element) {
    for (const Element& output : elements_.children(element)) {
      if (!output.is(kSvrl, "schematron-output")) output.refuse("expected svrl:schematron-output");
      schema_.title = collapse(output.attribute("title"));
      schema_.schema_version = output.attribute("schemaVersion");
      Pattern next;
      for (const Element& child : elements_.children(output)) setup_part(child, next);
    }
  }

  void setup_part(const Element& child, Pattern& next) {
    if (child.is(kSvrl, "active-pattern")) {
      next = active_pattern(child);
    } else if (child.is_xsl("apply-templates")) {
      if (pattern_number(child.attribute("mode")) < 0)
        child.refuse("unknown mode " + child.attribute("mode"));
      if (child.attribute("select") != "/") next.documents = child.expression("select");
      next.place = child.place();
      modes_.push_back(child.attribute("mode"));
      schema_.patterns.push_back(std::move(next));
      next = Pattern();
    } else if (child.uri() == kXslt && !child.is_xsl("comment") && !child.is_xsl("attribute")) {
      child.refuse("<" + child.name() + "> is not supported in the set-up");
    }
  }

  Pattern active_pattern(const Element& element) {
    Pattern out;
    out.id = element.attribute("id");
    out.title = collapse(element.attribute("name"));
    for (const Element& child : elements_.children(element)) {
      if (!child.is_xsl("attribute")) continue;
      const std::string value = collapse(child.tree().string_value(child.node()));
      if (child.attribute("name") == "id") out.id = value;
      if (child.attribute("name") == "name") out.title = value;
    }
    return out;
  }

  void rule_template(const Element& element, const std::string& mode) {
    const std::string match = element.required("match");
    if (match == "text()") return;
    if (match == "@*|node()") return default_template(element, mode);
    rules_[mode].push_back({priority_of(element), rule(element, mode)});
  }

  /// The template for what no rule claims says which nodes are offered at all.
  void default_template(const Element& element, const std::string& mode) {
    for (const Element& child : elements_.children(element)) {
      if (!child.is_xsl("apply-templates"))
        child.refuse("unknown <" + child.name() + "> in the default template");
      visits(child, mode);
    }
  }

  void visits(const Element& apply, const std::string& mode) {
    if (apply.attribute("mode") != mode) apply.refuse("the next nodes are looked at in another mode");
    const std::string select = apply.attribute("select");
    const bool all = select == "@*|node()";
    schema_.visit.attributes = select.starts_with("@*|");
    schema_.visit.text = false;  // the template for text() leaves them out in every variant
    schema_.visit.comments = all || select.find("comment()") != std::string::npos;
    schema_.visit.instructions = all || select.find("processing-instruction()") != std::string::npos;
    for (const char* known : {"@*|*", "*", "@*|node()", "*|comment()|processing-instruction()",
                              "@*|*|comment()|processing-instruction()"}) {
      if (select == known) return;
    }
    apply.refuse("unknown selection of next nodes: " + select);
  }

  Rule rule(const Element& element, const std::string& mode) {
    Rule out;
    out.context = element.expression("match");
    out.place = element.place();
    for (const Element& child : elements_.children(element)) rule_part(child, mode, out);
    if (claims_document(out.context.source)) point_at_element(out);
    return out;
  }

  static bool claims_document(const std::string& match) {
    const std::vector<std::string> patterns = alternatives(match);
    return std::any_of(patterns.begin(), patterns.end(),
                       [](const std::string& pattern) { return collapse(pattern) == "/"; });
  }

  /// The skeleton has no location for the document itself: the built-in rules of XSLT go on to its element
  /// and give the location of that.
  static void point_at_element(Rule& rule) {
    for (Assertion& assertion : rule.assertions) {
      if (!assertion.subject)
        assertion.subject = {"self::document-node()/* | self::node()[parent::node()]", assertion.place, 0};
    }
  }

  void rule_part(const Element& child, const std::string& mode, Rule& out) {
    if (child.is(kSvrl, "fired-rule")) {
      fired_rule(child, out);
    } else if (child.is_xsl("variable") || child.is_xsl("param")) {
      out.lets.push_back(read_compiled_let(schema_, elements_, child));
    } else if (child.is_xsl("choose") && holds_finding(child)) {
      out.assertions.push_back(assertion(child));
    } else if (child.is_xsl("if") && holds_finding(child)) {
      out.assertions.push_back(report(child));
    } else if (child.is_xsl("apply-templates")) {
      visits(child, mode);
    } else {
      read_aside(schema_, child);
    }
  }

  void fired_rule(const Element& fired, Rule& out) {
    out.id = fired.attribute("id");
    out.role = fired.attribute("role");
    out.flag = fired.attribute("flag");
    for (const Element& child : elements_.children(fired)) {
      if (!child.is_xsl("attribute")) continue;
      const std::string value = collapse(child.tree().string_value(child.node()));
      if (child.attribute("name") == "id") out.id = value;
      if (child.attribute("name") == "role") out.role = value;
      if (child.attribute("name") == "flag") out.flag = value;
    }
  }

  Assertion assertion(const Element& choose) {
    const std::vector<Element> branches = elements_.children(choose);
    const bool is_assert = branches.size() == 2 && branches[0].is_xsl("when") &&
                           branches[1].is_xsl("otherwise") && elements_.children(branches[0]).empty();
    if (!is_assert) choose.refuse("a choice that is no assert of the ISO skeleton");
    return only_child(branches[1], branches[0].expression("test"), "failed-assert");
  }

  Assertion report(const Element& condition) {
    return only_child(condition, condition.expression("test"), "successful-report");
  }

  Assertion only_child(const Element& parent, Text test, const char* name) {
    const std::vector<Element> children = elements_.children(parent);
    if (children.size() != 1 || !children[0].is(kSvrl, name))
      parent.refuse(std::string("expected svrl:") + name);
    return read_compiled_assertion(elements_, children[0], std::move(test));
  }

  void fill(Pattern& pattern) {
    const std::string& mode = modes_[static_cast<std::size_t>(&pattern - schema_.patterns.data())];
    std::vector<NumberedRule>& rules = rules_[mode];
    std::stable_sort(rules.begin(), rules.end(),
                     [](const NumberedRule& a, const NumberedRule& b) { return a.priority > b.priority; });
    for (NumberedRule& numbered : rules) pattern.rules.push_back(std::move(numbered.rule));
    rules.clear();
  }

  Elements& elements_;
  Schema schema_;
  XsltLibrary library_;
  std::vector<std::string> modes_;  ///< of schema_.patterns
  std::map<std::string, std::vector<NumberedRule>> rules_;
};

}  // namespace

Schema read_skeleton(Elements& elements, const Element& root) { return SkeletonReader(elements).read(root); }

}  // namespace quittance::schematron
