#include "gateway/serve/rules_in_force.h"

#include "gateway/validation/scenarios_file.h"

namespace quittance::serve {

Result<std::unique_ptr<RulesInForce>> RulesInForce::open(const std::filesystem::path& rules_dir,
                                                         const Digest& digest, Date today) {
  auto catalogue = rules::Catalogue::open(rules_dir);
  if (!catalogue) return catalogue.error();
  auto scenarios = validation::built_in_scenarios();
  if (!scenarios) return scenarios.error();
  return std::unique_ptr<RulesInForce>(
      new RulesInForce(std::move(catalogue).value(), std::move(scenarios).value(), digest, today));
}

RulesInForce::RulesInForce(rules::Catalogue catalogue, std::vector<validators::Scenario> scenarios,
                           const Digest& digest, Date today)
    : catalogue_(std::move(catalogue)),
      scenarios_(std::move(scenarios)),
      sources_(catalogue_, digest, today, {rules::find_cache_dir(catalogue_.folder()), digest}),
      library_(sources_) {}

}  // namespace quittance::serve
