#include "keys/software_key.h"

#include <openssl/rsa.h>

namespace quittance::keys {

Result<Bytes> SoftwareKey::sign(const Sha256& digest) const {
  const PkeyContextPtr context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  std::size_t size = signature.size();
  if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_sign(context.get(), octets(signature), &size, digest.octets.data(), digest.octets.size()) != 1)
    return Error{"KEY-SIGN", Retry::never, last_openssl_error()};
  signature.resize(size);
  return signature;
}

Result<Bytes> SoftwareKey::unwrap(BytesView wrapped) const {
  const PkeyContextPtr context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  Bytes plain(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
  std::size_t size = plain.size();
  // RSA takes whole blocks only (RFC 8017, 7.1.2, step 1). Checked here because a token may be left in
  // mid-work by others: SoftHSM then refuses all that comes later.
  const bool good =
      wrapped.size() == plain.size() && context && EVP_PKEY_decrypt_init(context.get()) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha256()) == 1 &&
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha256()) == 1 &&
      EVP_PKEY_decrypt(context.get(), octets(plain), &size, octets(wrapped), wrapped.size()) == 1;
  ERR_clear_error();
  if (!good) return Error{"KEY-UNWRAP", Retry::never, "cannot decrypt"};
  plain.resize(size);
  return plain;
}

Result<void> belong_together(EVP_PKEY* key, const Certificate& certificate) {
  if (EVP_PKEY_is_a(key, "RSA") != 1) return Error{"KEY-STORE", Retry::never, "not an RSA key"};
  if (X509_check_private_key(certificate.parsed().x509.get(), key) != 1)
    return Error{"KEY-STORE", Retry::never,
                 "key and certificate do not belong together: " + last_openssl_error()};
  return {};
}

}  // namespace quittance::keys
