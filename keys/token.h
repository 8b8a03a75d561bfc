// Private keys that never leave their token: PKCS#11 by OpenSSL's engine pkcs11 (libp11).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "keys/private_key.h"

namespace quittance::keys {

/// Where a key is.
struct TokenPlace {
  std::string uri;     ///< RFC 7512: "pkcs11:token=…;object=…"; no pin-value or pin-source in it
  std::string module;  ///< the token's PKCS#11 library; "": p11-kit's, which knows those of the system
  /// Its certificate, where the token does not keep it under the same name.
  std::optional<Certificate> certificate;
};

/// The key, logged in. The token does the RSA operation itself (PKCS#1 v1.5 signature; raw RSA for OAEP,
/// whose padding OpenSSL undoes: SoftHSM and others know OAEP with SHA-1 only). One call at a time goes to
/// the token. Fails with KEY-TOKEN: no engine, no such library, token, key or certificate, a wrong PIN; with
/// KEY-STORE when key and certificate do not belong together. The first library opened serves the process
/// till its end: another needs a restart.
Result<std::shared_ptr<const PrivateKey>> key_from_token(const TokenPlace& place, std::string_view pin);

}  // namespace quittance::keys
