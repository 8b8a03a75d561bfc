// Is everything installed still what was installed?
#pragma once

#include <string>
#include <vector>

#include "gateway/rules/catalogue.h"

namespace quittance::rules {

/// A file that is not as it was installed.
struct Mismatch {
  std::string of;  ///< "EN16931-UBL 1.3.16"
  Path file;
  Sha256 expected;
  std::optional<Sha256> found;  ///< none: it cannot be read
  std::string reason;           ///< then: why

  bool operator==(const Mismatch&) const = default;
};

struct Verified {
  std::size_t packs = 0, schemas = 0, files = 0;
  std::vector<Mismatch> mismatches;
};

/// The files of one schema set that are not as they were installed.
std::vector<Mismatch> verify(const Schema& schema, const Digest& digest);

/// Reads and hashes every file of every pack and schema.
Verified verify(const Catalogue& catalogue, const Digest& digest);

}  // namespace quittance::rules
