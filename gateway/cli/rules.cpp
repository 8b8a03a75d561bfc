#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/rules_install.h"
#include "gateway/config/interpret.h"
#include "gateway/rules/place.h"
#include "gateway/rules/verify.h"
#include "keys/crypto.h"

namespace quittance::cli {

namespace {

using config::quote;

struct Asked {
  std::string rules_dir, pack;
  bool json = false;
};

Date today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

int complain(const Error& error) {
  std::cerr << "quittance: " << error.detail << '\n';
  return kFailed;
}

std::string day_or(const std::optional<Date>& day, std::string_view otherwise) {
  return day ? to_string(*day) : std::string(otherwise);
}

std::string json_day(const std::optional<Date>& day) { return day ? quote(to_string(*day)) : "null"; }

/// "in force", "from 2027-01-01", "ended 2025-12-31", "replaced by 1.3.17".
std::string state_of(const rules::Catalogue& catalogue, const rules::Pack& pack) {
  if (pack.valid_from && today() < *pack.valid_from) return "from " + to_string(*pack.valid_from);
  if (pack.valid_until && *pack.valid_until < today()) return "ended " + to_string(*pack.valid_until);
  const auto chosen = catalogue.in_force(pack.name, today());
  if (*chosen == &pack) return "in force";
  return (*chosen)->version == pack.version ? "replaced by the operator"
                                            : "replaced by " + (*chosen)->version;
}

std::string json_of(const rules::Catalogue& catalogue, const rules::Pack& pack) {
  std::string files;
  for (const auto& file : pack.files) {
    files += fmt::format(R"({}{{"name":{},"sha256":"{}"}})", files.empty() ? "" : ",", quote(file.name),
                         file.sha256.hex());
  }
  return fmt::format(
      R"({{"kind":"pack","pack":{},"version":{},"sha256":"{}","in_force":{},"state":{},"valid_from":{},"valid_until":{},"dates":"{}",)"
      R"("by_operator":{},"source":{},"licence":{},"folder":{},"main":{},"files":[{}]}})",
      quote(pack.name), quote(pack.version), pack.sha256().hex(), state_of(catalogue, pack) == "in force",
      quote(state_of(catalogue, pack)), json_day(pack.valid_from), json_day(pack.valid_until),
      pack.by_issue ? "issue" : "handling", pack.by_operator, quote(pack.source), quote(pack.licence),
      quote(pack.folder.string()), quote(pack.main), files);
}

std::string json_of(const rules::Schema& schema) {
  std::string main;
  for (const auto& name : schema.main) main += (main.empty() ? "" : ",") + quote(name);
  return fmt::format(
      R"({{"kind":"schema","schema":{},"version":{},"source":{},"licence":{},"folder":{},"main":[{}],"files":{}}})",
      quote(schema.name), quote(schema.version), quote(schema.source), quote(schema.licence),
      quote(schema.folder.string()), main, schema.files.size());
}

int list(const rules::Catalogue& catalogue, const Asked& asked) {
  for (const auto& pack : catalogue.packs()) {
    std::cout << (asked.json ? json_of(catalogue, pack)
                             : fmt::format("{:<24}{:<12}{:<26}{}", pack.name, pack.version,
                                           state_of(catalogue, pack), pack.sha256().hex().substr(0, 16)))
              << '\n';
  }
  for (const auto& schema : catalogue.schemas()) {
    std::cout << (asked.json ? json_of(schema)
                             : fmt::format("{:<24}{:<12}{:<26}{} files", schema.name, schema.version,
                                           "schema", schema.files.size()))
              << '\n';
  }
  if (catalogue.packs().empty())
    std::cerr << "no rule packs in " << catalogue.folder().string() << ": run make rules\n";
  return kFine;
}

void print(const rules::Catalogue& catalogue, const rules::Pack& pack) {
  std::cout << fmt::format(
      "{} {}\n  state       {}\n  valid       {} to {}\n  from        {}{}\n  licence     {}\n  folder      "
      "{}\n",
      pack.name, pack.version, state_of(catalogue, pack),
      day_or(pack.valid_from, "the publisher states no day"), day_or(pack.valid_until, "further notice"),
      pack.source, pack.by_operator ? ", installed by the operator" : "",
      pack.licence.empty() ? "not stated" : pack.licence, pack.folder.string());
  for (const auto& file : pack.files) {
    std::cout << fmt::format("  {} {} {}\n", file.name == pack.main ? "begins in  " : "file       ",
                             file.sha256.hex(), file.name);
  }
}

int show(const rules::Catalogue& catalogue, const Asked& asked) {
  const auto versions = catalogue.versions(asked.pack);
  const auto* schema = catalogue.schema(asked.pack);
  if (versions.empty() && schema == nullptr) {
    std::cerr << fmt::format("quittance: no rule pack or schema {} in {}: see quittance rules list\n",
                             asked.pack, catalogue.folder().string());
    return kFailed;
  }
  for (const auto* pack : versions) {
    if (asked.json)
      std::cout << json_of(catalogue, *pack) << '\n';
    else
      print(catalogue, *pack);
  }
  if (schema == nullptr) return kFine;
  if (asked.json) {
    std::cout << json_of(*schema) << '\n';
  } else {
    std::cout << fmt::format("{} {} (schema)\n  from        {}\n  folder      {}\n  files       {}\n",
                             schema->name, schema->version, schema->source, schema->folder.string(),
                             schema->files.size());
  }
  return kFine;
}

void print(const rules::Mismatch& mismatch, bool json) {
  if (json) {
    std::cout << fmt::format(R"({{"of":{},"file":{},"expected":"{}","found":{},"reason":{}}})",
                             quote(mismatch.of), quote(mismatch.file.string()), mismatch.expected.hex(),
                             mismatch.found ? "\"" + mismatch.found->hex() + "\"" : "null",
                             quote(mismatch.reason))
              << '\n';
    return;
  }
  std::cout << fmt::format("{}: {}: not what was installed\n  expected {}\n  found    {}\n", mismatch.of,
                           mismatch.file.string(), mismatch.expected.hex(),
                           mismatch.found ? mismatch.found->hex() : mismatch.reason);
}

int verify(const rules::Catalogue& catalogue, const Asked& asked) {
  const auto verified = rules::verify(catalogue, keys::OpenSslDigest());
  for (const auto& mismatch : verified.mismatches) print(mismatch, asked.json);
  if (verified.files == 0) {
    std::cerr << "quittance: nothing is installed in " << catalogue.folder().string() << ": run make rules\n";
    return kFailed;
  }
  if (!verified.mismatches.empty()) return kNo;
  if (!asked.json) {
    std::cout << fmt::format("{} packs and {} schemas, {} files: all as they were installed\n",
                             verified.packs, verified.schemas, verified.files);
  }
  return kFine;
}

using Act = int (*)(const rules::Catalogue&, const Asked&);

CLI::App* add_act(CLI::App& group, const std::shared_ptr<Asked>& asked, int& exit_code, const char* name,
                  const char* what, Act act) {
  auto* command = group.add_subcommand(name, what);
  command->add_option("--rules-dir", asked->rules_dir, "Where packs and schemas lie (or QUITTANCE_RULES_DIR)")
      ->type_name("DIR");
  command->add_flag("--json", asked->json, "One object a line");
  command->callback([asked, act, &exit_code] {
    const auto catalogue = rules::Catalogue::open(rules::find_rules_dir(asked->rules_dir, {}));
    exit_code = catalogue ? act(*catalogue, *asked) : complain(catalogue.error());
  });
  return command;
}

}  // namespace

void add_rules(CLI::App& app, int& exit_code) {
  auto* group =
      app.add_subcommand("rules", "The official rule packs and schemas: list, show, verify, install");
  group->require_subcommand(1);
  const auto asked = std::make_shared<Asked>();
  add_act(*group, asked, exit_code, "list", "Every pack and schema, and which is in force today", list)
      ->footer(
          "Examples:\n  quittance rules list\n  quittance rules list --json | jq -r "
          "'select(.in_force).pack'");
  auto* shown =
      add_act(*group, asked, exit_code, "show", "All versions of a pack: files, hashes, dates", show);
  shown->add_option("pack", asked->pack, "A pack's or schema's name")->required()->type_name("PACK");
  shown->footer("Examples:\n  quittance rules show EN16931-UBL\n  quittance rules show br-fr-ubl --json");
  add_act(*group, asked, exit_code, "verify", "Hash everything installed", verify)
      ->footer(
          "Examples:\n  quittance rules verify\n  quittance rules verify --rules-dir build/rules --json\n"
          "Exit: 0 all as installed, 1 something is not (both hashes are printed), 2 nothing to verify.");
  add_rules_install(*group, exit_code);
}

}  // namespace quittance::cli
