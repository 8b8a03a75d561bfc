#include "gateway/validation/scenarios_file.h"

#include <algorithm>

#include <toml++/toml.h>

#include "gateway/embedded.h"

namespace quittance::validation {

namespace {

using validators::Scenario;

/// Thrown inside this file and caught by read_scenarios().
struct Wrong {
  toml::source_position at;
  std::string what;
};

std::string text_of(const toml::node& node, const std::string& key) {
  const auto value = node.value<std::string>();
  if (!value || !node.is_string()) throw Wrong{node.source().begin, key + " is to be a text in quotes"};
  return *value;
}

std::vector<std::string> texts_of(const toml::node& node, const std::string& key) {
  std::vector<std::string> out;
  const toml::array* array = node.as_array();
  if (array == nullptr) throw Wrong{node.source().begin, key + " is to be a list of texts"};
  for (const toml::node& each : *array) out.push_back(text_of(each, key));
  return out;
}

Date day_of(const toml::node& node, const std::string& key) {
  const auto value = node.value<toml::date>();
  if (!value) throw Wrong{node.source().begin, key + " is to be a day such as 2026-09-01, without quotes"};
  return std::chrono::year{value->year} / value->month / value->day;
}

validators::Severity severity_of(const toml::node& node) {
  const std::string text = text_of(node, "severity");
  if (text == "error") return validators::Severity::error;
  if (text == "warning") return validators::Severity::warning;
  if (text == "information") return validators::Severity::information;
  throw Wrong{node.source().begin, "severity is to be error, warning or information, not " + text};
}

validators::Override override_of(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) throw Wrong{node.source().begin, "an override is to be { rule = …, severity = … }"};
  validators::Override out;
  bool has_severity = false;
  for (const auto& [key, value] : *table) {
    if (key == "rule") {
      out.rule = text_of(value, "rule");
    } else if (key == "pack") {
      out.pack = text_of(value, "pack");
    } else if (key == "severity") {
      out.severity = severity_of(value);
      has_severity = true;
    } else {
      throw Wrong{key.source().begin, "unknown key " + std::string(key) + " in an override"};
    }
  }
  if (out.rule.empty() || !has_severity)
    throw Wrong{node.source().begin, "an override needs rule and severity"};
  return out;
}

validators::Direction direction_of(const toml::node& node) {
  const std::string text = text_of(node, "direction");
  if (text == "out") return validators::Direction::out;
  if (text == "in") return validators::Direction::in;
  throw Wrong{node.source().begin, "direction is to be out or in, not " + text};
}

void set(Scenario& scenario, const toml::key& key, const toml::node& value) {
  const std::string name(key.str());
  if (name == "name") {
    scenario.name = text_of(value, name);
  } else if (name == "syntax") {
    scenario.syntaxes = texts_of(value, name);
  } else if (name == "customization") {
    scenario.customizations = texts_of(value, name);
  } else if (name == "profile") {
    scenario.profiles = texts_of(value, name);
  } else if (name == "direction") {
    scenario.direction = direction_of(value);
  } else if (name == "from") {
    scenario.from = day_of(value, name);
  } else if (name == "until") {
    scenario.until = day_of(value, name);
  } else if (name == "schema") {
    scenario.schema = text_of(value, name);
  } else if (name == "packs") {
    scenario.packs = texts_of(value, name);
  } else if (name == "overrides") {
    if (!value.is_array()) throw Wrong{value.source().begin, "overrides is to be a list"};
    for (const toml::node& each : *value.as_array()) scenario.overrides.push_back(override_of(each));
  } else {
    throw Wrong{key.source().begin, "unknown key " + name + " in a scenario"};
  }
}

Scenario scenario_of(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) throw Wrong{node.source().begin, "[[scenario]] expected"};
  Scenario out;
  for (const auto& [key, value] : *table) set(out, key, value);
  if (out.name.empty()) throw Wrong{node.source().begin, "a scenario needs a name"};
  if (out.syntaxes.empty()) throw Wrong{node.source().begin, "scenario " + out.name + " needs a syntax"};
  return out;
}

std::vector<Scenario> scenarios_of(const toml::table& document) {
  std::vector<Scenario> out;
  for (const auto& [key, value] : document) {
    if (key != "scenario" || !value.is_array()) {
      throw Wrong{key.source().begin, "unknown key " + std::string(key) + "; only [[scenario]] is known"};
    }
    for (const toml::node& each : *value.as_array()) {
      Scenario scenario = scenario_of(each);
      const bool known =
          std::any_of(out.begin(), out.end(), [&](const Scenario& s) { return s.name == scenario.name; });
      if (known) throw Wrong{each.source().begin, "scenario " + scenario.name + " occurs twice"};
      out.push_back(std::move(scenario));
    }
  }
  return out;
}

Error error_at(const std::string& name, const toml::source_position& at, const std::string& what) {
  return {"SCENARIOS", Retry::never,
          name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + what};
}

}  // namespace

Result<std::vector<Scenario>> read_scenarios(std::string_view toml, const std::string& name) {
  try {
    return scenarios_of(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return error_at(name, error.source().begin, std::string(error.description()));
  } catch (const Wrong& wrong) {
    return error_at(name, wrong.at, wrong.what);
  }
}

Result<std::vector<Scenario>> built_in_scenarios() {
  return read_scenarios(embedded("scenarios.toml"), "conf/scenarios.toml");
}

}  // namespace quittance::validation
