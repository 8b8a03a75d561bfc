#include "keys/ocsp.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "keys/openssl.h"

namespace quittance::keys {

namespace {

using RequestPtr = std::unique_ptr<OCSP_REQUEST, Freed<OCSP_REQUEST_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;

Error unusable(const std::string& why) { return {"OCSP", Retry::later, why}; }

/// SHA-1 names the issuer here as all responders understand it (RFC 5019, 2.1.1); nothing rests on its
/// strength, for the issuer's signature is checked with the issuer's key.
CertIdPtr id_of(const Certificate& certificate, const Certificate& issuer) {
  return CertIdPtr(OCSP_cert_to_id(EVP_sha1(), certificate.parsed().x509.get(), issuer.parsed().x509.get()));
}

bool weakly_signed(const OCSP_BASICRESP* basic) {
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, OCSP_resp_get0_tbs_sigalg(basic));
  int digest = NID_undef, key = NID_undef;
  if (OBJ_find_sigid_algs(OBJ_obj2nid(algorithm), &digest, &key) != 1) return true;
  return digest == NID_md5 || digest == NID_sha1 || digest == NID_md5_sha1;
}

/// Signed by the issuer, or by one whom the issuer lets sign for it.
Result<void> check_signer(OCSP_BASICRESP* basic, const Certificate& issuer, Instant at) {
  if (weakly_signed(basic)) return unusable("answer signed with MD5, SHA-1 or an unknown algorithm");
  const StorePtr store = store_of(issuer, at, X509_V_FLAG_PARTIAL_CHAIN);
  STACK_OF(X509)* candidates = sk_X509_new_null();
  sk_X509_push(candidates, issuer.parsed().x509.get());
  const int good = OCSP_basic_verify(basic, candidates, store.get(), OCSP_NOEXPLICIT | OCSP_PARTIAL_CHAIN);
  sk_X509_free(candidates);
  if (good == 1) return {};
  return unusable("not signed by the issuer or its responder: " + last_openssl_error());
}

/// The answer of a responder that had one.
Result<BasicPtr> basic_answer(BytesView answer) {
  const unsigned char* from = octets(answer);
  const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &from, static_cast<long>(answer.size())));
  ERR_clear_error();
  if (!response) return unusable("no OCSP answer");
  const int status = OCSP_response_status(response.get());
  if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    return unusable(std::string("the responder says ") + OCSP_response_status_str(status));
  BasicPtr basic(OCSP_response_get1_basic(response.get()));
  ERR_clear_error();
  if (!basic) return unusable("no basic OCSP answer");
  return basic;
}

/// By OpenSSL's clock; a little longer for clocks that differ.
bool is_current(OCSP_BASICRESP* basic, OCSP_CERTID* id) {
  constexpr long kToleranceSeconds = 300;
  int status = -1, reason = -1;
  ASN1_GENERALIZEDTIME *revoked_at = nullptr, *from = nullptr, *until = nullptr;
  const bool current = OCSP_resp_find_status(basic, id, &status, &reason, &revoked_at, &from, &until) == 1 &&
                       OCSP_check_validity(from, until, kToleranceSeconds, -1) == 1;
  ERR_clear_error();
  return current;
}

Result<CertificateStatus> status_in(OCSP_BASICRESP* basic, OCSP_CERTID* id) {
  int status = -1, reason = -1;
  ASN1_GENERALIZEDTIME *revoked_at = nullptr, *from = nullptr, *until = nullptr;
  if (OCSP_resp_find_status(basic, id, &status, &reason, &revoked_at, &from, &until) != 1)
    return unusable("answer about another certificate");
  CertificateStatus said;
  const auto this_update = instant_of(from);
  if (!this_update) return unusable("answer without a readable thisUpdate");
  said.this_update = *this_update;
  if (until != nullptr) {
    said.next_update = instant_of(until);
    if (!said.next_update) return unusable("answer without a readable nextUpdate");
  }
  if (status == V_OCSP_CERTSTATUS_GOOD) {
    said.verdict = CertificateStatus::Verdict::good;
  } else if (status == V_OCSP_CERTSTATUS_REVOKED) {
    said.verdict = CertificateStatus::Verdict::revoked;
    const auto since = instant_of(revoked_at);
    said.detail = "revoked" + (since ? " since " + to_string(*since).substr(0, 19) + "Z" : "") +
                  (reason >= 0 ? std::string(", ") + OCSP_crl_reason_str(reason) : "");
  }
  return said;
}

}  // namespace

struct OcspQuestion::Parts {
  RequestPtr request;
  CertIdPtr id;
  Certificate issuer;
  Bytes encoded;
};

Result<OcspQuestion> OcspQuestion::about(const Certificate& certificate, const Certificate& issuer) {
  RequestPtr request(OCSP_REQUEST_new());
  CertIdPtr asked = id_of(certificate, issuer);
  CertIdPtr kept = id_of(certificate, issuer);
  if (!request || !asked || !kept || OCSP_request_add0_id(request.get(), asked.release()) == nullptr)
    return unusable("no question can be made: " + last_openssl_error());
  if (OCSP_request_add1_nonce(request.get(), nullptr, -1) != 1)
    return unusable("no nonce: " + last_openssl_error());
  unsigned char* out = nullptr;
  const int size = i2d_OCSP_REQUEST(request.get(), &out);
  if (size <= 0) return unusable("no question can be made: " + last_openssl_error());
  Bytes encoded(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return OcspQuestion(
      std::make_shared<Parts>(Parts{std::move(request), std::move(kept), issuer, std::move(encoded)}));
}

BytesView OcspQuestion::request() const { return parts_->encoded; }

Result<CertificateStatus> OcspQuestion::read(BytesView answer, Instant at) const {
  const auto basic = basic_answer(answer);
  if (!basic) return basic.error();
  if (OCSP_check_nonce(parts_->request.get(), basic->get()) == 0)
    return unusable("answer to another question (nonce)");
  if (auto signer = check_signer(basic->get(), parts_->issuer, at); !signer) return signer.error();
  return status_in(basic->get(), parts_->id.get());
}

Result<CertificateStatus> read_stapled(BytesView answer, const Certificate& certificate,
                                       const Certificate& issuer) {
  const auto basic = basic_answer(answer);
  if (!basic) return basic.error();
  const CertIdPtr id = id_of(certificate, issuer);
  if (!id) return unusable("no question can be made: " + last_openssl_error());
  auto status = status_in(basic->get(), id.get());
  if (!status) return status;
  if (auto signer = check_signer(basic->get(), issuer, status->this_update); !signer) return signer.error();
  if (status->verdict != CertificateStatus::Verdict::revoked && !is_current(basic->get(), id.get()))
    return unusable("answer is not of this time");
  return status;
}

}  // namespace quittance::keys
