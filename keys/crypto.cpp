#include "keys/crypto.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <cassert>
#include <cstdlib>

#include "keys/openssl.h"

namespace quittance::keys {

namespace {

/// Looked up once: an implicit fetch costs more than hashing a small invoice does.
const EVP_MD* sha256_method() {
  static EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return method;
}
const EVP_CIPHER* gcm_method() {
  static EVP_CIPHER* const method = EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr);
  return method;
}

class OpenSslRunningDigest : public RunningDigest {
 public:
  OpenSslRunningDigest() : context_(EVP_MD_CTX_new()) {
    EVP_DigestInit_ex2(context_.get(), sha256_method(), nullptr);
  }
  void update(BytesView bytes) override { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  Sha256 finish() override {
    Sha256 hash;
    EVP_DigestFinal_ex(context_.get(), hash.octets.data(), nullptr);
    return hash;
  }

 private:
  DigestContextPtr context_;
};

}  // namespace

std::unique_ptr<RunningDigest> OpenSslDigest::start() const {
  return std::make_unique<OpenSslRunningDigest>();
}

Sha256 sha256(BytesView bytes) {
  OpenSslRunningDigest running;
  running.update(bytes);
  return running.finish();
}

std::string OpenSslRandom::bytes(std::size_t count) {
  std::string drawn(count, '\0');
  if (count != 0 && RAND_bytes(octets(drawn), static_cast<int>(count)) != 1) std::abort();
  return drawn;
}

Bytes gcm_encrypt(BytesView key, BytesView iv, BytesView plain) {
  assert(key.size() == kGcmKeySize && iv.size() == kGcmIvSize);
  const CipherContextPtr context(EVP_CIPHER_CTX_new());
  Bytes sealed(iv);
  sealed.resize(kGcmIvSize + plain.size() + kGcmTagSize);
  int size = 0, rest = 0;
  unsigned char* out = octets(sealed) + kGcmIvSize;
  [[maybe_unused]] const bool good =
      EVP_EncryptInit_ex2(context.get(), gcm_method(), octets(key), octets(iv), nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), out, &size, octets(plain), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(context.get(), out + size, &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagSize, out + plain.size()) == 1;
  assert(good && static_cast<std::size_t>(size + rest) == plain.size());
  return sealed;
}

Result<Bytes> gcm_decrypt(BytesView key, BytesView sealed) {
  const Error failed{"GCM", Retry::never, "cannot decrypt"};
  if (key.size() != kGcmKeySize || sealed.size() < kGcmIvSize + kGcmTagSize) return failed;
  const BytesView iv = sealed.substr(0, kGcmIvSize);
  const BytesView text = sealed.substr(kGcmIvSize, sealed.size() - kGcmIvSize - kGcmTagSize);
  Bytes tag(sealed.substr(sealed.size() - kGcmTagSize));
  const CipherContextPtr context(EVP_CIPHER_CTX_new());
  Bytes plain(text.size(), '\0');
  int size = 0, rest = 0;
  const bool good = EVP_DecryptInit_ex2(context.get(), gcm_method(), octets(key), octets(iv), nullptr) == 1 &&
                    EVP_DecryptUpdate(context.get(), octets(plain), &size, octets(text),
                                      static_cast<int>(text.size())) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagSize, tag.data()) == 1 &&
                    EVP_DecryptFinal_ex(context.get(), octets(plain) + size, &rest) == 1;
  ERR_clear_error();
  if (!good) return failed;
  return plain;
}

void wipe(Bytes& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

bool equal_constant_time(BytesView a, BytesView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace quittance::keys
