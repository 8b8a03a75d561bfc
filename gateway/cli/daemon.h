// What all commands that ask a daemon share: which daemon, and how an answer is printed.
#pragma once

#include <functional>
#include <string>

#include "gateway/control/protocol.h"

namespace CLI {
class App;
}

namespace quittance::cli {

/// --config and --json of a command that asks the daemon.
struct DaemonOptions {
  std::string config;  ///< empty: QUITTANCE_CONFIG, else the default
  bool json = false;

  /// Adds both to a subcommand.
  void add_to(CLI::App& command);
};

/// Finds the daemon's socket by its configuration file and asks. Fails with CONFIG or the codes of control.
Result<control::Value> ask(const DaemonOptions& options, const std::string& call,
                           const control::Object& arguments);

/// Asks and prints: the answer as one line of JSON with --json, else by `print`. Returns the exit code; an
/// error goes to stderr with its code, what it is about and what to do. The daemon's "no" (unknown item, not
/// allowed) is kNo.
int ask_and_print(const DaemonOptions& options, const std::string& call, const control::Object& arguments,
                  const std::function<void(const control::Value&)>& print);

/// One line of JSON.
std::string line_of(const control::Value& value);

/// Prints "quittance: CODE: detail" to stderr and returns kFailed.
int fail(const Error& error);

}  // namespace quittance::cli
