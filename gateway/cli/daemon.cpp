#include "gateway/cli/daemon.h"

#include <Poco/JSON/Stringifier.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <sstream>

#include "gateway/cli/commands.h"
#include "gateway/config/config.h"
#include "gateway/control/client.h"

namespace quittance::cli {
namespace {

/// Codes by which the daemon says "no" to a question it understood.
bool is_no(const Error& error) {
  return error.code == "ITEM-UNKNOWN" || error.code == "ITEM-AMBIGUOUS" || error.code == "NOT-ALLOWED";
}

}  // namespace

void DaemonOptions::add_to(CLI::App& command) {
  command.add_option("--config", config,
                     "the daemon's configuration file (default: QUITTANCE_CONFIG, else "
                     "/etc/quittance/quittance.toml)");
  command.add_flag("--json", json, "print JSON");
}

Result<control::Value> ask(const DaemonOptions& options, const std::string& call,
                           const control::Object& arguments) {
  const auto file = config::config_file(options.config.empty() ? std::nullopt
                                                               : std::optional(config::Path(options.config)));
  const auto loaded = config::load(file);
  if (!loaded.config)
    return Error{"CONFIG", Retry::never,
                 file.string() + " has errors: see `quittance config check --config " + file.string() + "`"};
  auto client = control::Client::connect(loaded.config->node.socket().string());
  if (!client) return client.error();
  return client->call(call, arguments);
}

int ask_and_print(const DaemonOptions& options, const std::string& call, const control::Object& arguments,
                  const std::function<void(const control::Value&)>& print) {
  const auto answer = ask(options, call, arguments);
  if (!answer) {
    fail(answer.error());
    return is_no(answer.error()) ? kNo : kFailed;
  }
  if (options.json) {
    std::cout << line_of(*answer) << '\n';
  } else {
    print(*answer);
  }
  return kFine;
}

std::string line_of(const control::Value& value) {
  std::ostringstream out;
  Poco::JSON::Stringifier::stringify(value, out);
  return out.str();
}

int fail(const Error& error) {
  std::cerr << "quittance: " << error.code << ": " << error.detail << '\n';
  return kFailed;
}

}  // namespace quittance::cli
