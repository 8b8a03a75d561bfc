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

struct GcmStream::Parts {
  CipherContextPtr context{EVP_CIPHER_CTX_new()};
  bool good = false;
};

GcmStream::GcmStream(Way way, BytesView key, BytesView iv) : parts_(std::make_unique<Parts>()) {
  assert(key.size() == kGcmKeySize && iv.size() == kGcmIvSize);
  parts_->good = EVP_CipherInit_ex2(parts_->context.get(), gcm_method(), octets(key), octets(iv),
                                    way == Way::seal ? 1 : 0, nullptr) == 1;
}

GcmStream::~GcmStream() = default;

void GcmStream::update(BytesView piece, Bytes& out) {
  constexpr std::size_t kMost = std::size_t{1} << 30;  // OpenSSL counts in int
  const std::size_t begin = out.size();
  out.resize(begin + piece.size());
  for (std::size_t at = 0; at < piece.size();) {
    const BytesView step = piece.substr(at, kMost);
    int size = 0;
    parts_->good = parts_->good &&
                   EVP_CipherUpdate(parts_->context.get(), octets(out) + begin + at, &size, octets(step),
                                    static_cast<int>(step.size())) == 1 &&
                   static_cast<std::size_t>(size) == step.size();
    at += step.size();
  }
}

Bytes GcmStream::tag() {
  Bytes tag(kGcmTagSize, '\0');
  unsigned char rest[EVP_MAX_BLOCK_LENGTH];
  int size = 0;
  [[maybe_unused]] const bool good =
      parts_->good && EVP_CipherFinal_ex(parts_->context.get(), rest, &size) == 1 && size == 0 &&
      EVP_CIPHER_CTX_ctrl(parts_->context.get(), EVP_CTRL_AEAD_GET_TAG, kGcmTagSize, tag.data()) == 1;
  assert(good);
  return tag;
}

bool GcmStream::finish(BytesView tag) {
  Bytes expected(tag);
  unsigned char rest[EVP_MAX_BLOCK_LENGTH];
  int size = 0;
  const bool good =
      tag.size() == kGcmTagSize && parts_->good &&
      EVP_CIPHER_CTX_ctrl(parts_->context.get(), EVP_CTRL_AEAD_SET_TAG, kGcmTagSize, expected.data()) == 1 &&
      EVP_CipherFinal_ex(parts_->context.get(), rest, &size) == 1 && size == 0;
  ERR_clear_error();
  return good;
}

Bytes gcm_encrypt(BytesView key, BytesView iv, BytesView plain) {
  GcmStream stream(GcmStream::Way::seal, key, iv);
  Bytes sealed(iv);
  sealed.reserve(kGcmIvSize + plain.size() + kGcmTagSize);
  stream.update(plain, sealed);
  return sealed += stream.tag();
}

Result<Bytes> gcm_decrypt(BytesView key, BytesView sealed) {
  const Error failed{"GCM", Retry::never, "cannot decrypt"};
  if (key.size() != kGcmKeySize || sealed.size() < kGcmIvSize + kGcmTagSize) return failed;
  GcmStream stream(GcmStream::Way::open, key, sealed.substr(0, kGcmIvSize));
  Bytes plain;
  stream.update(sealed.substr(kGcmIvSize, sealed.size() - kGcmIvSize - kGcmTagSize), plain);
  if (!stream.finish(sealed.substr(sealed.size() - kGcmTagSize))) return failed;
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
