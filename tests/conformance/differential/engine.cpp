#include "tests/conformance/differential/engine.h"

#include <memory>

#include "formats/xml/parse.h"
#include "validators/xpath/code/code.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/xpath.h"

namespace quittance::differential {

namespace {

Outcome outcome_of(const xpath::Evaluation& evaluation, const xpath::Sequence& value) {
  Outcome out;
  xpath::Arena arena;
  for (const xpath::Item& item : value) {
    if (item.is_node()) {
      out.items.push_back("node " + std::to_string(item.id()));
    } else {
      out.items.push_back(std::string(name_of(item.type())) + " " +
                          std::string(xpath::text_of(evaluation.atomize(item, arena), arena)));
    }
  }
  return out;
}

xpath::StaticContext statics_for_cases() {
  xpath::StaticContext statics;
  statics.module = std::make_shared<xpath::Module>();
  statics.namespaces["p"] = "urn:p";
  return statics;
}

Outcome failed(const quittance::Error& error, bool at_compile) { return {{}, error.code, at_compile}; }

/// Does the shortcut to a truth say what the value says? An error may be met by one of them alone.
bool agrees(const xpath::Sequence& value, const Result<bool>& truth) {
  if (!truth) return true;
  try {
    return xpath::effective_boolean(value) == *truth;
  } catch (const xpath::Failure&) {
    return true;
  }
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  if (!outcome.error.empty()) return out << outcome.error << (outcome.at_compile ? " when compiled" : "");
  out << '(';
  for (std::size_t i = 0; i < outcome.items.size(); ++i) out << (i > 0 ? ", " : "") << outcome.items[i];
  return out << ')';
}

Outcome outcome_of(const Value& value) {
  Outcome out;
  if (value.error) return {{}, value.error->code, false};
  for (const Item& item : value.items) {
    if (is_node(item)) {
      out.items.push_back("node " + std::to_string(node_of(item)));
    } else {
      const Atom& atom = std::get<Atom>(item);
      out.items.push_back(name_of(atom.type) + " " + text_of(atom));
    }
  }
  return out;
}

std::string matched_by_engine(const std::string& pattern, const std::string& xml) {
  const xpath::StaticContext statics = statics_for_cases();
  const auto tree = xml::Reader().read(xml);
  const auto compiled = xpath::compile_pattern(pattern, statics);
  std::string out;
  if (!tree || !compiled) return out;
  xpath::Evaluation evaluation(statics.module);
  evaluation.start(*tree);
  for (xml::NodeId n = 0; n < tree->size(); ++n) {
    const auto matches = compiled->matches(evaluation, xpath::Item::node(0, n));
    out += !matches ? 'e' : *matches ? 'y' : 'n';
  }
  return out;
}

Outcome by_engine(const std::string& source, const std::string& xml) {
  const xpath::StaticContext statics = statics_for_cases();
  const auto tree = xml::Reader().read(xml);
  if (!tree) return failed(tree.error(), true);
  const auto expression = xpath::compile(source, statics);
  if (!expression) return failed(expression.error(), true);
  xpath::Evaluation evaluation(statics.module);
  xpath::Budget budget;
  budget.steps = 5'000'000;
  evaluation.start(*tree, budget);
  xpath::Focus focus;
  focus.item = evaluation.document();
  const auto truth = expression->test(evaluation, focus);
  const auto value = expression->evaluate(evaluation, focus);
  if (!value) return failed(value.error(), false);
  if (!agrees(*value, truth)) return {{}, "TRUTH", false};
  return outcome_of(evaluation, *value);
}

}  // namespace quittance::differential
