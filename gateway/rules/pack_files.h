// The files of one installed pack for the validators: read beneath its folder only, and only if their hash is
// right.
#pragma once

#include "gateway/rules/catalogue.h"
#include "gateway/rules/hashed_files.h"

namespace quittance::rules {

/// Reads a regular file of at most `limit` octets by its name relative to `folder`, following no link and
/// never leaving the folder (openat2 RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS). Fails with RULES.
Result<Bytes> read_beneath(const Path& folder, const std::string& name, std::size_t limit);

inline constexpr std::size_t kLargestRuleFile = std::size_t{64} * 1024 * 1024;

class PackFiles : public HashedFiles {
 public:
  /// Both must outlive it.
  PackFiles(const Pack& pack, const Digest& digest) : pack_(pack), digest_(digest) {}

  /// Fails with RULES when the pack has no such file, it cannot be read, or it is not what was installed
  /// (both hashes in the detail).
  [[nodiscard]] Result<Bytes> read(const std::string& name) const override;
  [[nodiscard]] Result<Sha256> hash(const std::string& name) const override;

 private:
  /// What was installed under that name.
  [[nodiscard]] const PinnedFile* pinned(const std::string& name) const;

  const Pack& pack_;
  const Digest& digest_;
};

}  // namespace quittance::rules
