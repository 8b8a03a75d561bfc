// quittance validate: whether documents may be sent.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/rules/catalogue.h"
#include "gateway/rules/place.h"
#include "gateway/validation/batch.h"
#include "gateway/validation/html_report.h"
#include "gateway/validation/rule_sources.h"
#include "gateway/validation/scenarios_file.h"
#include "keys/crypto.h"
#include "validators/validators.h"

namespace quittance::cli {

namespace {

namespace fs = std::filesystem;
using validators::Report;
using validators::Verdict;

struct Asked {
  std::vector<std::string> paths, packs;
  std::string scenario, scenarios_file, rules_dir, svrl, html, language = "en", day;
  unsigned threads = 1;
  double rule_seconds = std::chrono::duration<double>(xpath::Budget().cpu).count();
  bool json = false, summary = false;
};

int failed(const Error& error) {
  std::cerr << "quittance validate: " << error.detail << " (" << error.code << ")\n";
  return kFailed;
}

/// What `--summary` counts.
struct Tally {
  std::map<Verdict, std::size_t> verdicts;
  std::map<std::string, std::size_t> rules;    ///< documents that break each
  std::map<std::string, std::size_t> reasons;  ///< documents by code of what was not checked

  void add(const Report& report) {
    ++verdicts[report.verdict];
    std::vector<std::string> seen;
    for (const auto& finding : report.findings) {
      if (finding.severity == validators::Severity::error) seen.push_back(finding.rule);
    }
    count(seen, rules);
    seen.clear();
    for (const auto& entry : report.not_checked) seen.push_back(entry.code);
    count(seen, reasons);
  }

 private:
  static void count(std::vector<std::string>& seen, std::map<std::string, std::size_t>& into) {
    std::sort(seen.begin(), seen.end());
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    for (const std::string& each : seen) ++into[each];
  }
};

void print_counts(const char* title, const std::map<std::string, std::size_t>& counts) {
  if (counts.empty()) return;
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::cout << title << '\n';
  for (std::size_t i = 0; i < std::min<std::size_t>(sorted.size(), 20); ++i) {
    std::cout << fmt::format("{:8}  {}\n", sorted[i].second, sorted[i].first);
  }
}

void print_summary(const Tally& tally) {
  for (const Verdict verdict : {Verdict::valid, Verdict::invalid, Verdict::not_checked}) {
    const auto found = tally.verdicts.find(verdict);
    std::cout << fmt::format("{:8}  {}\n", found == tally.verdicts.end() ? 0 : found->second,
                             to_string(verdict));
  }
  print_counts("documents by rule broken:", tally.rules);
  print_counts("documents by reason not checked:", tally.reasons);
}

void print_for_people(const Report& report) {
  std::cout << report.file;
  if (report.embedded) std::cout << " (" << report.embedded->name << " inside the PDF)";
  std::cout << ": " << to_string(report.verdict);
  if (!report.scenario.empty()) std::cout << " (" << report.scenario << ")";
  std::cout << '\n';
  for (const auto& finding : report.findings) {
    std::cout << fmt::format("  {}:{}: {}: {}\n      {}\n", finding.position.line, finding.position.column,
                             to_string(finding.severity), finding.rule, finding.text);
    // A schema's message says what is wrong, not of which element.
    if (finding.kind == validators::Kind::schema && !finding.location.empty())
      std::cout << "      at " << finding.location << '\n';
  }
  for (const auto& entry : report.not_checked) {
    const std::string line = entry.line > 0 ? std::to_string(entry.line) + ": " : "";
    const std::string rule = entry.rule.empty() ? "" : entry.rule + " ";
    std::cout << fmt::format("  {}not checked: {}{}\n      {}\n", line, rule, entry.code, entry.reason);
  }
  std::cout.flush();
}

std::string base_name(const std::string& file) {
  return file == "-" ? "stdin" : fs::path(file).filename().string();
}

std::optional<Error> write_file(const fs::path& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) return Error{"FILE", Retry::never, path.string() + ": cannot be written"};
  return std::nullopt;
}

/// One run of the command: what it prints and writes for each report.
class Output {
 public:
  Output(const Asked& asked, std::size_t count)
      : asked_(asked), count_(count), progress_(isatty(2) != 0 && (asked.summary || isatty(1) == 0)) {}

  void take(const Report& report) {
    ++done_;
    tally_.add(report);
    if (asked_.json) std::cout << validators::to_json(report) << '\n' << std::flush;
    if (!asked_.json && !asked_.summary) print_for_people(report);
    complain_of_files(report);
    if (!asked_.svrl.empty()) write_svrl(report);
    if (!asked_.html.empty()) write_html(report);
    show_progress();
  }

  int finish() {
    if (progress_) std::cerr << '\r' << std::string(40, ' ') << '\r';
    if (asked_.summary) print_summary(tally_);
    if (!std::cout.flush()) keep(Error{"FILE", Retry::never, "standard output: cannot be written"});
    if (error_) return failed(*error_);
    if (tally_.verdicts[Verdict::not_checked] > 0) return kFailed;
    return tally_.verdicts[Verdict::invalid] > 0 ? kNo : kFine;
  }

 private:
  void keep(std::optional<Error> error) {
    if (error && !error_) error_ = std::move(error);
  }

  /// What could not even be read is the caller's business, whatever becomes of the reports.
  void complain_of_files(const Report& report) const {
    for (const auto& entry : report.not_checked) {
      if (entry.code == "FILE")
        std::cerr << (progress_ ? "\r" : "") << "quittance validate: " << entry.reason << '\n';
    }
  }

  /// Several inputs may have the same name: the second one is NAME.2, and so on.
  fs::path unused_name(const std::string& folder, const std::string& name, const std::string& ending) {
    fs::path path = fs::path(folder) / (name + ending);
    for (int n = 2; !written_.insert(path).second; ++n)
      path = fs::path(folder) / fmt::format("{}.{}{}", name, n, ending);
    return path;
  }

  void write_svrl(const Report& report) {
    for (const auto& pack : report.svrl) {
      const auto path = unused_name(
          asked_.svrl, base_name(report.file) + "." + fs::path(pack.pack).filename().string(), ".svrl.xml");
      keep(write_file(path, validators::to_svrl(report, pack)));
    }
  }

  void write_html(const Report& report) {
    const auto html = renderer_.render(report, asked_.language);
    if (!html) return keep(html.error());
    keep(write_file(unused_name(asked_.html, base_name(report.file), ".html"), *html));
  }

  void show_progress() const {
    if (progress_) std::cerr << fmt::format("\r{} of {}", done_, count_) << std::flush;
  }

  const Asked& asked_;
  std::size_t count_, done_ = 0;
  bool progress_;
  Tally tally_;
  validation::HtmlReport renderer_;
  std::set<fs::path> written_;
  std::optional<Error> error_;
};

Result<std::vector<validators::Scenario>> scenarios_of(const Asked& asked) {
  if (asked.scenarios_file.empty()) return validation::built_in_scenarios();
  const Result<Bytes> bytes = validation::read_input(asked.scenarios_file);
  if (!bytes) return bytes.error();
  return validation::read_scenarios(*bytes, asked.scenarios_file);
}

Instant wall_clock() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Result<validators::CheckOptions> options_of(const Asked& asked) {
  validators::CheckOptions options;
  options.scenario = asked.scenario;
  options.packs = asked.packs;
  options.svrl = !asked.svrl.empty();
  options.now = wall_clock();
  options.budget.cpu =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(asked.rule_seconds));
  options.day = Date{std::chrono::floor<std::chrono::days>(options.now)};
  if (!asked.day.empty()) {
    const Result<Date> day = parse_date(asked.day);
    if (!day) return Error{"DATE", Retry::never, "--day " + asked.day + " is not a day such as 2026-09-01"};
    options.day = *day;
  }
  return options;
}

std::optional<Error> make_folders(const Asked& asked) {
  for (const std::string& folder : {asked.svrl, asked.html}) {
    std::error_code error;
    if (!folder.empty()) fs::create_directories(folder, error);
    if (error) return Error{"FILE", Retry::never, folder + ": " + error.message()};
  }
  return std::nullopt;
}

/// Ends the program with that exit code. Taking compiled rules apart, node by node, costs more time than
/// checking a document did; the kernel does it at once.
[[noreturn]] void leave(int exit_code) {
  std::cout.flush();
  std::cerr.flush();
  std::_Exit(exit_code);
}

int validate(const Asked& asked) {
  const auto files = validation::input_files(asked.paths);
  const auto scenarios = scenarios_of(asked);
  if (!scenarios) return failed(scenarios.error());
  const auto options = options_of(asked);
  if (!options) return failed(options.error());
  if (const auto error = make_folders(asked)) return failed(*error);
  const auto catalogue = rules::Catalogue::open(rules::find_rules_dir(asked.rules_dir, {}));
  if (!catalogue) return failed(catalogue.error());

  const keys::OpenSslDigest digest;
  const validation::RuleSources sources(*catalogue, digest, *options->day,
                                        {rules::find_cache_dir(catalogue->folder()), digest});
  validators::Library library(sources);
  for (const std::string& pack : asked.packs) {
    const auto source = sources.pack(pack, {options->day, {}});
    if (!source) return failed(source.error());
    // A pack that does not compile leaves each document "not checked"; once is enough to say why.
    if (const auto loaded = library.pack(pack, {options->day, {}}); !loaded) failed(loaded.error());
  }
  Output output(asked, files.size());
  validation::check_files({library, *scenarios, digest, *options, asked.threads}, files,
                          [&](const Report& report) { output.take(report); });
  leave(output.finish());
}

void add_options(CLI::App& command, Asked& asked) {
  command
      .add_option("PATH", asked.paths,
                  "XML files, PDFs with XML inside (Factur-X, ZUGFeRD), folders (all files below, links to "
                  "folders not "
                  "followed), - for standard input")
      ->required();
  auto* scenario =
      command.add_option("--scenario", asked.scenario, "Check by this scenario, whatever the document says");
  command
      .add_option("--rules", asked.packs,
                  "Run just these packs: installed ones by name, or a .sch, .xslt or folder")
      ->type_name("PACK,…")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->excludes(scenario);
  command.add_option("--scenarios", asked.scenarios_file, "Take the scenarios from this file")
      ->type_name("FILE");
  command.add_option("--rules-dir", asked.rules_dir,
                     "Where packs and schemas lie (also QUITTANCE_RULES_DIR)");
  command.add_option("--day", asked.day, "Day of sending or receipt, for rules with dates (default: today)")
      ->type_name("YYYY-MM-DD");
  command
      .add_option("--rule-time", asked.rule_seconds,
                  "Processor time of the rules over one document; beyond it: could not be checked")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 600.0))
      ->capture_default_str();
  command.add_option("-j", asked.threads, "Documents checked at once")->check(CLI::Range(1U, 256U));
  auto* json = command.add_flag("--json", asked.json, "One object a line for each document");
  command.add_flag("--summary", asked.summary, "Counts only")->excludes(json);
  command.add_option("--svrl", asked.svrl, "Write NAME.PACK.svrl.xml into this folder")->type_name("DIR");
  command.add_option("--html", asked.html, "Write NAME.html into this folder")->type_name("DIR");
  command.add_option("--lang", asked.language, "Language of --html")
      ->check(CLI::IsMember({"fr", "en", "de", "nl"}));
}

}  // namespace

void add_validate(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("validate", "Check documents: XML, schema, official rules");
  const auto asked = std::make_shared<Asked>();
  add_options(*command, *asked);
  command->footer(
      "Exit code: 0 all are valid, 1 some are not, 2 some could not be checked, read or written.\n"
      "Examples:\n  quittance validate invoice.xml\n  quittance validate --json -j 4 in/ > report.jsonl\n"
      "  quittance validate --rules EN16931-UBL,PEPPOL-EN16931-UBL invoice.xml\n"
      "  quittance validate --rules my-rules.sch --svrl out/ invoice.xml\n"
      "  quittance validate --html out/ --lang fr invoice.xml");
  command->callback([asked, &exit_code] { exit_code = validate(*asked); });
}

}  // namespace quittance::cli
