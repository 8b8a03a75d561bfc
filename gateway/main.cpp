// One binary, two faces: `quittance serve` is the daemon, every other subcommand is the tool.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <string>
#include <system_error>

#include "gateway/cli/commands.h"
#include "gateway/version.h"

namespace {

/// An answer that reached nobody is no answer.
int unwritten() {
  std::cerr << "quittance: standard output: cannot be written\n";
  return quittance::cli::kFailed;
}

}  // namespace

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
  } catch (const std::system_error&) {  // fmt::print's, where the reader is gone and SIGPIPE is ignored
    return unwritten();
  }
  const bool written = std::fflush(stdout) == 0 && std::cout.flush().good();
  return written || exit_code == quittance::cli::kFailed ? exit_code : unwritten();
}
