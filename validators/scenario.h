// Which rules apply to which document, as data: a list of scenarios, the first that fits is taken.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "formats/base/result.h"
#include "formats/base/time.h"
#include "validators/report.h"

namespace quittance::validators {

enum class Direction { out, in };

/// What a document says about itself, and what we know about its way.
struct Subject {
  std::string syntax;  ///< "ubl-invoice", "cii" …
  std::string namespace_uri, root;
  std::string customization;  ///< BT-24
  std::string profile;        ///< BT-23
  std::optional<Date> day;    ///< of sending or receipt; not known: every version fits
  std::optional<Direction> direction;
};

/// Another severity than the rule's own. An empty pack means the rule of any pack.
struct Override {
  std::string pack, rule;
  Severity severity = Severity::error;
};

/// "*" at the end of a customization or profile stands for any rest; an empty list does not ask.
struct Scenario {
  std::string name;
  std::vector<std::string> syntaxes;
  std::vector<std::string> customizations;
  std::vector<std::string> profiles;
  std::optional<Direction> direction;
  std::optional<Date> from, until;  ///< first and last day
  std::string schema;               ///< name of a schema set; "" = none
  std::vector<std::string> packs;   ///< in sequence
  std::vector<Override> overrides;
};

bool fits(const Scenario& scenario, const Subject& subject);

/// The first scenario that fits. Fails with SCENARIO and what was seen (syntax, BT-24, BT-23) when none does.
Result<const Scenario*> choose(std::span<const Scenario> scenarios, const Subject& subject);

/// Severity of a rule under a scenario.
Severity severity_under(const Scenario& scenario, const std::string& pack, const std::string& rule,
                        Severity own);

}  // namespace quittance::validators
