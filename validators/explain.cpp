#include "validators/explain.h"

#include <algorithm>
#include <map>

#include "validators/outline.h"
#include "validators/report.h"

namespace quittance::validators {

namespace {

using schematron::Assertion;
using schematron::Schema;

constexpr std::size_t kMostParts = 60;
constexpr std::size_t kLongestValue = 300;

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

/// An expression for the value of another, for people: how many items there are, then the first eight.
std::string shown(const std::string& part) {
  const std::string item = "$quittance-item";
  return "concat(count((" + part + ")), '|', string-join(for " + item + " in subsequence((" + part +
         "), 1, 8) return if (" + item + " instance of element()) then concat('<', name(" + item +
         "), '> \"', normalize-space(string(" + item + ")), '\"') else if (" + item +
         " instance of attribute()) then concat('@', name(" + item + "), ' \"', string(" + item +
         "), '\"') else if (" + item + " instance of xs:string or " + item +
         " instance of node()) then concat('\"', " + item + ", '\"') else string(" + item + "), ', '))";
}

/// The other way round: "3|a, b, c" as it is printed.
std::string value_of(std::string text) {
  const auto bar = text.find('|');
  if (bar == std::string::npos) return text;  // "(FORG0001)": the part failed
  const std::string count = text.substr(0, bar);
  text.erase(0, bar + 1);
  if (count == "0") return "()";
  if (text.size() > kLongestValue) {
    std::size_t end = kLongestValue;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // no half character
    text = text.substr(0, end) + "…";
  }
  return count == "1" ? text : count + " items: " + text;
}

/// Reports for the parts of one assertion; `written` gets what each stands for, by its id.
void add_reports(const Assertion& assertion, std::size_t at_most, std::map<std::string, Part>& written,
                 std::vector<Assertion>& out) {
  auto parts = outline(assertion.test.source, at_most);
  if (!parts) return;
  for (Part& part : *parts) {
    Assertion report;
    report.is_report = true;
    report.id = "#" + std::to_string(written.size());
    report.test = assertion.test;
    report.test.source = "true()";
    schematron::MessagePart value;
    value.expression = assertion.test;
    value.expression.source = shown(part.source);
    report.message.push_back(std::move(value));
    report.place = assertion.place;
    part.source = collapsed(part.source);
    written.emplace(report.id, std::move(part));
    out.push_back(std::move(report));
  }
}

/// The pack with all its rules, for the first that fits a node claims it, but of the asserts only ours.
std::map<std::string, Part> keep_only(Schema& schema, const std::string& id, std::size_t parts_at_most) {
  std::map<std::string, Part> written;
  for (auto& pattern : schema.patterns) {
    for (auto& rule : pattern.rules) {
      std::vector<Assertion> kept;
      for (const Assertion& assertion : rule.assertions) {
        if (assertion.id != id) continue;
        kept.push_back(assertion);
        add_reports(assertion, parts_at_most, written, kept);
      }
      rule.assertions = std::move(kept);
    }
  }
  return written;
}

struct Prepared {
  std::shared_ptr<const schematron::Pack> pack;
  std::map<std::string, Part> written;
};

Result<Prepared> prepare(const PackSource& source, const std::string& id, std::size_t parts_at_most) {
  auto schema = schematron::read(source.main, *source.files);
  if (!schema) return schema.error();
  auto written = keep_only(*schema, id, parts_at_most);
  auto pack = schematron::Pack::compile(std::move(schema).value(), *source.files, "#ALL");
  if (!pack) return pack.error();
  return Prepared{std::move(pack).value(), std::move(written)};
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
  for (const auto& fired : found.fired) {
    const auto at = by_rule.find(fired.rule);
    if (at == by_rule.end() || fired.document != 0) continue;
    const auto part = prepared.written.find(fired.assertion->source->id);
    if (part != prepared.written.end()) {
      at->second.parts.push_back({part->second.depth, part->second.source, value_of(fired.text)});
    } else {
      at->second.fired = true;
      at->second.text = fired.text;
    }
  }
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
  auto prepared = prepare(source, id, kMostParts);
  // Cut where the author's grammar is finer than ours: then the test is not taken apart.
  if (!prepared) prepared = prepare(source, id, 1);
  if (!prepared) return prepared.error();
  schematron::ExamineOptions recording = options;
  recording.record_rules = true;
  schematron::Examiner examiner(prepared->pack);
  const auto found = examiner.examine(tree, recording);
  return occasions_of(found, *prepared, id, tree);
}

}  // namespace quittance::validators
