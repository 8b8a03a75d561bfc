#include "keys/revocation_list.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "keys/openssl.h"

namespace quittance::keys {

namespace {

using CrlPtr = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;

Error unusable(const std::string& why) { return {"CRL", Retry::later, why}; }

CrlPtr read(BytesView bytes) {
  if (bytes.starts_with("-----BEGIN ")) {
    const BioPtr in(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
    return CrlPtr(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
  }
  const unsigned char* at = octets(bytes);
  return CrlPtr(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
}

bool weakly_signed(const X509_CRL* crl) {
  int digest = NID_undef, key = NID_undef;
  if (OBJ_find_sigid_algs(X509_CRL_get_signature_nid(crl), &digest, &key) != 1) return true;
  return digest == NID_md5 || digest == NID_sha1 || digest == NID_md5_sha1;
}

/// OpenSSL's own path validation asks the list: names, signature, scope, extensions and entries are its
/// matter.
int verify_with(X509_CRL* crl, const Certificate& certificate, const Certificate& issuer, Instant at) {
  const StorePtr store = store_of(issuer, at, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_CRL_CHECK);
  const StoreContextPtr context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), certificate.parsed().x509.get(), nullptr);
  STACK_OF(X509_CRL)* lists = sk_X509_CRL_new_null();
  sk_X509_CRL_push(lists, crl);
  X509_STORE_CTX_set0_crls(context.get(), lists);
  const int good = X509_verify_cert(context.get());
  const int reason = X509_STORE_CTX_get_error(context.get());
  sk_X509_CRL_free(lists);
  ERR_clear_error();
  return good == 1 ? X509_V_OK : reason == X509_V_OK ? X509_V_ERR_UNSPECIFIED : reason;
}

std::string since(X509_CRL* crl, const Certificate& certificate) {
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_cert(crl, &entry, certificate.parsed().x509.get()) != 1) return "revoked";
  const auto at = instant_of(X509_REVOKED_get0_revocationDate(entry));
  return at ? "revoked since " + to_string(*at).substr(0, 19) + "Z" : "revoked";
}

}  // namespace

struct RevocationList::Parts {
  CrlPtr crl;
  Instant this_update;
  std::optional<Instant> next_update;
};

Result<RevocationList> RevocationList::parse(BytesView bytes) {
  CrlPtr crl = read(bytes);
  if (!crl) return unusable("no revocation list: " + last_openssl_error());
  if (weakly_signed(crl.get())) return unusable("list signed with MD5, SHA-1 or an unknown algorithm");
  const auto this_update = instant_of(X509_CRL_get0_lastUpdate(crl.get()));
  if (!this_update) return unusable("list without a readable thisUpdate");
  std::optional<Instant> next_update;
  if (const ASN1_TIME* next = X509_CRL_get0_nextUpdate(crl.get()); next != nullptr) {
    next_update = instant_of(next);
    if (!next_update) return unusable("list without a readable nextUpdate");
  }
  return RevocationList(std::make_shared<Parts>(Parts{std::move(crl), *this_update, next_update}));
}

Instant RevocationList::this_update() const { return parts_->this_update; }
std::optional<Instant> RevocationList::next_update() const { return parts_->next_update; }

Result<CertificateStatus> RevocationList::status(const Certificate& certificate, const Certificate& issuer,
                                                 Instant at, std::chrono::seconds tolerance) const {
  // Clocks differ a little: within the tolerance the list is judged at the nearest end of its window.
  Instant judged = at;
  if (at < this_update() && this_update() - at <= tolerance) judged = this_update();
  if (next_update() && at > *next_update() && at - *next_update() <= tolerance) judged = *next_update();
  const int reason = verify_with(parts_->crl.get(), certificate, issuer, judged);
  CertificateStatus said{CertificateStatus::Verdict::good, this_update(), next_update(), {}};
  if (reason == X509_V_OK) return said;
  if (reason != X509_V_ERR_CERT_REVOKED) return unusable(X509_verify_cert_error_string(reason));
  said.verdict = CertificateStatus::Verdict::revoked;
  said.detail = since(parts_->crl.get(), certificate);
  return said;
}

}  // namespace quittance::keys
