#include "gateway/serve/document_checker.h"

#include <algorithm>

#include "gateway/serve/facts.h"
#include "gateway/serve/verdict_text.h"
#include "gateway/validation/confined.h"
#include "gateway/validation/document.h"

namespace quittance::serve {
namespace {

/// The first error, for the journal's one line; the reports have all of them.
const validators::Finding* first_error(const validators::Report& report) {
  const auto found = std::find_if(
      report.findings.begin(), report.findings.end(),
      [](const validators::Finding& finding) { return finding.severity == validators::Severity::error; });
  return found == report.findings.end() ? nullptr : &*found;
}

std::string line_of_errors(const validators::Report& report, const validators::Finding& first) {
  const auto errors = std::count_if(
      report.findings.begin(), report.findings.end(),
      [](const validators::Finding& finding) { return finding.severity == validators::Severity::error; });
  return std::to_string(errors) + (errors == 1 ? " error; line " : " errors; first in line ") +
         std::to_string(first.position.line) + ": " + first.text;
}

/// "peppol-bis-3: schema, EN16931-UBL 1.3.16, PEPPOL-EN16931-UBL 2026.5".
std::string line_of_rules(const validators::Report& report) {
  std::string line = report.scenario + ": schema";
  for (const auto& pack : report.packs) line += ", " + pack.pack + " " + pack.version;
  return line;
}

}  // namespace

core::Verdict DocumentChecker::check(const core::Document& document) {
  if (document.content.size() > apart_bytes_) return check_apart(document);
  Bytes buffer;
  const auto content = document.content.whole(buffer);
  if (!content) return core::NotChecked{content.error().code, content.error().detail, {}, {}};
  std::shared_lock noisy(quiet_, std::defer_lock);
  {
    const std::lock_guard turn(turn_);
    noisy.lock();
  }
  return check_here(document, *content);
}

/// In a process of its own, which may have several times the document's size in memory, and as long as its
/// rules may take and reading it does.
core::Verdict DocumentChecker::check_apart(const core::Document& document) {
  constexpr std::size_t kTimesItsSize = 12, kBesides = std::size_t{128} << 20;
  const std::lock_guard one(one_apart_);
  Bytes content;
  std::string unread;
  std::unique_lock quiet(quiet_, std::defer_lock);
  {
    const std::lock_guard turn(turn_);
    quiet.lock();
  }
  validation::Confinement bounds;
  const auto megabytes = std::chrono::seconds(document.content.size() / 1'000'000);
  bounds.memory_bytes = kBesides + kTimesItsSize * document.content.size();
  bounds.cpu = std::chrono::ceil<std::chrono::seconds>(budget_.cpu) + std::chrono::seconds(10) + megabytes;
  bounds.wall = 10 * bounds.cpu;
  bounds.forked = [&] { quiet.unlock(); };
  bounds.first = [&] {
    auto loaded = document.content.load();
    if (loaded)
      content = std::move(loaded).value();
    else
      unread = loaded.error().detail;
  };
  const auto answer = validation::run_confined(bounds, [&] {
    if (!unread.empty()) return to_bytes(core::NotChecked{"BODY-READ", unread, {}, {}});
    return to_bytes(check_here(document, content));
  });
  const auto verdict = answer ? read_verdict(*answer) : Result<core::Verdict>(answer.error());
  if (verdict) return *verdict;
  return core::NotChecked{
      verdict.error().code, "checking it apart failed: " + verdict.error().detail, {}, {}};
}

core::Verdict DocumentChecker::check_here(const core::Document& document, BytesView content) {
  auto bench = take_bench();
  validators::CheckOptions options;
  options.now = clock_.wall();
  options.day = Date{std::chrono::floor<std::chrono::days>(options.now)};
  options.direction =
      document.origin.by.starts_with("peer:") ? validators::Direction::in : validators::Direction::out;
  options.budget = budget_;
  std::optional<xml::Tree> tree;
  const std::string name =
      document.origin.file_name.empty() ? document.hash.hex() : document.origin.file_name;
  const auto report = validation::check_document(bench->checker, digest_, name, content, options, tree);
  auto facts = tree ? facts_of(*tree) : std::nullopt;
  auto answer = tree ? answer_of(*tree, options.now) : std::nullopt;
  std::vector<core::Report> reports{{".report.json", validators::to_json(report) + "\n"}};
  // The page is for people, and they look at what did not pass.
  if (report.verdict != validators::Verdict::valid) {
    if (auto html = bench->html.render(report, "en"))
      reports.push_back({".report.html", std::move(html).value()});
  }
  give_back(std::move(bench));

  if (const auto* first = first_error(report);
      report.verdict == validators::Verdict::invalid && first != nullptr)
    return core::Failed{first->rule, line_of_errors(report, *first), std::move(reports), std::move(facts)};
  if (report.embedded) {
    return core::NotChecked{"PDF", "a PDF is not sent yet: put the XML it carries into the folder",
                            std::move(reports), std::move(facts)};
  }
  if (report.verdict == validators::Verdict::valid && facts)
    return core::Passed{std::move(facts).value(), std::move(reports), line_of_rules(report),
                        std::move(answer)};
  if (!report.not_checked.empty()) {
    const auto& first = report.not_checked.front();
    return core::NotChecked{first.code, first.reason, std::move(reports), std::move(facts)};
  }
  return core::NotChecked{"FORMAT", "valid, but not a document that we know how to send", std::move(reports),
                          std::move(facts)};
}

std::unique_ptr<DocumentChecker::Bench> DocumentChecker::take_bench() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty())
    return std::unique_ptr<Bench>(
        new Bench{validators::Checker(rules_.library, rules_.scenarios, digest_, limits_), {}});
  auto bench = std::move(idle_.back());
  idle_.pop_back();
  return bench;
}

void DocumentChecker::give_back(std::unique_ptr<Bench> bench) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(bench));
}

}  // namespace quittance::serve
