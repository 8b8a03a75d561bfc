// Files that the configuration names: certificates, keys, trust.
#pragma once

#include <filesystem>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "keys/certificate.h"

namespace quittance::serve {

/// All of it. Fails with CONFIG, naming the file; also when it is larger than 1 MB.
Result<Bytes> read_named(const std::filesystem::path& file);

/// The (first) certificate in it, PEM or DER. Fails with CONFIG.
Result<keys::Certificate> certificate_in(const std::filesystem::path& file);

}  // namespace quittance::serve
