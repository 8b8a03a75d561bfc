#include "gateway/config/config.h"

#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/config/interpret.h"
#include "gateway/config/print.h"
#include "gateway/log/codes.h"

namespace quittance::cli {

namespace {

struct Asked {
  std::string config;
  bool json = false, all = false, changed = false, deep = false, man = false, journal = false;
};

config::Path file_of(const Asked& asked) {
  return config::config_file(asked.config.empty() ? std::nullopt : std::optional<config::Path>(asked.config));
}

void print_problem(const config::Problem& problem, bool json) {
  if (!json) {
    std::cerr << problem.text() << '\n';
    return;
  }
  std::cout << fmt::format(R"({{"file":{},"line":{},"column":{},"message":{}}})",
                           config::quote(problem.at.file), problem.at.line, problem.at.column,
                           config::quote(problem.message))
            << '\n';
}

/// 0 nothing wrong, 1 something is, 2 the file itself cannot be read.
int print_problems(const std::vector<config::Problem>& problems, const config::Path& file, bool json) {
  int exit_code = kFine;
  for (const auto& problem : problems) {
    print_problem(problem, json);
    const bool unreadable = problem.at.line == 0 && problem.at.file == file.string();
    exit_code = std::max<int>(exit_code, unreadable ? kFailed : kNo);
  }
  return exit_code;
}

std::string summary(const config::Config& config) {
  const auto ways = !config.as4.enabled() ? "no AS4" : config.as4.listen ? "AS4 both ways" : "AS4 out";
  return fmt::format("{} folder(s), {} partner(s), {}, {}", config.folders.size(), config.partners.size(),
                     ways, config.mail.smtp_host.empty() ? "no mail" : "mail by " + config.mail.smtp_host);
}

int check(const Asked& asked) {
  const auto file = file_of(asked);
  auto loaded = config::load(file);
  if (loaded.config)
    loaded.problems =
        asked.deep ? config::check_surroundings(*loaded.config) : config::check_folders(*loaded.config);
  const int exit_code = print_problems(loaded.problems, file, asked.json);
  if (exit_code == kFine && !asked.json)
    std::cout << file.string() << ": fine: " << summary(*loaded.config) << '\n';
  if (exit_code == kFailed) {
    std::cerr
        << "name another with --config FILE, or begin with: quittance config reference > quittance.toml\n";
  }
  return exit_code;
}

int show(const Asked& asked) {
  const auto file = file_of(asked);
  const auto loaded = config::load(file);
  if (!loaded.config) return std::max<int>(print_problems(loaded.problems, file, false), kFailed);
  const auto which = asked.changed ? config::Which::changed : config::Which::all;
  std::cout << (asked.json ? config::show_json(*loaded.config, which)
                           : config::show_toml(*loaded.config, which));
  return kFine;
}

void add_file(CLI::App& command, Asked& asked) {
  command
      .add_option("--config", asked.config,
                  "The file (default: QUITTANCE_CONFIG, else /etc/quittance/quittance.toml)")
      ->type_name("FILE");
}

void add_check(CLI::App& group, const std::shared_ptr<Asked>& asked, int& exit_code) {
  auto* command = group.add_subcommand("check", "Tell all that is wrong, each with file, line and column");
  add_file(*command, *asked);
  command->add_flag("--deep", asked->deep, "Look at the named files, folders and secrets too");
  command->add_flag("--json", asked->json, "One object a line for each error");
  command->footer(
      "Examples:\n  quittance config check\n  quittance config check --deep --config ./quittance.toml\n"
      "Exit: 0 nothing wrong, 1 something is, 2 the file cannot be read.");
  command->callback([asked, &exit_code] { exit_code = check(*asked); });
}

void add_show(CLI::App& group, const std::shared_ptr<Asked>& asked, int& exit_code) {
  auto* command = group.add_subcommand("show", "Print what is in force, and where it was said");
  add_file(*command, *asked);
  auto* all = command->add_flag("--all", asked->all, "Every key (the default)");
  command->add_flag("--changed", asked->changed, "Only what a file says")->excludes(all);
  command->add_flag("--json", asked->json, "One object a line for each key");
  command->footer(
      "Examples:\n  quittance config show --changed\n  quittance config show --json | jq 'select(.changed)'\n"
      "Secrets are never shown, only where they are read from.");
  command->callback([asked, &exit_code] { exit_code = show(*asked); });
}

void add_reference(CLI::App& group, const std::shared_ptr<Asked>& asked, int& exit_code) {
  auto* command = group.add_subcommand("reference", "Print a file with every key, its purpose and default");
  auto* man = command->add_flag("--man", asked->man, "As the manual page quittance.toml(5)");
  command->add_flag("--journal", asked->journal, "The log's messages as a catalogue for journalctl -x")
      ->excludes(man);
  command->footer(
      "Examples:\n  quittance config reference > quittance.toml\n  quittance config reference --man | man -l "
      "-");
  command->callback([asked, &exit_code] {
    std::cout << (asked->man       ? config::manual_page()
                  : asked->journal ? log::journal_catalogue()
                                   : config::reference_copy());
    exit_code = kFine;
  });
}

}  // namespace

void add_config(CLI::App& app, int& exit_code) {
  auto* group = app.add_subcommand("config", "Check and show the configuration");
  group->require_subcommand(1);
  const auto asked = std::make_shared<Asked>();
  add_check(*group, asked, exit_code);
  add_show(*group, asked, exit_code);
  add_reference(*group, asked, exit_code);
}

}  // namespace quittance::cli
