#include "keys/private_key.h"

#include <openssl/rsa.h>

#include "keys/openssl.h"

namespace quittance::keys {

bool verify_signature(const Certificate& signer, const Sha256& digest, BytesView signature) {
  if (signer.key_type() != "RSA") return false;
  EVP_PKEY* key = X509_get0_pubkey(signer.parsed().x509.get());
  const PkeyContextPtr context(EVP_PKEY_CTX_new(key, nullptr));
  const bool good = context && EVP_PKEY_verify_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                    EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1 &&
                    EVP_PKEY_verify(context.get(), octets(signature), signature.size(), digest.octets.data(),
                                    digest.octets.size()) == 1;
  ERR_clear_error();
  return good;
}

Result<Bytes> wrap(const Certificate& receiver, BytesView key) {
  const Error failed{"KEY-WRAP", Retry::never, "cannot encrypt to " + std::string(receiver.subject())};
  if (receiver.key_type() != "RSA") return failed;
  const PkeyContextPtr context(EVP_PKEY_CTX_new(X509_get0_pubkey(receiver.parsed().x509.get()), nullptr));
  std::size_t size = 0;
  if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_encrypt(context.get(), nullptr, &size, octets(key), key.size()) != 1) {
    ERR_clear_error();
    return failed;
  }
  Bytes wrapped(size, '\0');
  if (EVP_PKEY_encrypt(context.get(), octets(wrapped), &size, octets(key), key.size()) != 1) {
    ERR_clear_error();
    return failed;
  }
  wrapped.resize(size);
  return wrapped;
}

}  // namespace quittance::keys
