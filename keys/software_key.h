// A private key that OpenSSL works with, wherever its octets are. Included by .cpp files of keys/ only.
#pragma once

#include "keys/openssl.h"
#include "keys/private_key.h"

namespace quittance::keys {

/// Signs and decrypts with an EVP_PKEY: in this process's memory, or an engine's.
class SoftwareKey : public PrivateKey {
 public:
  SoftwareKey(PkeyPtr key, Certificate certificate)
      : key_(std::move(key)), certificate_(std::move(certificate)) {}
  [[nodiscard]] const Certificate& certificate() const override { return certificate_; }
  [[nodiscard]] Result<Bytes> sign(const Sha256& digest) const override;
  [[nodiscard]] Result<Bytes> unwrap(BytesView wrapped) const override;
  [[nodiscard]] EVP_PKEY* evp() const { return key_.get(); }

 private:
  PkeyPtr key_;
  Certificate certificate_;
};

/// Fails with KEY-STORE: no RSA key, or not the certificate's.
Result<void> belong_together(EVP_PKEY* key, const Certificate& certificate);

}  // namespace quittance::keys
