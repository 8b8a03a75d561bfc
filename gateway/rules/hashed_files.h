// The files of a rule pack together with their hashes.
#pragma once

#include "formats/base/digest.h"
#include "validators/schematron/read.h"

namespace quittance::rules {

struct HashedFiles : schematron::Files {
  /// SHA-256 of the octets that read(name) would give now: the file is read for it. Fails as read() does.
  [[nodiscard]] virtual Result<Sha256> hash(const std::string& name) const = 0;
};

}  // namespace quittance::rules
