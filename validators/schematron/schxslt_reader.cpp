#include <algorithm>
#include <map>

#include "validators/schematron/compiled.h"
#include "validators/schematron/instructions.h"
#include "validators/schematron/xslt_library.h"

namespace quittance::schematron {

namespace {

constexpr std::string_view kSchXslt = "https://doi.org/10.5281/zenodo.1495494";

/// The instructions around an assert. SchXslt writes one xsl:if around each; authors put more around several
/// (ZATCA).
struct Around {
  std::string over;       ///< the nodes that xsl:for-each goes through; "" for the rule's own
  std::string condition;  ///< under which it fires, seen from such a node

  [[nodiscard]] Around when(const std::string& test) const {
    return {over, condition.empty() ? test : "(" + condition + ") and (" + test + ")"};
  }
  [[nodiscard]] Around each(const Element& loop) const {
    const std::string select = loop.required("select");
    const std::string nodes =
        condition.empty() ? select : "if (" + condition + ") then (" + select + ") else ()";
    if (over.empty()) return {nodes, ""};
    if (nodes.find("current(") != std::string::npos)
      loop.refuse("current() in nested loops is not supported");
    return {"(" + over + ") ! (" + nodes + ")", ""};
  }
};

struct NumberedRule {
  double priority;
  std::string pattern;
  Rule rule;
};

class SchXsltReader {
 public:
  explicit SchXsltReader(Elements& elements)
      : elements_(elements), library_(schema_, elements, [this](const Element& child) { top(child); }) {}

  Schema read(const Element& root) {
    start_compiled(schema_, root);
    for (const Element& child : elements_.children(root)) top(child);
    std::stable_sort(rules_.begin(), rules_.end(),
                     [](const NumberedRule& a, const NumberedRule& b) { return a.priority > b.priority; });
    for (NumberedRule& numbered : rules_) pattern(numbered.pattern).rules.push_back(std::move(numbered.rule));
    return std::move(schema_);
  }

 private:
  void top(const Element& child) {
    if (child.is_xsl("param") || child.is_xsl("variable")) {
      const std::string name = child.attribute("name");
      if (name.find(':') == std::string::npos && !name.starts_with("schxslt.")) {
        library_.read(child);
      }
    } else if (child.is_xsl("function") && is_own_function(child)) {
      return;
    } else if (child.is_xsl("template")) {
      template_(child);
    } else if (!library_.read(child) && child.uri() == kXslt && !child.is_xsl("mode")) {
      child.refuse("<" + child.name() + "> is not supported in a compiled schema");
    }
  }

  static bool is_own_function(const Element& function) {
    const std::string name = function.required("name");
    const std::string prefix = name.substr(0, std::min(name.find(':'), name.size()));
    const std::string_view uri = function.tree().resolve_prefix(function.node(), prefix);
    return uri.starts_with(kSchXslt);
  }

  void template_(const Element& element) {
    const std::string mode = element.attribute("mode");
    if (element.has("name")) return start(element);
    const bool is_own = mode == "#all" || mode.find(':') != std::string::npos ||
                        element.attribute("match") == "root()" ||
                        (element.attribute("match") == "/" && mode.empty());
    if (is_own) return;
    if (mode.empty()) element.refuse("a template that SchXslt does not write");
    rule(element);
  }

  /// A named template starts the patterns of one mode: it lists them and says on which documents they run.
  void start(const Element& element) {
    Text documents;
    for (const Element& child : elements_.children(element)) look_for_patterns(child, documents);
  }

  void look_for_patterns(const Element& element, Text& documents) {
    if (element.is(kSchXslt, "pattern")) {
      Pattern& out = pattern(element.required("id"));
      out.place = element.place();
      name_pattern(element, out);
      return;
    }
    if (element.is_xsl("for-each"))
      element.refuse("patterns over subordinate documents are not supported in compiled form");
    if (element.is_xsl("variable")) element.refuse("variables that start a pattern are not supported");
    for (const Element& child : elements_.children(element)) look_for_patterns(child, documents);
  }

  void name_pattern(const Element& element, Pattern& out) {
    if (element.is(kSvrl, "active-pattern")) {
      out.id = element.attribute("id");
      out.title = element.attribute("name");
    }
    for (const Element& child : elements_.children(element)) name_pattern(child, out);
  }

  void rule(const Element& element) {
    NumberedRule out;
    out.priority = std::stod(element.has("priority") ? element.attribute("priority") : "0");
    out.rule.context = element.expression("match");
    out.rule.place = element.place();
    for (const Element& child : elements_.children(element)) rule_part(child, out);
    if (out.pattern.empty()) element.refuse("a rule that does not say its pattern");
    rules_.push_back(std::move(out));
  }

  void rule_part(const Element& child, NumberedRule& out) {
    if (child.is_xsl("param") || child.is_xsl("next-match") || child.is_xsl("comment")) return;
    if (child.is_xsl("variable")) {
      out.rule.lets.push_back(read_compiled_let(schema_, elements_, child));
    } else if (child.is_xsl("choose") || child.is_xsl("otherwise")) {
      for (const Element& branch : elements_.children(child)) rule_part(branch, out);
    } else if (child.is_xsl("when")) {
      shadowed(child, out);
    } else if (child.is(kSchXslt, "rule")) {
      out.pattern = child.required("pattern");
      for (const Element& part : elements_.children(child)) in_rule(part, {}, out.rule);
    } else {
      read_aside(schema_, child);
    }
  }

  /// What is written of a node that an earlier rule claimed: nothing to evaluate, but it names the pattern,
  /// which a rule without any assert left (ZATCA) says nowhere else.
  void shadowed(const Element& when, NumberedRule& out) {
    for (const Element& child : elements_.children(when))
      if (child.is(kSchXslt, "rule")) out.pattern = child.required("pattern");
  }

  void in_rule(const Element& child, const Around& around, Rule& out) {
    if (child.is(kSvrl, "fired-rule")) return fired_rule(child, out);
    if (child.is_xsl("variable") && around.over.empty() && around.condition.empty()) {
      out.lets.push_back(read_compiled_let(schema_, elements_, child));
    } else if (child.is(kSvrl, "failed-assert")) {
      finding(child, around, negated(around.condition), out);
    } else if (child.is(kSvrl, "successful-report")) {
      finding(child, around, around.condition, out);
    } else if (!holds_finding(child)) {
      read_aside(schema_, child);
    } else if (child.is_xsl("if")) {
      all_in(child, around.when(child.attribute("test")), out);
    } else if (child.is_xsl("choose")) {
      choose(child, around, out);
    } else if (child.is_xsl("for-each")) {
      all_in(child, around.each(child), out);
    } else {
      child.refuse("<" + child.name() + "> around the asserts of a rule is not supported");
    }
  }

  void all_in(const Element& parent, const Around& around, Rule& out) {
    for (const Element& child : elements_.children(parent)) in_rule(child, around, out);
  }

  void choose(const Element& element, const Around& around, Rule& out) {
    Around rest = around;
    for (const Element& branch : elements_.children(element)) {
      if (branch.is_xsl("otherwise")) {
        all_in(branch, rest, out);
      } else {
        const std::string test = branch.required("test");
        all_in(branch, rest.when(test), out);
        rest = rest.when("not(" + test + ")");
      }
    }
  }

  void finding(const Element& svrl, const Around& around, const std::string& test, Rule& out) {
    if (around.condition.empty()) svrl.refuse("<" + svrl.name() + "> without a condition");
    Assertion assertion = read_compiled_assertion(elements_, svrl, {test, svrl.place(), 0});
    assertion.over = {around.over, svrl.place(), 0};
    out.assertions.push_back(std::move(assertion));
  }

  void fired_rule(const Element& fired, Rule& out) {
    out.id = fired.attribute("id");
    out.role = fired.attribute("role");
    out.flag = fired.attribute("flag");
    for (const Element& child : elements_.children(fired)) {
      const std::string name = child.attribute("name");
      const std::string value = collapse(child.tree().string_value(child.node()));
      if (name == "id") out.id = value;
      if (name == "role") out.role = value;
      if (name == "flag") out.flag = value;
    }
  }

  Pattern& pattern(const std::string& key) {
    const auto known = patterns_.find(key);
    if (known != patterns_.end()) return schema_.patterns[known->second];
    patterns_[key] = schema_.patterns.size();
    schema_.patterns.emplace_back();
    return schema_.patterns.back();
  }

  Elements& elements_;
  Schema schema_;
  XsltLibrary library_;
  std::map<std::string, std::size_t> patterns_;
  std::vector<NumberedRule> rules_;
};

}  // namespace

Schema read_schxslt(Elements& elements, const Element& root) { return SchXsltReader(elements).read(root); }

}  // namespace quittance::schematron
