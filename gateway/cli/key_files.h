// Files that commands name: read whole, within bounds, with an error that names the path.
#pragma once

#include <memory>
#include <string>

#include "keys/keys.h"

namespace quittance::cli {

/// At most `limit_bytes`. Fails with FILE.
Result<Bytes> read_file(const std::string& path, std::size_t limit_bytes);

/// The passphrase a file holds, or "" when no file is named.
Result<std::string> passphrase_of(const std::string& passphrase_file);

/// A private key with its certificate (PKCS#12 or PEM).
Result<std::shared_ptr<const keys::PrivateKey>> load_key(const std::string& path,
                                                         const std::string& passphrase_file);

/// Prints "quittance: detail" and gives the exit code "could not be done".
int complain(const Error& error);

/// The instant a --at option names, or now.
Result<Instant> instant_or_now(const std::string& text);

}  // namespace quittance::cli
