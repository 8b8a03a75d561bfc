#include <algorithm>
#include <map>

#include "validators/schematron/compiled.h"
#include "validators/schematron/instructions.h"
#include "validators/schematron/xslt_library.h"

namespace quittance::schematron {

namespace {

constexpr std::string_view kOwn = "Q{http://dmaus.name/ns/2023/schxslt}";
constexpr std::string_view kGroupMode = "group.";

/// Is it a parameter or variable by which the templates of SchXslt2 talk to each other?
bool is_own(const Element& element) { return element.attribute("name").starts_with(kOwn); }

/// "'d3e1' = $Q{…}pattern", as a rule asks whether an earlier one of its pattern claimed the node → "d3e1".
std::string pattern_key(const Element& when) {
  const std::string test = when.required("test");
  const std::size_t begin = test.find('\'');
  const std::size_t end = begin == std::string::npos ? begin : test.find('\'', begin + 1);
  if (end == std::string::npos || test.find(kOwn, end) == std::string::npos)
    when.refuse("a condition that SchXslt2 does not write around a rule");
  return test.substr(begin + 1, end - begin - 1);
}

/// Rules that are offered the same nodes: those of the patterns with the same documents.
struct Group {
  std::string mode;
  std::vector<std::string> ids;  ///< of its patterns, in order
};

struct NumberedRule {
  double priority = 0;
  std::string pattern;  ///< "": each rule of sch:group claims for itself
  Rule rule;
};

class SchXslt2Reader {
 public:
  explicit SchXslt2Reader(Elements& elements)
      : elements_(elements), library_(schema_, elements, [this](const Element& child) { top(child); }) {}

  Schema read(const Element& root) {
    start_compiled(schema_, root);
    const std::string expand = root.attribute("expand-text");
    if (expand == "yes" || expand == "true" || expand == "1")
      root.refuse("text value templates are not supported in a compiled schema");
    for (const Element& child : elements_.children(root)) top(child);
    for (const Group& group : groups_) fill(group);
    for (const auto& [mode, rules] : rules_) {
      for (const NumberedRule& rule : rules)
        schema_.remarks.push_back(
            {rule.rule.place, "nothing applies the rules of mode " + mode + ": left out"});
    }
    return std::move(schema_);
  }

 private:
  void top(const Element& child) {
    if (child.is_xsl("param") || child.is_xsl("variable")) {
      if (!is_own(child)) library_.read(child);
    } else if (child.is_xsl("template") && (holds_finding(child) || is_default(child))) {
      template_(child);
    } else if (!child.is_xsl("mode") && !library_.read(child) && child.uri() == kXslt) {
      child.refuse("<" + child.name() + "> is not supported in a compiled schema");
    }
  }

  /// What goes on to the attributes and children of a node that no rule claims.
  static bool is_default(const Element& element) {
    return element.attribute("match") == "*" && element.attribute("priority") == "-10" &&
           element.attribute("mode").starts_with(kGroupMode);
  }

  void template_(const Element& element) {
    if (is_default(element)) return;
    const std::string mode = element.attribute("mode");
    if (mode.starts_with(kGroupMode)) {
      rules_[mode].push_back(rule(element));
      return;
    }
    const std::string match = collapse(element.attribute("match"));
    if (!mode.empty() || match.empty()) element.refuse("a template that SchXslt2 does not write");
    if (match != "root()" && match != "/")
      element.refuse("a phase that begins below the document is not supported");
    Group next;
    for (const Element& child : elements_.children(element)) set_up(child, next);
  }

  /// The patterns in the order in which they run. They are tried, so that an error can be written into the
  /// report.
  void set_up(const Element& element, Group& next) {
    if (element.is(kSvrl, "active-pattern") || element.is(kSvrl, "active-group")) {
      next.ids.push_back(element.attribute("id"));
    } else if (element.is_xsl("apply-templates")) {
      next.mode = element.attribute("mode");
      groups_.push_back(std::move(next));
      next = Group();
    } else if (element.is_xsl("for-each")) {
      element.refuse("patterns over subordinate documents are not supported in compiled form");
    } else if (element.is(kSvrl, "schematron-output") || element.is_xsl("try")) {
      if (element.has("schemaVersion")) schema_.schema_version = element.attribute("schemaVersion");
      for (const Element& child : elements_.children(element)) set_up(child, next);
    } else if (element.uri() == kXslt && !element.is_xsl("catch") && !element.is_xsl("comment") &&
               !element.is_xsl("attribute")) {
      element.refuse("<" + element.name() + "> is not supported in the set-up");
    }
  }

  NumberedRule rule(const Element& element) {
    NumberedRule out;
    const std::string priority = element.required("priority");
    const bool is_number = !priority.empty() && priority.size() < 9 &&
                           priority.find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) element.refuse("the priority " + priority + " is not one SchXslt2 gives a rule");
    out.priority = std::stod(priority);
    out.rule.context = element.expression("match");
    out.rule.place = element.place();
    for (const Element& child : elements_.children(element)) {
      if (child.is_xsl("choose")) {
        claim(child, out);
      } else {
        part(child, out.rule);
      }
    }
    return out;
  }

  /// What is done with a node that an earlier rule of the pattern claimed, and with any other.
  void claim(const Element& choose, NumberedRule& out) {
    for (const Element& branch : elements_.children(choose)) {
      if (branch.is_xsl("when")) {
        out.pattern = pattern_key(branch);
      } else {
        for (const Element& child : elements_.children(branch)) part(child, out.rule);
      }
    }
  }

  void part(const Element& child, Rule& out) {
    if (child.is(kSvrl, "fired-rule")) {
      out.id = child.attribute("id");
      out.role = child.attribute("role");
      out.flag = child.attribute("flag");
    } else if (child.is_xsl("for-each")) {
      visit(child, out);
    } else if (!child.is_xsl("param") && !child.is_xsl("next-match") &&
               !(child.is_xsl("variable") && is_own(child))) {
      child.refuse("<" + child.name() + "> is not supported in a rule");
    }
  }

  /// The rule's variables and asserts, for the node that was claimed or those of visit-each.
  void visit(const Element& loop, Rule& out) {
    Text over;
    if (collapse(loop.required("select")) != ".") over = loop.expression("select");
    for (const Element& child : elements_.children(loop)) {
      if (child.is_xsl("variable")) {
        if (over) child.refuse("variables of a rule with visit-each are not supported");
        out.lets.push_back(read_compiled_let(schema_, elements_, child));
      } else if (child.is_xsl("if")) {
        out.assertions.push_back(assertion(child));
        out.assertions.back().over = over;
      } else {
        child.refuse("<" + child.name() + "> is not supported around the asserts of a rule");
      }
    }
  }

  /// The finding is kept in a variable, so that it can also be handed to a message that ends the run.
  Assertion assertion(const Element& condition) {
    const std::string test = condition.required("test");
    for (const Element& child : elements_.children(condition)) {
      if (child.is_xsl("message")) child.refuse("a run that ends with its first finding is not supported");
      if (!child.is_xsl("variable")) continue;
      for (const Element& svrl : elements_.children(child)) {
        if (svrl.is(kSvrl, "failed-assert"))
          return read_compiled_assertion(elements_, svrl, {negated(test), condition.place(), 0});
        if (svrl.is(kSvrl, "successful-report"))
          return read_compiled_assertion(elements_, svrl, {test, condition.place(), 0});
      }
    }
    condition.refuse("expected svrl:failed-assert or svrl:successful-report");
  }

  void fill(const Group& group) {
    std::vector<NumberedRule>& rules = rules_[group.mode];
    std::stable_sort(rules.begin(), rules.end(),
                     [](const NumberedRule& a, const NumberedRule& b) { return a.priority > b.priority; });
    const std::size_t first = schema_.patterns.size();
    std::map<std::string, std::size_t> known;
    for (NumberedRule& numbered : rules) {
      const auto found = known.find(numbered.pattern);
      const bool is_new = numbered.pattern.empty() || found == known.end();
      const std::size_t index = is_new ? schema_.patterns.size() : found->second;
      if (is_new) {
        known[numbered.pattern] = index;
        schema_.patterns.emplace_back();
        schema_.patterns.back().place = numbered.rule.place;
      }
      schema_.patterns[index].rules.push_back(std::move(numbered.rule));
    }
    rules_.erase(group.mode);
    // A pattern without rules is listed but leaves no trace: then nobody knows whose the ids are.
    if (group.ids.size() != schema_.patterns.size() - first) return;
    for (std::size_t i = 0; i < group.ids.size(); ++i) schema_.patterns[first + i].id = group.ids[i];
  }

  Elements& elements_;
  Schema schema_;
  XsltLibrary library_;
  std::vector<Group> groups_;
  std::map<std::string, std::vector<NumberedRule>> rules_;  ///< by mode
};

}  // namespace

bool is_schxslt2(const Element& root) {
  const xml::Tree& tree = root.tree();
  for (xml::NodeId n = tree.first_child(root.node()); n != xml::kNoNode; n = tree.next_sibling(n)) {
    if (tree.is_element(n) && tree.attribute(n, "", "name").starts_with(kOwn)) return true;
  }
  return false;
}

Schema read_schxslt2(Elements& elements, const Element& root) { return SchXslt2Reader(elements).read(root); }

}  // namespace quittance::schematron
