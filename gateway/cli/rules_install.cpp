#include "gateway/cli/rules_install.h"

#include <algorithm>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "gateway/cli/commands.h"
#include "gateway/config/interpret.h"
#include "gateway/disk/write_file.h"
#include "gateway/rules/examine.h"
#include "gateway/rules/install.h"
#include "gateway/rules/place.h"
#include "gateway/rules/release.h"
#include "gateway/rules/zip.h"
#include "keys/crypto.h"
#include "validators/schematron/source.h"

namespace quittance::cli {

namespace {

using config::quote;

struct Asked {
  std::string rules_dir, path, name, version, from, until, sha256;
  bool by_issue = false, json = false;
};

int complain(std::string_view sentence, int exit_code = kFailed) {
  std::cerr << "quittance: " << sentence << '\n';
  return exit_code;
}

/// The days and the hash that were asked for.
Result<rules::InstallOptions> options_of(const Asked& asked) {
  rules::InstallOptions options;
  options.path = asked.path;
  options.name = asked.name;
  options.version = asked.version;
  options.by_issue = asked.by_issue;
  options.today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  for (const auto& [text, day] :
       {std::pair{&asked.from, &options.valid_from}, {&asked.until, &options.valid_until}}) {
    if (text->empty()) continue;
    const auto parsed = parse_date(*text);
    if (!parsed) return Error{"RULES", Retry::never, *text + " is no day such as 2026-09-01"};
    *day = *parsed;
  }
  if (!asked.sha256.empty()) {
    const auto parsed = Sha256::parse(asked.sha256);
    if (!parsed) return Error{"RULES", Retry::never, asked.sha256 + " is no SHA-256: 64 hexadecimal digits"};
    options.sha256 = *parsed;
  }
  return options;
}

void print(const rules::InstalledPack& installed, bool json) {
  const auto& pack = installed.pack;
  if (json) {
    std::cout
        << fmt::format(
               R"({{"pack":{},"version":{},"sha256":"{}","fresh":{},"valid_from":{},"folder":{},"trouble":{}}})",
               quote(pack.name), quote(pack.version), pack.sha256().hex(), installed.fresh,
               pack.valid_from ? quote(to_string(*pack.valid_from)) : "null", quote(pack.folder.string()),
               installed.trouble ? quote(*installed.trouble) : "null")
        << '\n';
    return;
  }
  std::cout << fmt::format("{} {} {}{}\n  {} {}\n", pack.name, pack.version,
                           installed.fresh ? "installed" : "was installed already",
                           pack.valid_from ? ", in force from " + to_string(*pack.valid_from) : "",
                           pack.sha256().hex(), pack.main);
  if (installed.version_guessed)
    std::cout << "  no version found in it: the day stands for it; --version says another\n";
  if (installed.trouble)
    std::cout << "  warning: the engine refuses it, documents will be \"not checked\": " << *installed.trouble
              << '\n';
}

int install(const Asked& asked) {
  const auto options = options_of(asked);
  if (!options) return complain(options.error().detail);
  const auto catalogue = rules::Catalogue::open(rules::find_rules_dir(asked.rules_dir, {}));
  if (!catalogue) return complain(catalogue.error().detail);
  const auto installed = rules::install(*options, *catalogue, keys::OpenSslDigest());
  if (!installed) return complain(installed.error().detail, installed.error().code == "HASH" ? kNo : kFailed);
  for (const auto& one : *installed) print(one, asked.json);
  return kFine;
}

void add_install(CLI::App& group, const std::shared_ptr<Asked>& asked, int& exit_code) {
  auto* command = group.add_subcommand(
      "install", "Add the rule packs of a publisher's release beside those that are there");
  command->add_option("path", asked->path, "A folder, a zip, or a .sch or .xslt file")
      ->required()
      ->type_name("PATH");
  command->add_option("--rules-dir", asked->rules_dir, "Where packs lie (or QUITTANCE_RULES_DIR)")
      ->type_name("DIR");
  command->add_option("--name", asked->name, "The pack's name, where the file's own is not it")
      ->type_name("PACK");
  command->add_option("--version", asked->version, "Its version, where the release does not say it")
      ->type_name("V");
  command
      ->add_option("--from", asked->from,
                   "The first day it is in force (default: today, if others are there)")
      ->type_name("DAY");
  command->add_option("--until", asked->until, "The last day")->type_name("DAY");
  command->add_flag("--by-issue", asked->by_issue,
                    "These are days of the documents' issue, not of their sending or receipt");
  command->add_option("--sha256", asked->sha256, "What the file's hash must be")->type_name("HASH");
  command->add_flag("--json", asked->json, "One object a line for each pack");
  command->footer(
      "Examples:\n  quittance rules install peppol-bis-invoice-3.zip --version 2026.11\n"
      "  quittance rules install BR-FR-CII_V1.4.1.sch --from 2027-01-01 --sha256 3f0a…\n"
      "Exit: 0 installed, 1 a hash is wrong, 2 it could not be done.");
  command->callback([asked, &exit_code] { exit_code = install(*asked); });
}

struct Compiled {
  std::string path, out;
};

/// One file that holds the rules and all they lean on: --rules and `rules install` take it.
int write_out(rules::RuleSource source, const std::string& out) {
  rules::strip_common_folder(source);
  const auto written = disk::write_file(out, rules::zip(source.files), 0644);
  return written ? kFine : complain(written.error().detail);
}

/// "file:line:column: what", the file by the name it was asked for.
int refuse(const Error& error, const std::string& inner, const std::string& path) {
  const bool named = error.detail.starts_with(inner + ":");
  return complain(named ? path + error.detail.substr(inner.size()) : path + ": " + error.detail, kNo);
}

constexpr std::size_t kMostRemarks = 10;

void print_remarks(const std::vector<std::string>& remarks) {
  for (std::size_t i = 0; i < std::min(remarks.size(), kMostRemarks); ++i)
    std::cout << "  note: " << remarks[i] << '\n';
  if (remarks.size() > kMostRemarks)
    std::cout << fmt::format("  note: {} more of these\n", remarks.size() - kMostRemarks);
}

int compile(const Compiled& asked) {
  const auto release = rules::open_release(asked.path, keys::OpenSslDigest());
  if (!release) return complain(release.error().detail);
  const auto candidates = (*release)->candidates();
  if (candidates.size() != 1) return complain(asked.path + ": name one .sch or .xslt file");
  const auto& main = candidates.front();
  auto source = rules::examine(main, **release);
  if (!source) {
    const auto read = schematron::read(main, **release);
    return read ? complain(asked.path + ": holds no pattern", kNo) : refuse(read.error(), main, asked.path);
  }
  if (source->trouble) return refuse(*source->trouble, main, asked.path);
  std::cout << fmt::format("{}: fine: {} patterns, {} rules, {} assertions, {} file(s)\n", asked.path,
                           source->patterns, source->rules, source->assertions, source->files.size());
  print_remarks(source->remarks);
  return asked.out.empty() ? kFine : write_out(std::move(*source), asked.out);
}

void add_compile(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("compile", "Compile a rule source, and tell what is wrong with file:line:column");
  const auto asked = std::make_shared<Compiled>();
  command->add_option("file", asked->path, "A .sch or .xslt file")->required()->type_name("FILE");
  command->add_option("-o,--output", asked->out, "Write the rules with all they include into one file")
      ->type_name("OUT");
  command->footer(
      "Examples:\n  quittance rules compile my-rules.sch\n"
      "  quittance rules compile XRechnung-UBL-validation.sch -o xrechnung-ubl.zip\n"
      "Exit: 0 it compiles, 1 it does not, 2 it cannot be read or written.");
  command->callback([asked, &exit_code] { exit_code = compile(*asked); });
}

}  // namespace

void add_rules_install(CLI::App& group, int& exit_code) {
  add_install(group, std::make_shared<Asked>(), exit_code);
  add_compile(group, exit_code);
}

}  // namespace quittance::cli
