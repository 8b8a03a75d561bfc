#include "validators/findings.h"

namespace quittance::validators {

namespace {

std::string rule_name(const schematron::Assertion& assertion) {
  return assertion.id.empty() ? "~" : assertion.id;
}

const xml::Tree& tree_of(const schematron::Fired& fired, const schematron::Examination& examination,
                         const xml::Tree& tree) {
  return fired.document == 0 ? tree : *examination.documents[fired.document - 1];
}

Finding finding_of(const LoadedPack& pack, const schematron::Fired& fired, const xml::Tree& tree) {
  const schematron::Assertion& assertion = *fired.assertion->source;
  Finding out;
  out.pack = pack.name;
  out.rule = rule_name(assertion);
  out.kind = assertion.is_report ? Kind::report : Kind::assertion;
  out.flag = assertion.flag;
  out.severity = severity_of(out.flag, out.kind);
  out.text = fired.text;
  out.location = tree.path(fired.node);
  xml::NodeId place = fired.node == xml::Tree::document() ? tree.root() : fired.node;
  if (tree.kind(place) == xml::NodeKind::attribute) place = tree.parent(place);
  out.position = tree.position(place);
  out.terms = terms_of(assertion.id, fired.text);
  return out;
}

NotChecked not_checked_of(const LoadedPack& pack, const schematron::Undecided& undecided,
                          const xml::Tree& tree) {
  NotChecked out;
  out.pack = pack.name;
  if (undecided.assertion != nullptr) out.rule = rule_name(*undecided.assertion->source);
  out.code = undecided.error.code;
  out.reason = undecided.error.detail;
  if (undecided.node == xml::kNoNode || undecided.assertion == nullptr) return out;
  out.location = tree.path(undecided.node);
  out.line = tree.position(undecided.node).line;
  return out;
}

std::vector<SvrlReference> references(const std::vector<schematron::RenderedDiagnostic>& rendered) {
  std::vector<SvrlReference> out;
  out.reserve(rendered.size());
  for (const auto& each : rendered) out.push_back({each.source->id, each.source->language, each.text});
  return out;
}

}  // namespace

void add_findings(const LoadedPack& pack, const schematron::Examination& examination, const xml::Tree& tree,
                  const Scenario* scenario, Report& report) {
  std::vector<Finding> findings;
  std::vector<NotChecked> not_checked;
  not_checked.reserve(examination.undecided.size());
  for (const schematron::Fired& fired : examination.fired) {
    Finding finding = finding_of(pack, fired, tree_of(fired, examination, tree));
    if (scenario != nullptr)
      finding.severity = severity_under(*scenario, pack.name, finding.rule, finding.severity);
    findings.push_back(std::move(finding));
  }
  for (const schematron::Undecided& undecided : examination.undecided) {
    not_checked.push_back(not_checked_of(pack, undecided, tree));
  }
  report.packs.push_back(
      {pack.name, pack.version, pack.sha256, verdict_of(findings, not_checked, examination.rules_fired > 0)});
  std::move(findings.begin(), findings.end(), std::back_inserter(report.findings));
  std::move(not_checked.begin(), not_checked.end(), std::back_inserter(report.not_checked));
}

SvrlPack svrl_of(const LoadedPack& pack, const schematron::Examination& examination, std::size_t first) {
  const schematron::Schema& schema = pack.code->schema();
  SvrlPack out;
  out.pack = pack.name;
  out.title = schema.title;
  out.schema_version = schema.schema_version;
  out.phase = pack.code->phase();
  out.namespaces = schema.scopes.at(0).namespaces;
  out.patterns.reserve(pack.code->patterns().size());
  for (const schematron::PatternCode& pattern : pack.code->patterns()) {
    out.patterns.push_back({pattern.source->id, pattern.source->title, {}});
  }
  for (std::size_t i = 0; i < examination.fired.size(); ++i) {
    const schematron::Fired& fired = examination.fired[i];
    const schematron::Assertion& source = *fired.assertion->source;
    out.findings.push_back(first + i);
    out.details.push_back({source.test.source, source.role, source.see, references(fired.diagnostics),
                           references(fired.properties), fired.pattern, fired.rule});
  }
  for (const schematron::FiredRule& rule : examination.rules) {
    const schematron::Rule& source = *rule.rule->source;
    out.patterns[rule.pattern].rules.push_back(
        {source.context.source, source.id, source.role, source.flag, rule.number});
  }
  return out;
}

}  // namespace quittance::validators
