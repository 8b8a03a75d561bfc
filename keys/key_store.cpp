#include "keys/key_store.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/openssl.h"

namespace quittance::keys {

namespace {

constexpr std::size_t kLargestPassphraseFile = 4096;
constexpr std::size_t kLargestKeyFile = 1 << 20;

Error failed(const std::string& what) {
  return {"KEY-STORE", Retry::never, what + ": " + last_openssl_error()};
}

/// A key in this process's memory.
class SoftwareKey : public PrivateKey {
 public:
  SoftwareKey(PkeyPtr key, Certificate certificate)
      : key_(std::move(key)), certificate_(std::move(certificate)) {}
  [[nodiscard]] const Certificate& certificate() const override { return certificate_; }

  [[nodiscard]] Result<Bytes> sign(const Sha256& digest) const override {
    const PkeyContextPtr context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t size = signature.size();
    if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1 ||
        EVP_PKEY_sign(context.get(), octets(signature), &size, digest.octets.data(), digest.octets.size()) !=
            1)
      return Error{"KEY-SIGN", Retry::never, last_openssl_error()};
    signature.resize(size);
    return signature;
  }

  [[nodiscard]] Result<Bytes> unwrap(BytesView wrapped) const override {
    const PkeyContextPtr context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    Bytes plain(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t size = plain.size();
    const bool good =
        context && EVP_PKEY_decrypt_init(context.get()) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
        EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha256()) == 1 &&
        EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha256()) == 1 &&
        EVP_PKEY_decrypt(context.get(), octets(plain), &size, octets(wrapped), wrapped.size()) == 1;
    ERR_clear_error();
    if (!good) return Error{"KEY-UNWRAP", Retry::never, "cannot decrypt"};
    plain.resize(size);
    return plain;
  }

 private:
  PkeyPtr key_;
  Certificate certificate_;
};

Result<std::shared_ptr<const PrivateKey>> join(PkeyPtr key, Certificate certificate) {
  if (EVP_PKEY_is_a(key.get(), "RSA") != 1) return Error{"KEY-STORE", Retry::never, "not an RSA key"};
  if (X509_check_private_key(certificate.parsed().x509.get(), key.get()) != 1)
    return failed("key and certificate do not belong together");
  return std::shared_ptr<const PrivateKey>(
      std::make_shared<SoftwareKey>(std::move(key), std::move(certificate)));
}

/// Gives OpenSSL the passphrase it asks for; never lets it ask a terminal.
int give_passphrase(char* buffer, int size, int, void* passphrase) {
  const auto& text = *static_cast<const std::string_view*>(passphrase);
  if (static_cast<int>(text.size()) > size) return -1;
  text.copy(buffer, text.size());
  return static_cast<int>(text.size());
}

/// Reads a whole file of at most `largest` octets; `mode` gets its permission bits.
bool read_bounded(const std::string& path, std::size_t largest, Bytes& content, mode_t& mode) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return false;
  struct stat facts{};
  bool good = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  mode = facts.st_mode;
  content.assign(largest + 1, '\0');
  std::size_t filled = 0;
  while (good && filled < content.size()) {
    const ssize_t got = ::read(file, content.data() + filled, content.size() - filled);
    if (got <= 0) {
      good = got == 0;
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  ::close(file);
  content.resize(filled);
  return good && filled <= largest;
}

}  // namespace

Result<std::string> read_passphrase(const std::string& path) {
  Bytes content;
  mode_t mode = 0;
  const auto refuse = [&](const char* why) {
    return Error{"KEY-PASSPHRASE", Retry::never, path + ": " + why};
  };
  if (!read_bounded(path, kLargestPassphraseFile, content, mode))
    return refuse("cannot be read, or is too large");
  if ((mode & S_IROTH) != 0) return refuse("may be read by everybody: chmod o-r");
  content.resize(std::min(content.find_first_of("\r\n"), content.size()));
  if (content.empty()) return refuse("holds no passphrase");
  return content;
}

Result<std::shared_ptr<const PrivateKey>> key_from_pkcs12(BytesView pkcs12, std::string_view passphrase) {
  const unsigned char* at = octets(pkcs12);
  const std::unique_ptr<PKCS12, Freed<PKCS12_free>> store(
      d2i_PKCS12(nullptr, &at, static_cast<long>(pkcs12.size())));
  if (!store) return failed("no PKCS#12");
  EVP_PKEY* key = nullptr;
  X509* x509 = nullptr;
  if (PKCS12_parse(store.get(), std::string(passphrase).c_str(), &key, &x509, nullptr) != 1)
    return failed("cannot open PKCS#12 (passphrase? old RC2/3DES encryption?)");
  PkeyPtr owned_key(key);
  X509Ptr owned_x509(x509);
  if (!owned_key || !owned_x509)
    return Error{"KEY-STORE", Retry::never, "PKCS#12 lacks a key or its certificate"};
  auto certificate = CertificateAccess::adopt(std::move(owned_x509));
  if (!certificate) return certificate.error();
  return join(std::move(owned_key), std::move(certificate).value());
}

Result<std::shared_ptr<const PrivateKey>> key_from_pem(std::string_view pem, std::string_view passphrase) {
  const BioPtr in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  PkeyPtr key(PEM_read_bio_PrivateKey(in.get(), nullptr, give_passphrase, &passphrase));
  if (!key) return failed("no private key in PEM");
  auto certificate = Certificate::parse_pem(pem);
  if (!certificate) return certificate.error();
  return join(std::move(key), std::move(certificate).value());
}

Result<std::shared_ptr<const PrivateKey>> key_from_pkcs8(BytesView der, const Certificate& certificate) {
  const unsigned char* at = octets(der);
  PkeyPtr key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
  if (!key) return failed("no private key");
  return join(std::move(key), certificate);
}

Result<std::shared_ptr<const PrivateKey>> key_from_file(const std::string& path,
                                                        std::string_view passphrase) {
  Bytes content;
  mode_t mode = 0;
  if (!read_bounded(path, kLargestKeyFile, content, mode))
    return Error{"KEY-STORE", Retry::never, path + ": cannot be read"};
  auto key = content.find("-----BEGIN ") != Bytes::npos ? key_from_pem(content, passphrase)
                                                        : key_from_pkcs12(content, passphrase);
  if (!key) return Error{key.error().code, Retry::never, path + ": " + key.error().detail};
  return key;
}

Result<KeyStore> KeyStore::make(std::vector<std::shared_ptr<const PrivateKey>> keys) {
  if (keys.empty()) return Error{"KEY-STORE", Retry::never, "no private key"};
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = i + 1; j < keys.size(); ++j)
      if (keys[i]->certificate() == keys[j]->certificate())
        return Error{"KEY-STORE", Retry::never, "twice: " + std::string(keys[i]->certificate().subject())};
  return KeyStore(std::move(keys));
}

const PrivateKey& KeyStore::signer(Instant at) const {
  const PrivateKey* best = keys_.front().get();
  for (const auto& key : keys_) {
    const Certificate& candidate = key->certificate();
    const bool better_validity = candidate.valid_at(at) && !best->certificate().valid_at(at);
    const bool equal_validity = candidate.valid_at(at) == best->certificate().valid_at(at);
    if (better_validity || (equal_validity && candidate.not_before() > best->certificate().not_before()))
      best = key.get();
  }
  return *best;
}

const PrivateKey* KeyStore::find(const Sha256& certificate) const {
  for (const auto& key : keys_)
    if (key->certificate().fingerprint() == certificate) return key.get();
  return nullptr;
}

}  // namespace quittance::keys
