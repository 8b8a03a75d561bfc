// `quittance rules install` and `compile`, part of add_rules().
#pragma once

namespace CLI {
class App;
}

namespace quittance::cli {

void add_rules_install(CLI::App& group, int& exit_code);

}  // namespace quittance::cli
