// Our own keys: the one we sign with, and every one we may still be written to.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "keys/private_key.h"

namespace quittance::keys {

/// Reads a passphrase file: its first line, without the line end. Fails with KEY-PASSPHRASE when it cannot be
/// read, is larger than 4 KiB, empty, or readable by others.
Result<std::string> read_passphrase(const std::string& path);

/// The key of PKCS#12 or PEM, see KeyBundle::read. Fails with KEY-STORE.
Result<std::shared_ptr<const PrivateKey>> key_from_bytes(BytesView bytes, std::string_view passphrase);
/// The same from a PKCS#8 DER key and its certificate.
Result<std::shared_ptr<const PrivateKey>> key_from_pkcs8(BytesView der, const Certificate& certificate);
/// Reads a file of either kind (told apart by content). Fails with KEY-STORE; the detail names the path.
Result<std::shared_ptr<const PrivateKey>> key_from_file(const std::string& path, std::string_view passphrase);

/// Keys in overlap: while a certificate is being changed, old and new both decrypt.
class KeyStore {
 public:
  /// Fails with KEY-STORE when there is none, or two have the same certificate.
  static Result<KeyStore> make(std::vector<std::shared_ptr<const PrivateKey>> keys);

  /// The key to sign with at `at`: the one valid then that was issued last; when none is valid, the newest of
  /// all (the peer will refuse it with a reason, which is more use than silence).
  [[nodiscard]] const PrivateKey& signer(Instant at) const;
  /// The key of that certificate, or nullptr.
  [[nodiscard]] const PrivateKey* find(const Sha256& certificate) const;
  [[nodiscard]] const std::vector<std::shared_ptr<const PrivateKey>>& keys() const { return keys_; }

 private:
  explicit KeyStore(std::vector<std::shared_ptr<const PrivateKey>> keys) : keys_(std::move(keys)) {}
  std::vector<std::shared_ptr<const PrivateKey>> keys_;
};

}  // namespace quittance::keys
