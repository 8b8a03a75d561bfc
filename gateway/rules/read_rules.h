// Rule sources as schematron::read() gives them, kept in the cache: reading the publishers' files takes two
// thirds of the time that a pack needs until it runs.
#pragma once

#include <string>

#include "gateway/rules/cache.h"
#include "gateway/rules/hashed_files.h"

namespace quittance::rules {

/// Safe for use by several threads and processes.
class ReadRules {
 public:
  /// `engine` names the very program that reads, for another may read another meaning; empty keeps nothing.
  ReadRules(Cache cache, std::string engine, const Digest& digest)
      : cache_(std::move(cache)), engine_(std::move(engine)), digest_(digest) {}

  /// What schematron::read() gives. Kept rules are taken only when each file they were read from has the hash
  /// it had then. A cache that cannot be written is gone without.
  [[nodiscard]] Result<schematron::Schema> read(const std::string& main, const HashedFiles& files) const;

 private:
  [[nodiscard]] Sha256 key(const std::string& main, const Sha256& hash) const;
  [[nodiscard]] std::optional<schematron::Schema> kept(const std::string& main,
                                                       const HashedFiles& files) const;

  Cache cache_;
  std::string engine_;
  const Digest& digest_;
};

}  // namespace quittance::rules
