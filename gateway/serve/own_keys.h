// Our own keys, from where the configuration says they are.
#pragma once

#include <filesystem>
#include <vector>

#include "gateway/config/config.h"
#include "keys/keys.h"

namespace quittance::serve {

/// The files of as4.key_store: itself, or, of a folder, its *.p12, *.pfx and *.pem in the order of their
/// names. Fails with KEY-STORE when it cannot be read, or a folder holds none.
Result<std::vector<std::filesystem::path>> key_files(const config::As4& as4);

/// All of them, and the one in a token. Fails with SECRET, KEY-STORE, KEY-TOKEN; with CONFIG when party_id is
/// not their CN, or they have different ones: we are one access point.
Result<keys::KeyStore> open_own_keys(const config::Config& config);

}  // namespace quittance::serve
