// The rule packs, schemas and scenarios of a running daemon.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "formats/base/time.h"
#include "gateway/rules/catalogue.h"
#include "gateway/validation/rule_sources.h"
#include "validators/validators.h"

namespace quittance::serve {

class RulesInForce {
 public:
  /// Opens the rules folder and reads the scenarios. Fails with RULES or SCENARIOS. `digest` must outlive it.
  static Result<std::unique_ptr<RulesInForce>> open(const std::filesystem::path& rules_dir,
                                                    const Digest& digest, Date today);

  [[nodiscard]] validators::Library& library() { return library_; }
  [[nodiscard]] std::span<const validators::Scenario> scenarios() const { return scenarios_; }
  [[nodiscard]] const rules::Catalogue& catalogue() const { return catalogue_; }

 private:
  RulesInForce(rules::Catalogue catalogue, std::vector<validators::Scenario> scenarios, const Digest& digest,
               Date today);

  rules::Catalogue catalogue_;
  std::vector<validators::Scenario> scenarios_;
  validation::RuleSources sources_;
  validators::Library library_;
};

}  // namespace quittance::serve
