#include "validators/explain.h"

#include <algorithm>
#include <map>

#include "validators/explain_values.h"
#include "validators/outline.h"
#include "validators/report.h"

namespace quittance::validators {

namespace {

using schematron::Assertion;
using schematron::Schema;

constexpr std::size_t kMostParts = 120;

std::string collapsed(std::string_view text) {
  std::string out;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      space = !out.empty();
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

/// A message as written, its expressions in braces.
std::string text_of(const schematron::Message& message) {
  std::string out;
  for (const auto& part : message) {
    out += part.text;
    if (part.expression) out += "{" + part.expression.source + "}";
    if (part.is_name) out += "{name()}";
  }
  return collapsed(out);
}

bool names(std::string_view expression, const std::string& variable) {
  const std::string wanted = "$" + variable;
  for (auto at = expression.find(wanted); at != std::string_view::npos;
       at = expression.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    const auto more = [](char c) {
      return c == '-' || c == '_' || c == '.' || c == ':' || (c >= '0' && c <= '9') ||
             (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (end == expression.size() || !more(expression[end])) return true;
  }
  return false;
}

RuleText words_of(const PackSource& source, const Schema& schema, const schematron::Pattern& pattern,
                  const schematron::Rule& rule, const Assertion& assertion) {
  RuleText out;
  out.pack = source.name;
  out.version = source.version;
  out.pattern = pattern.id;
  out.context = collapsed(rule.context.source);
  out.test = collapsed(assertion.test.source);
  out.text = text_of(assertion.message);
  out.flag = assertion.flag;
  out.place = to_string(schema, assertion.place);
  out.is_report = assertion.is_report;
  out.terms = terms_of(assertion.id, out.text);
  for (const auto& let : rule.lets) {
    if (names(assertion.test.source, let.name) && let.value)
      out.variables.emplace_back(let.name, collapsed(let.value.source));
  }
  return out;
}

/// How far parts are looked into; less where a pack takes no more.
enum class Reach { everywhere, same_context, whole };

/// Parts whose values are asked for, by the id of the report that asks.
using Questions = std::map<std::string, Part>;

/// Reports for the parts of one assertion.
void add_reports(const Schema& schema, const schematron::Rule& rule, const Assertion& assertion, Reach reach,
                 Questions& questions, std::vector<Assertion>& out) {
  const Definitions definitions = reach == Reach::everywhere ? definitions_of(schema, &rule) : Definitions();
  auto parts = outline(assertion.test.source, reach == Reach::whole ? 1 : kMostParts, definitions);
  if (!parts) return;
  for (Part& part : *parts) {
    if (reach != Reach::everywhere && !part.binders.empty()) continue;
    Assertion report;
    report.is_report = true;
    report.id = "#" + std::to_string(questions.size());
    report.test = assertion.test;
    report.test.source = "true()";
    schematron::MessagePart value;
    value.expression = assertion.test;
    value.expression.source = question(part);
    report.message.push_back(std::move(value));
    report.place = assertion.place;
    part.source = collapsed(part.source);
    questions.emplace(report.id, std::move(part));
    out.push_back(std::move(report));
  }
}

/// The pack with all its rules, for the first that fits a node claims it, but of the asserts only ours.
Questions keep_only(Schema& schema, const std::string& id, Reach reach) {
  Questions questions;
  for (auto& pattern : schema.patterns) {
    for (auto& rule : pattern.rules) {
      std::vector<Assertion> kept;
      for (const Assertion& assertion : rule.assertions) {
        if (assertion.id != id) continue;
        kept.push_back(assertion);
        add_reports(schema, rule, assertion, reach, questions, kept);
      }
      rule.assertions = std::move(kept);
    }
  }
  return questions;
}

struct Prepared {
  std::shared_ptr<const schematron::Pack> pack;
  Questions questions;
};

Result<Prepared> prepare(const PackSource& source, const std::string& id, Reach reach) {
  auto schema = schematron::read(source.main, *source.files);
  if (!schema) return schema.error();
  auto questions = keep_only(*schema, id, reach);
  auto pack = schematron::Pack::compile(std::move(schema).value(), *source.files, "#ALL");
  if (!pack) return pack.error();
  return Prepared{std::move(pack).value(), std::move(questions)};
}

Occasion occasion_at(const xml::Tree& tree, xml::NodeId node) {
  Occasion out;
  out.location = tree.path(node);
  xml::NodeId place = node == xml::Tree::document() ? tree.root() : node;
  if (tree.kind(place) == xml::NodeKind::attribute) place = tree.parent(place);
  out.position = tree.position(place);
  return out;
}

/// What was fired belongs to the node of its rule.
std::vector<Occasion> occasions_of(const schematron::Examination& found, const Prepared& prepared,
                                   const std::string& id, const xml::Tree& tree) {
  std::map<std::size_t, Occasion> by_rule;
  for (const auto& rule : found.rules) {
    if (!rule.rule->assertions.empty()) by_rule[rule.number] = occasion_at(tree, rule.node);
  }
  std::map<std::size_t, std::vector<Answer>> answers;
  for (const auto& fired : found.fired) {
    const auto at = by_rule.find(fired.rule);
    if (at == by_rule.end() || fired.document != 0) continue;
    const auto part = prepared.questions.find(fired.assertion->source->id);
    if (part != prepared.questions.end()) {
      answers[fired.rule].push_back({&part->second, fired.text});
    } else {
      at->second.fired = true;
      at->second.text = fired.text;
    }
  }
  for (const auto& [rule, own] : answers) by_rule[rule].parts = told(own, tree);
  for (const auto& undecided : found.undecided) {
    if (undecided.assertion != nullptr && undecided.assertion->source->id != id) continue;
    for (const auto& rule : found.rules) {
      const auto at = by_rule.find(rule.number);
      if (at != by_rule.end() && (undecided.assertion == nullptr || rule.node == undecided.node))
        at->second.reason = undecided.error.code + ": " + undecided.error.detail;
    }
  }
  std::vector<Occasion> out;
  out.reserve(by_rule.size());
  for (auto& [number, occasion] : by_rule) out.push_back(std::move(occasion));
  return out;
}

}  // namespace

Result<std::vector<RuleText>> find_rule(const PackSource& source, const std::string& id) {
  const auto schema = schematron::read(source.main, *source.files);
  if (!schema) return schema.error();
  std::vector<RuleText> found;
  for (const auto& pattern : schema->patterns) {
    for (const auto& rule : pattern.rules) {
      for (const Assertion& assertion : rule.assertions) {
        if (assertion.id == id) found.push_back(words_of(source, *schema, pattern, rule, assertion));
      }
    }
  }
  return found;
}

Result<std::vector<Occasion>> explain_rule(const PackSource& source, const std::string& id,
                                           const xml::Tree& tree, const schematron::ExamineOptions& options) {
  auto prepared = prepare(source, id, Reach::everywhere);
  // Cut where the author's grammar is finer than ours, or the language older: then less is taken apart.
  if (!prepared) prepared = prepare(source, id, Reach::same_context);
  if (!prepared) prepared = prepare(source, id, Reach::whole);
  if (!prepared) return prepared.error();
  schematron::ExamineOptions recording = options;
  recording.record_rules = true;
  schematron::Examiner examiner(prepared->pack);
  const auto found = examiner.examine(tree, recording);
  return occasions_of(found, *prepared, id, tree);
}

}  // namespace quittance::validators
