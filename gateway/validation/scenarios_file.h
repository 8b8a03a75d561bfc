// conf/scenarios.toml as values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/base/result.h"
#include "validators/scenario.h"

namespace quittance::validation {

/// Reads the scenarios of a TOML text. Unknown keys, wrong types and names that occur twice are errors. Fails
/// with SCENARIOS and "name:line:column: what".
Result<std::vector<validators::Scenario>> read_scenarios(std::string_view toml, const std::string& name);

/// Those that are part of the program (conf/scenarios.toml).
Result<std::vector<validators::Scenario>> built_in_scenarios();

}  // namespace quittance::validation
