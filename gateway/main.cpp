// One binary, two faces: `quittance serve` is the daemon, every other subcommand is the tool.
#include <CLI/CLI.hpp>
#include <string>

#include "gateway/cli/commands.h"
#include "gateway/version.h"

int main(int argc, char** argv) {
  CLI::App app{
      "Quittance: an e-invoice gateway that stays until the receipt, the acceptance and the money are "
      "proved."};
  app.name("quittance");
  app.require_subcommand(1);
  app.set_version_flag("--version", "quittance " + std::string(quittance::version()));
  int exit_code = quittance::cli::kFine;
  quittance::cli::add_commands(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11's own codes are above 100; ours are 0 for --help and --version, 2 for a command line we do not
    // understand.
    return app.exit(error) == 0 ? quittance::cli::kFine : quittance::cli::kFailed;
  }
  return exit_code;
}
