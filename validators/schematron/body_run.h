// Runs compiled sequence constructors.
#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "validators/schematron/body_code.h"
#include "validators/schematron/body_content.h"
#include "validators/xpath/evaluation.h"

namespace quittance::schematron {

/// Variables of one call. A variable is evaluated when an instruction first names it; when that fails,
/// whoever reads it fails, as where variables are evaluated lazily: `$ok and $x` is false though $x has no
/// value.
class BodyFrame {
 public:
  explicit BodyFrame(std::size_t size) : values_(size), pending_(size) {}
  struct Pending {
    const BodyCode* variable = nullptr;
    xpath::Focus focus;
  };
  [[nodiscard]] std::span<const xpath::Sequence> values() const { return values_; }
  void set(std::uint32_t slot, const xpath::Sequence& value) { values_[slot] = value; }
  void defer(std::uint32_t slot, const BodyCode& variable, const xpath::Focus& focus) {
    pending_[slot] = {&variable, focus};
  }
  Pending take(std::uint32_t slot) { return std::exchange(pending_[slot], {}); }

 private:
  std::vector<xpath::Sequence> values_;
  std::vector<Pending> pending_;
};

/// The template rule under way: what xsl:next-match goes on from.
struct CurrentRule {
  const TemplateCode* rule = nullptr;
  xpath::Name mode;
};

class BodyRun {
 public:
  BodyRun(xpath::Evaluation& evaluation, BodyFrame& frame, const Templates& templates,
          CurrentRule current = {})
      : evaluation_(evaluation), frame_(frame), templates_(templates), current_(std::move(current)) {}

  void run(const std::vector<BodyCode>& codes, const xpath::Focus& focus, Output& out);
  /// The value of the temporary tree that a variable without type is: a document, or only its text.
  xpath::Item tree(const Output& output, bool makes_tree);

 private:
  using Values = std::vector<std::pair<xpath::Name, xpath::Sequence>>;

  void run(const BodyCode& code, const xpath::Focus& focus, Output& out);
  void copy_of(const BodyCode& code, const xpath::Focus& focus, Output& out);
  xpath::Item value_of(const BodyCode& code, const xpath::Focus& focus);
  std::string_view text_of(const std::vector<BodyCode>& parts, const xpath::Focus& focus);
  void choose(const BodyCode& code, const xpath::Focus& focus, Output& out);
  void for_each(const BodyCode& code, const xpath::Focus& focus, Output& out);
  xpath::Sequence value(const Operand& operand, const xpath::Focus& focus);
  /// Evaluates the variables that the operand names and that have not been needed before.
  void need(const Operand& operand);
  void start_variable(const BodyCode& code, const xpath::Focus& focus);
  xpath::Sequence value_or_failure(const BodyCode& code, const xpath::Focus& focus);
  xpath::Sequence variable(const BodyCode& code, const xpath::Focus& focus);
  xpath::Sequence value_or_body(const Operand& select, const std::vector<BodyCode>& body,
                                const xpath::Focus& focus);

  // body_run_nodes.cpp
  void make(const BodyCode& code, const xpath::Focus& focus, Output& out);
  void copy(const BodyCode& code, const xpath::Focus& focus, Output& out);
  const NodeName* name_of(const BodyCode& code, const xpath::Focus& focus, bool is_attribute);
  void call(const BodyCode& code, const xpath::Focus& focus, Output& out);
  void apply(const BodyCode& code, const xpath::Focus& focus, Output& out);
  void apply_rules(const xpath::Focus& focus, const xpath::Name& mode, std::size_t from, const Values& handed,
                   Output& out);
  void built_in_rule(const xpath::Focus& focus, const xpath::Name& mode, const Values& handed, Output& out);
  void next_match(const BodyCode& code, const xpath::Focus& focus, Output& out);
  Values handed(const BodyCode& code, const xpath::Focus& focus);
  void run_template(const TemplateCode& code, const xpath::Focus& focus, const Values& handed,
                    const CurrentRule& current, Output& out);

  // body_run_groups.cpp
  struct Group {
    xpath::Sequence key;
    std::vector<xpath::Item> items;
  };
  void group(const BodyCode& code, const xpath::Focus& focus, Output& out);
  std::vector<Group> groups_by(const BodyCode& code, const xpath::Sequence& population);
  std::vector<Group> groups_at(const BodyCode& code, const xpath::Sequence& population);
  void enter(const BodyCode& code, const Group& group);
  std::vector<std::size_t> order(const std::vector<SortCode>& sorts, const xpath::Sequence& items,
                                 const xpath::Focus& outer, const std::function<void(std::size_t)>& enter);
  xpath::Sequence sorted(const std::vector<SortCode>& sorts, const xpath::Sequence& items,
                         const xpath::Focus& outer);
  /// A pattern that ends in an error does not match (XSLT 3.0, 5.5.4).
  bool does_match(const xpath::Pattern& pattern, const xpath::Item& item);
  void analyze(const BodyCode& code, const xpath::Focus& focus, Output& out);

  xpath::Evaluation& evaluation_;
  BodyFrame& frame_;
  const Templates& templates_;
  CurrentRule current_;
};

}  // namespace quittance::schematron
