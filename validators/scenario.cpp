#include "validators/scenario.h"

#include <algorithm>

namespace quittance::validators {

namespace {

bool matches(const std::string& wanted, const std::string& value) {
  if (wanted.ends_with('*')) return value.starts_with(std::string_view(wanted).substr(0, wanted.size() - 1));
  return wanted == value;
}

bool any_matches(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() ||
         std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) { return matches(w, value); });
}

}  // namespace

bool fits(const Scenario& scenario, const Subject& subject) {
  if (!any_matches(scenario.syntaxes, subject.syntax)) return false;
  if (!any_matches(scenario.customizations, subject.customization)) return false;
  if (!any_matches(scenario.profiles, subject.profile)) return false;
  if (scenario.direction && subject.direction && *scenario.direction != *subject.direction) return false;
  if (!subject.day) return true;
  return (!scenario.from || *scenario.from <= *subject.day) &&
         (!scenario.until || *subject.day <= *scenario.until);
}

Result<const Scenario*> choose(std::span<const Scenario> scenarios, const Subject& subject) {
  for (const Scenario& scenario : scenarios) {
    if (fits(scenario, subject)) return &scenario;
  }
  std::string seen = "no scenario for " + subject.syntax + " <" + subject.root + "> in " +
                     (subject.namespace_uri.empty() ? "no namespace" : subject.namespace_uri);
  seen +=
      ", customization (BT-24) '" + subject.customization + "', profile (BT-23) '" + subject.profile + "'";
  return Error{"SCENARIO", Retry::never, seen};
}

Severity severity_under(const Scenario& scenario, const std::string& pack, const std::string& rule,
                        Severity own) {
  for (const Override& change : scenario.overrides) {
    if (change.rule == rule && (change.pack.empty() || change.pack == pack)) return change.severity;
  }
  return own;
}

}  // namespace quittance::validators
