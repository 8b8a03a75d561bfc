// One declaration for each subcommand; commands.cpp calls them in the order of --help.
#pragma once

namespace CLI {
class App;
}

namespace quittance::cli {

void add_serve(CLI::App& app, int& exit_code);     // serve.cpp
void add_validate(CLI::App& app, int& exit_code);  // validate.cpp
void add_config(CLI::App& app, int& exit_code);    // config.cpp
void add_as4(CLI::App& app, int& exit_code);       // as4.cpp
void add_lookup(CLI::App& app, int& exit_code);    // lookup.cpp
void add_testbed(CLI::App& app, int& exit_code);   // testbed.cpp
void add_keys(CLI::App& app, int& exit_code);      // keys.cpp
void add_rules(CLI::App& app, int& exit_code);     // rules.cpp
void add_xpath(CLI::App& app, int& exit_code);     // xpath.cpp
void add_show(CLI::App& app, int& exit_code);      // show.cpp
void add_blob(CLI::App& app, int& exit_code);      // show.cpp
void add_explain(CLI::App& app, int& exit_code);   // explain.cpp
void add_info(CLI::App& app, int& exit_code);      // info.cpp
void add_queue(CLI::App& app, int& exit_code);     // queue.cpp
void add_status(CLI::App& app, int& exit_code);    // queue.cpp
void add_events(CLI::App& app, int& exit_code);    // events.cpp
void add_tasks(CLI::App& app, int& exit_code);     // queue.cpp
void add_report(CLI::App& app, int& exit_code);    // report.cpp
void add_acts(CLI::App& app, int& exit_code);      // acts.cpp: hold, release, retry, cancel

}  // namespace quittance::cli
