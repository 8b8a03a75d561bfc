// Where the rule packs and schemas lie.
#pragma once

#include <filesystem>

namespace quittance::rules {

/// The first that is said of: --rules-dir, QUITTANCE_RULES_DIR, the configuration's node.rules_dir; else the
/// rules/ beside the bin/ the program runs from, if it has a manifest (a build tree); else
/// /var/lib/quittance/rules. Empty paths say nothing.
std::filesystem::path find_rules_dir(const std::filesystem::path& option,
                                     const std::filesystem::path& configured);

}  // namespace quittance::rules
