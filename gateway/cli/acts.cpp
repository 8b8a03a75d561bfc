// hold, release, retry, cancel: what a person may do with a delivery. Each needs a reason, which goes into
// the journal.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/add.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/text.h"

namespace quittance::cli {
namespace {

struct ActCommand {
  DaemonOptions daemon;
  std::string id, reason;
};

void add_act(CLI::App& app, int& exit_code, const std::string& name, const char* summary) {
  auto* const command = app.add_subcommand(name, summary);
  auto options = std::make_shared<ActCommand>();
  options->daemon.add_to(*command);
  command->add_option("ID", options->id, "id, invoice number, or a unique prefix of either")->required();
  command->add_option("--reason", options->reason, "why; kept in the journal")->required();
  command->footer("Examples:\n  quittance " + name +
                  " acme-1001 --reason 'asked by the customer'\n  quittance " + name +
                  " 4f1c --reason 'see ticket 12' --json");
  command->callback([options, name, &exit_code] {
    control::Object arguments;
    arguments.set("id", options->id);
    arguments.set("reason", options->reason);
    exit_code = ask_and_print(options->daemon, name, arguments, [](const control::Value& answer) {
      std::cout << "now " << text_of(answer.extract<control::Object::Ptr>(), "state") << '\n';
    });
  });
}

}  // namespace

void add_acts(CLI::App& app, int& exit_code) {
  add_act(app, exit_code, "hold", "do nothing with a delivery until it is released");
  add_act(app, exit_code, "release", "end a hold; the delivery is checked again");
  add_act(app, exit_code, "retry", "try a deferred or doubtful delivery now");
  add_act(app, exit_code, "cancel", "stop a delivery that surely did not leave");
}

}  // namespace quittance::cli
