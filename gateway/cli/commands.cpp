#include "gateway/cli/commands.h"

#include <CLI/CLI.hpp>

#include "gateway/cli/add.h"

namespace quittance::cli {

// add_NAME(app, exit_code) is defined in NAME.cpp. The order here is the order of --help.

void add_commands(CLI::App& app, int& exit_code) {
  add_serve(app, exit_code);
  add_validate(app, exit_code);
  add_info(app, exit_code);
  add_queue(app, exit_code);
  add_show(app, exit_code);
  add_explain(app, exit_code);
  add_events(app, exit_code);
  add_tasks(app, exit_code);
  add_status(app, exit_code);
  add_report(app, exit_code);
  add_acts(app, exit_code);
  add_blob(app, exit_code);
  add_config(app, exit_code);
  add_keys(app, exit_code);
  add_as4(app, exit_code);
  add_lookup(app, exit_code);
  add_testbed(app, exit_code);
  add_rules(app, exit_code);
  add_xpath(app, exit_code);
}

}  // namespace quittance::cli
