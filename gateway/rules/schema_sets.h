// The schema sets of the catalogue, compiled: from the cache when it has them, else from their files after
// each file's hash was checked, and then into the cache.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "formats/xml/schema.h"
#include "gateway/rules/cache.h"

namespace quittance::rules {

/// Safe for use by several threads.
class SchemaSets {
 public:
  /// A set of many main files is taken apart by their target namespaces, for UBL's 65 documents together take
  /// a second to compile and one is asked for. All must outlive it.
  SchemaSets(const Catalogue& catalogue, Cache cache, const Digest& digest)
      : catalogue_(catalogue), cache_(std::move(cache)), digest_(digest) {}

  /// The part of a set that documents with that root namespace are checked against: the namespace, or "" for
  /// the whole set, when it has one main file or none for that namespace. Fails with SCHEMA-SET when there is
  /// no such set, and like open().
  [[nodiscard]] Result<std::string> part_of(const std::string& name, std::string_view root_namespace) const;

  /// Fails with SCHEMA-SET when there is no such set, with RULES when a file is not what was installed (both
  /// hashes in the detail), with XSD when it does not compile. A cache that cannot be written is gone
  /// without.
  [[nodiscard]] Result<xml::Grammars> open(const std::string& name, const std::string& part) const;

 private:
  /// Target namespace to main files.
  using Parts = std::multimap<std::string, std::string, std::less<>>;

  [[nodiscard]] Result<const Schema*> find(const std::string& name) const;
  [[nodiscard]] Result<const Parts*> parts(const Schema& schema) const;
  [[nodiscard]] Result<Parts> read_parts(const Schema& schema) const;
  [[nodiscard]] Sha256 key(std::string_view kind, const Schema& schema, std::string_view part) const;

  const Catalogue& catalogue_;
  Cache cache_;
  const Digest& digest_;
  mutable std::mutex mutex_;
  mutable std::map<const Schema*, Parts> parts_;
};

}  // namespace quittance::rules
