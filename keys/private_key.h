// The port to a private key. The software key is one implementation; a token or another process are others.
#pragma once

#include <memory>

#include "keys/certificate.h"

namespace quittance::keys {

/// A private RSA key with the certificate that names its owner. Calls may come from any thread.
class PrivateKey {
 public:
  virtual ~PrivateKey() = default;
  [[nodiscard]] virtual const Certificate& certificate() const = 0;
  /// RSASSA-PKCS1-v1_5 with SHA-256 over a digest (xmldsig-more#rsa-sha256). Fails with KEY-SIGN.
  [[nodiscard]] virtual Result<Bytes> sign(const Sha256& digest) const = 0;
  /// RSAES-OAEP with SHA-256, MGF1-SHA-256 and an empty label (xmlenc11#rsa-oaep as Peppol profiles it).
  /// Fails with KEY-UNWRAP; the detail never says why.
  [[nodiscard]] virtual Result<Bytes> unwrap(BytesView wrapped) const = 0;
};

/// The same two operations from the public side.
/// True when `signature` is an RSASSA-PKCS1-v1_5 SHA-256 signature by the certificate's RSA key.
bool verify_signature(const Certificate& signer, const Sha256& digest, BytesView signature);
/// RSAES-OAEP (SHA-256, MGF1-SHA-256, empty label). Fails with KEY-WRAP, e.g. when the key is not RSA.
Result<Bytes> wrap(const Certificate& receiver, BytesView key);

}  // namespace quittance::keys
