// A private key with its certificate and the chain above it, as files hold them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "keys/private_key.h"

namespace quittance::keys {

class KeyBundle {
 public:
  /// PKCS#12, or PEM with one private key (encrypted or not) and certificates in any order: the key's own is
  /// found among them, the others are the chain. Fails with KEY-STORE: wrong passphrase, broken, no RSA key,
  /// no certificate that belongs to the key.
  static Result<KeyBundle> read(BytesView bytes, std::string_view passphrase);

  [[nodiscard]] const std::shared_ptr<const PrivateKey>& key() const { return key_; }
  [[nodiscard]] const std::vector<Certificate>& chain() const { return chain_; }

  /// All of it as PKCS#12 (PBES2, AES-256, SHA-256). Fails with KEY-STORE.
  [[nodiscard]] Result<Bytes> pkcs12(std::string_view passphrase) const;
  /// All of it as PEM, the key (PKCS#8) in the clear. Fails with KEY-STORE.
  [[nodiscard]] Result<Bytes> pem() const;

 private:
  struct Read;
  KeyBundle(std::shared_ptr<const PrivateKey> key, std::vector<Certificate> chain)
      : key_(std::move(key)), chain_(std::move(chain)) {}
  static Result<KeyBundle> join(Read read);

  std::shared_ptr<const PrivateKey> key_;  ///< a SoftwareKey
  std::vector<Certificate> chain_;
};

}  // namespace quittance::keys
