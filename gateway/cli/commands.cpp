#include "gateway/cli/commands.h"

#include <CLI/CLI.hpp>

namespace quittance::cli {

// add_NAME(app, exit_code) is defined in NAME.cpp. The order here is the order of --help.

void add_commands(CLI::App& app, int& exit_code) {
  (void)app;
  (void)exit_code;
}

}  // namespace quittance::cli
