// The subcommands. Each lives in a file of its own and is added by one line of commands.cpp.
#pragma once

namespace CLI {
class App;
}

namespace quittance::cli {

/// What every command ends with (facts of the public contract): fine, the answer is "no", could not be done.
enum Exit : int { kFine = 0, kNo = 1, kFailed = 2, kBadConfiguration = 78 };

/// Adds every subcommand to `app`. The callback of the one that is parsed writes its exit code to
/// `exit_code`.
void add_commands(CLI::App& app, int& exit_code);

}  // namespace quittance::cli
