// A file that rules begin in, with all it leans on, tried by the engine.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "gateway/rules/release.h"

namespace quittance::rules {

struct RuleSource {
  std::string main;
  std::string schema_version;          ///< sch:schema/@schemaVersion
  std::map<std::string, Bytes> files;  ///< main, what it includes, and what document('…') opens
  std::optional<Error> trouble;        ///< the engine refuses it; the detail begins with file:line:column
  std::vector<std::string> remarks;    ///< "file:line:column: what": left out, and makes no finding
  std::size_t patterns = 0, rules = 0, assertions = 0;
};

/// Reads and compiles a file of a release. Nothing when it holds no rules: a fragment that others include, a
/// stylesheet for something else, no XML at all.
std::optional<RuleSource> examine(const std::string& main, const Release& release);

/// Every pack of a release by its derived name: one main file for each, none that another includes. Of
/// several forms of one pack: what the engine takes before what it refuses, the source before the compiled
/// form, the whole text
/// ("preprocessed") before the one in pieces.
std::map<std::string, RuleSource> find_packs(const Release& release);

/// Makes names relative to the deepest folder that holds all files.
void strip_common_folder(RuleSource& source);

}  // namespace quittance::rules
