#include "keys/key_bundle.h"

#include <openssl/pem.h>

#include <algorithm>

#include "keys/crypto.h"
#include "keys/software_key.h"

namespace quittance::keys {

namespace {

Error failed(const std::string& what) {
  return {"KEY-STORE", Retry::never, what + ": " + last_openssl_error()};
}

/// Gives OpenSSL the passphrase it asks for; never lets it ask a terminal.
int give_passphrase(char* buffer, int size, int, void* passphrase) {
  const auto& text = *static_cast<const std::string_view*>(passphrase);
  if (static_cast<int>(text.size()) > size) return -1;
  text.copy(buffer, text.size());
  return static_cast<int>(text.size());
}

std::string content_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

struct KeyBundle::Read {
  PkeyPtr key;
  std::vector<Certificate> certificates;

  static Result<Read> pkcs12(BytesView bytes, std::string_view passphrase);
  static Result<Read> pem(BytesView bytes, std::string_view passphrase);
};

Result<KeyBundle::Read> KeyBundle::Read::pkcs12(BytesView bytes, std::string_view passphrase) {
  const unsigned char* at = octets(bytes);
  const std::unique_ptr<PKCS12, Freed<PKCS12_free>> store(
      d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())));
  if (!store) return failed("no PKCS#12");
  EVP_PKEY* key = nullptr;
  X509* own = nullptr;
  STACK_OF(X509)* others = nullptr;
  std::string secret(passphrase);
  const int opened = PKCS12_parse(store.get(), secret.c_str(), &key, &own, &others);
  wipe(secret);
  Read read{PkeyPtr(key), {}};
  std::vector<X509Ptr> found;
  if (own != nullptr) found.emplace_back(own);
  while (sk_X509_num(others) > 0) found.emplace_back(sk_X509_shift(others));
  sk_X509_free(others);
  if (opened != 1) return failed("cannot open PKCS#12 (passphrase? old RC2/3DES encryption?)");
  for (X509Ptr& one : found) {
    auto certificate = CertificateAccess::adopt(std::move(one));
    if (!certificate) return certificate.error();
    read.certificates.push_back(std::move(certificate).value());
  }
  if (!read.key || own == nullptr)
    return Error{"KEY-STORE", Retry::never, "PKCS#12 lacks a key or its certificate"};
  return read;
}

Result<KeyBundle::Read> KeyBundle::Read::pem(BytesView bytes, std::string_view passphrase) {
  const BioPtr in(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  Read read{PkeyPtr(PEM_read_bio_PrivateKey(in.get(), nullptr, give_passphrase, &passphrase)), {}};
  if (!read.key) return failed("no private key in PEM");
  auto certificates = Certificate::parse_all_pem(bytes);
  if (!certificates) return certificates.error();
  read.certificates = std::move(certificates).value();
  return read;
}

Result<KeyBundle> KeyBundle::join(Read read) {
  auto& all = read.certificates;
  const auto own = std::find_if(all.begin(), all.end(), [&](const Certificate& one) {
    return X509_check_private_key(one.parsed().x509.get(), read.key.get()) == 1;
  });
  ERR_clear_error();
  // Where none fits, the first tells why.
  const Certificate certificate = own == all.end() ? all.front() : *own;
  if (auto fits = belong_together(read.key.get(), certificate); !fits) return fits.error();
  all.erase(own);
  return KeyBundle(std::make_shared<SoftwareKey>(std::move(read.key), certificate), std::move(all));
}

Result<KeyBundle> KeyBundle::read(BytesView bytes, std::string_view passphrase) {
  auto read = bytes.find("-----BEGIN ") != BytesView::npos ? Read::pem(bytes, passphrase)
                                                           : Read::pkcs12(bytes, passphrase);
  if (!read) return read.error();
  return join(std::move(read).value());
}

Result<Bytes> KeyBundle::pkcs12(std::string_view passphrase) const {
  EVP_PKEY* const key = static_cast<const SoftwareKey&>(*key_).evp();
  STACK_OF(X509)* above = sk_X509_new_null();
  for (const Certificate& one : chain_) sk_X509_push(above, one.parsed().x509.get());
  std::string secret(passphrase);
  const std::unique_ptr<PKCS12, Freed<PKCS12_free>> store(
      PKCS12_create(secret.c_str(), std::string(key_->certificate().common_name()).c_str(), key,
                    key_->certificate().parsed().x509.get(), above, 0, 0, 0, 0, 0));
  wipe(secret);
  sk_X509_free(above);
  unsigned char* out = nullptr;
  const int size = store ? i2d_PKCS12(store.get(), &out) : -1;
  if (size <= 0) return failed("cannot write PKCS#12");
  Bytes bytes(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return bytes;
}

Result<Bytes> KeyBundle::pem() const {
  EVP_PKEY* const key = static_cast<const SoftwareKey&>(*key_).evp();
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return failed("cannot write PEM");
  Bytes text = content_of(out.get()) + key_->certificate().pem();
  for (const Certificate& one : chain_) text += one.pem();
  return text;
}

}  // namespace quittance::keys
