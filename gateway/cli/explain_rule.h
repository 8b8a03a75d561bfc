// `quittance explain rule:ID`: a rule's words, and what it made of a document.
#pragma once

#include <optional>
#include <string>

namespace quittance::cli {

struct RuleQuestion {
  std::string id;
  std::string pack;      ///< empty: all packs in force today
  std::string document;  ///< file of --on; empty: none
  std::string rules_dir;
  bool json = false;
};

/// Prints what there is and returns the exit code; nothing when no pack has such a rule.
std::optional<int> explain_rule(const RuleQuestion& question);

}  // namespace quittance::cli
