// Rule packs and schemas of the rules folder, and packs named by a path, as the validators ask for them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "formats/base/digest.h"
#include "gateway/rules/read_rules.h"
#include "gateway/rules/schema_sets.h"
#include "gateway/version.h"
#include "validators/library.h"

namespace quittance::rules {
class Release;
}

namespace quittance::validation {

/// A pack's name is that of an installed pack; with a "/" or the ending .sch, .xslt or .xsl, or when it names
/// a folder and no pack, it is a path.
class RuleSources : public validators::Sources {
 public:
  /// All must outlive it. `today` decides which version is in force where the caller names no day.
  /// `cache` keeps compiled schemas and rules as read.
  RuleSources(const rules::Catalogue& catalogue, const Digest& digest, Date today, rules::Cache cache)
      : catalogue_(catalogue),
        digest_(digest),
        today_(today),
        schemas_(catalogue, cache, digest),
        read_rules_(std::move(cache), build_id(), digest) {}
  ~RuleSources() override;

  [[nodiscard]] Result<validators::PackSource> pack(const std::string& name,
                                                    const validators::Days& days) const override;
  [[nodiscard]] Result<schematron::Schema> rules(const validators::PackSource& source) const override;
  [[nodiscard]] Result<std::string> schema_part(const std::string& name,
                                                std::string_view root_namespace) const override;
  [[nodiscard]] Result<xml::Grammars> schema(const std::string& name, const std::string& part) const override;

 private:
  [[nodiscard]] Result<validators::PackSource> installed(const std::string& name,
                                                         const validators::Days& days) const;
  [[nodiscard]] Result<validators::PackSource> at_path(const std::string& path) const;

  const rules::Catalogue& catalogue_;
  const Digest& digest_;
  Date today_;
  rules::SchemaSets schemas_;
  rules::ReadRules read_rules_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, validators::PackSource> paths_;  ///< opened once: their bytes are hashed
};

}  // namespace quittance::validation
