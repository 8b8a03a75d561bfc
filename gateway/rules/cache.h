// Files that spare the work of compiling rules and schemas anew. A cache: it may be removed at any time, and
// what it gives back is what was put in, or nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/rules/catalogue.h"

namespace quittance::rules {

/// What a cache file was made from: a change of any of it is another key.
Sha256 cache_key(std::string_view kind, std::string_view engine, std::span<const PinnedFile> sources,
                 const Digest& digest);

/// File format: the 20 octets "quittance cache 1\n\0\0", the SHA-256 of key and content (32 octets), the
/// content. It is named KIND-KEY.
class Cache {
 public:
  /// The folder is made on the first put().
  Cache(Path folder, const Digest& digest) : folder_(std::move(folder)), digest_(digest) {}

  /// The content, if a file for that key is there, its hash is right, and nobody but we (or root) could have
  /// written it: our libraries do not survive damaged content. Nothing otherwise.
  [[nodiscard]] std::optional<Bytes> get(std::string_view kind, const Sha256& key) const;

  /// Files of one kind that stay; beyond it the oldest go.
  static constexpr std::size_t kMostKept = 256;

  /// Keeps the content. Fails with RULES when it cannot be written; a caller may go on without.
  Result<void> put(std::string_view kind, const Sha256& key, BytesView content) const;

  [[nodiscard]] const Path& folder() const { return folder_; }

 private:
  [[nodiscard]] Path file_of(std::string_view kind, const Sha256& key) const;

  Path folder_;
  const Digest& digest_;
};

/// <rules-dir>/cache when we may write there, else $XDG_CACHE_HOME/quittance, else ~/.cache/quittance; empty
/// when there is none of them.
Path find_cache_dir(const Path& rules_dir);

}  // namespace quittance::rules
