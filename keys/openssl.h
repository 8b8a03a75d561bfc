// Owners for OpenSSL's objects. Included by .cpp files of keys/ only.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <optional>
#include <string>

#include "formats/base/bytes.h"
#include "keys/certificate.h"

namespace quittance::keys {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using X509Ptr = std::unique_ptr<X509, Freed<X509_free>>;
using PkeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using StorePtr = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;

inline const unsigned char* octets(BytesView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* octets(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// OpenSSL's oldest queued error as text; empties the queue.
std::string last_openssl_error();

/// A time as certificates, lists and answers write it; none when it is not one.
std::optional<Instant> instant_of(const ASN1_TIME* time);

/// A store that believes one authority, at `at`, with these X509_V_FLAG_….
StorePtr store_of(const Certificate& authority, Instant at, unsigned long flags);

/// All that is wanted of a certificate, computed once.
struct Certificate::Parsed {
  X509Ptr x509;
  Bytes der;
  Sha256 fingerprint;
  std::string common_name, subject, issuer, serial, key_type;
  Instant not_before, not_after;
  std::uint32_t usage = 0, extended_usage = 0;
  bool ca = false, self_issued = false;
  int key_bits = 0;
  std::vector<std::string> ocsp_urls, crl_urls;
};

/// Makes a Certificate of an OpenSSL object. Fails with X509.
struct CertificateAccess {
  static Result<Certificate> adopt(X509Ptr x509);
};

}  // namespace quittance::keys
