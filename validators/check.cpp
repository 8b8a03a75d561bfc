#include "validators/check.h"

#include <algorithm>

#include "formats/document.h"
#include "validators/findings.h"
#include "validators/subject.h"
#include "validators/thread_clock.h"

namespace quittance::validators {

namespace {

/// Intermediate values may take so much more than Budget::memory for each octet of the document.
constexpr std::size_t kMemoryPerOctet = 10;

/// A document that says something else than XML 1.0 is wrong; one beyond our bounds could not be checked.
bool is_document_fault(const std::string& code) {
  return code == "XML-SYNTAX" || code == "XML-EMPTY" || code == "XML-DOCTYPE";
}

void add_parse_error(const Error& error, Report& report) {
  const xml::Position at = xml::position_of(error);
  if (!is_document_fault(error.code)) {
    report.not_checked.push_back({"", "", error.code, "", at.line, error.detail});
    return;
  }
  Finding finding;
  finding.rule = error.code;
  finding.kind = Kind::xml;
  finding.text = error.detail;
  finding.position = at;
  report.findings.push_back(std::move(finding));
}

void add_schema_findings(const std::vector<xml::SchemaFinding>& found, Report& report) {
  for (const xml::SchemaFinding& each : found) {
    Finding finding;
    finding.rule = each.code;
    finding.kind = Kind::schema;
    finding.text = each.message;
    finding.location = each.path;
    finding.position = each.position;
    report.findings.push_back(std::move(finding));
  }
}

void add_failure(const std::string& pack, const Error& error, Report& report) {
  report.not_checked.push_back({pack, "", error.code, "", 0, error.detail});
}

}  // namespace

/// What is to be done with a document.
struct Checker::Plan {
  const Scenario* scenario = nullptr;
  Schema schema;
  std::vector<std::string> packs;
  std::optional<Error> failure;  ///< no scenario
  Days days = {};
};

Checker::Checker(Library& library, std::span<const Scenario> scenarios, const Digest& digest,
                 xml::Limits limits)
    : library_(library), scenarios_(scenarios), digest_(digest), reader_(limits) {}
Checker::~Checker() = default;

Report Checker::check(std::string file, BytesView document, const CheckOptions& options) {
  std::optional<xml::Tree> tree;
  return check(std::move(file), document, options, tree);
}

Report Checker::check(std::string file, BytesView document, const CheckOptions& options,
                      std::optional<xml::Tree>& tree, const std::function<void()>& parsed) {
  Report report;
  rules_cpu_ = {};
  report.file = std::move(file);
  report.size_bytes = document.size();
  report.sha256 = digest_.of(document).hex();
  const Schema guess = options.packs.empty() ? likely_schema(document, options) : Schema();
  bool applied = false;
  if (read(document, guess, report, tree)) {
    Plan todo = plan(*tree, options, report);
    todo.days = {options.day, formats::issue_day(*tree)};
    if (todo.schema != guess) {  // the glance was wrong
      report.findings.clear();
      report.not_checked.clear();
      read(document, todo.schema, report, tree);
    }
    if (parsed) parsed();
    if (todo.failure) add_failure("", *todo.failure, report);
    applied = !todo.schema.name.empty();
    for (const std::string& pack : todo.packs) {
      if (run(pack, todo, *tree, options, report)) applied = true;
    }
  }
  report.verdict = verdict_of(report.findings, report.not_checked, applied);
  return report;
}

/// Parses, with the schema if there is one. False when there is no tree.
bool Checker::read(BytesView document, const Schema& schema, Report& report, std::optional<xml::Tree>& tree) {
  if (schema.name.empty()) {
    const CpuMeter meter(report.cpu.parse);
    Result<xml::Tree> result = reader_.read(document);
    if (!result) return add_parse_error(result.error(), report), false;
    tree = std::move(result).value();
    return true;
  }
  const Result<xml::Grammars> grammars = library_.schema(schema.name, schema.root_namespace);
  if (!grammars) {
    add_failure("", grammars.error(), report);
    return read(document, {}, report, tree);
  }
  const CpuMeter meter(report.cpu.schema);
  Result<xml::Validated> result = reader_.read(document, *grammars);
  if (!result) return add_parse_error(result.error(), report), false;
  add_schema_findings(result->findings, report);
  tree = std::move(result->tree);
  return true;
}

const Scenario* Checker::named(const std::string& name) const {
  const auto found =
      std::find_if(scenarios_.begin(), scenarios_.end(), [&](const Scenario& s) { return s.name == name; });
  return found == scenarios_.end() ? nullptr : &*found;
}

/// The schema of the scenario the document looks like, so that one pass over the bytes is the rule.
Checker::Schema Checker::likely_schema(BytesView document, const CheckOptions& options) const {
  const Scenario* scenario = named(options.scenario);
  std::string name = scenario != nullptr ? scenario->schema : glance_schema(document, scenarios_);
  return name.empty() ? Schema() : Schema{std::move(name), glance_namespace(document)};
}

Checker::Plan Checker::plan(const xml::Tree& tree, const CheckOptions& options, Report& report) const {
  Subject subject = subject_of(tree);
  report.syntax = subject.syntax;
  if (!options.packs.empty()) return {nullptr, {}, options.packs, std::nullopt};
  subject.day = options.day;
  subject.direction = options.direction;
  const Scenario* scenario = named(options.scenario);
  if (!options.scenario.empty() && scenario == nullptr) {
    return {nullptr, {}, {}, Error{"SCENARIO", Retry::never, "there is no scenario " + options.scenario}};
  }
  if (scenario == nullptr) {
    const Result<const Scenario*> chosen = choose(scenarios_, subject);
    if (!chosen) return {nullptr, {}, {}, chosen.error()};
    scenario = *chosen;
  }
  report.scenario = scenario->name;
  Schema schema;
  if (!scenario->schema.empty()) schema = {scenario->schema, subject.namespace_uri};
  return {scenario, std::move(schema), scenario->packs, std::nullopt};
}

/// True when the pack had a rule for any node of the document.
bool Checker::run(const std::string& name, const Plan& plan, const xml::Tree& tree,
                  const CheckOptions& options, Report& report) {
  const auto pack = library_.pack(name, plan.days);
  if (!pack) {
    report.packs.push_back({name, "", "", Verdict::not_checked});
    add_failure(name, pack.error(), report);
    return false;
  }
  schematron::ExamineOptions examine;
  examine.budget = options.budget;
  examine.budget.cpu -= rules_cpu_;
  examine.budget.memory += kMemoryPerOctet * report.size_bytes;
  examine.now = options.now;
  examine.record_rules = options.svrl;
  schematron::Examination examination;
  {
    const CpuMeter meter(report.cpu.rules);
    const auto began = options.budget.meter();
    examination = examiner((*pack)->code).examine(tree, examine);
    rules_cpu_ += options.budget.meter() - began;
  }
  const std::size_t first = report.findings.size();
  add_findings(**pack, examination, tree, plan.scenario, report);
  if (options.svrl) report.svrl.push_back(svrl_of(**pack, examination, first));
  return examination.rules_fired > 0;
}

schematron::Examiner& Checker::examiner(const std::shared_ptr<const schematron::Pack>& pack) {
  auto& slot = examiners_[pack.get()];
  if (!slot) slot = std::make_unique<schematron::Examiner>(pack);
  return *slot;
}

}  // namespace quittance::validators
