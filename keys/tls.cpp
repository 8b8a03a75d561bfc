#include "keys/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <memory>

#include "keys/ocsp.h"
#include "keys/openssl.h"

namespace quittance::keys {
namespace {

/// As ALPN lists it: each name behind its length.
constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_http11(SSL* /*session*/, const unsigned char** chosen, unsigned char* length,
                  const unsigned char* offered, unsigned int offered_length, void* /*argument*/) {
  unsigned char* found = nullptr;
  const int outcome =
      SSL_select_next_proto(&found, length, kHttp11.data(), kHttp11.size(), offered, offered_length);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// No name of a server, though some clients send it as one (RFC 6066 3).
bool is_address(const std::string& host) {
  return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

/// Called for every client, whether it named a server or not.
template <ServerNames names>
int judge_server_name(SSL* session, int* alert, void* /*argument*/) {
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  const char* name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr || is_address(name))
    return names == ServerNames::required ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_NOACK;
  X509* own = SSL_CTX_get0_certificate(SSL_get_SSL_CTX(session));
  const bool ours = own != nullptr && X509_check_host(own, name, std::strlen(name),
                                                      X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
  return ours ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// RFC 7633: the certificate promises that its server staples an answer.
bool must_be_stapled(const X509* certificate) {
  constexpr long kStatusRequest = 5;
  const std::unique_ptr<TLS_FEATURE, Freed<TLS_FEATURE_free>> features(
      static_cast<TLS_FEATURE*>(X509_get_ext_d2i(certificate, NID_tlsfeature, nullptr, nullptr)));
  for (int i = 0; features && i < sk_ASN1_INTEGER_num(features.get()); ++i)
    if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == kStatusRequest) return true;
  return false;
}

Result<Certificate> adopted(X509* certificate) {
  X509_up_ref(certificate);
  return CertificateAccess::adopt(X509Ptr(certificate));
}

/// Fails with OCSP when there is no answer, or none that can be used.
Result<CertificateStatus> stapled_status(SSL* session, const STACK_OF(X509) * chain) {
  const unsigned char* from = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(session, static_cast<void*>(&from));
  if (from == nullptr || size <= 0 || sk_X509_num(chain) < 2)
    return Error{"OCSP", Retry::later, "no stapled answer"};
  const auto certificate = adopted(sk_X509_value(chain, 0)), issuer = adopted(sk_X509_value(chain, 1));
  if (!certificate || !issuer) return certificate ? issuer.error() : certificate.error();
  const BytesView answer(reinterpret_cast<const char*>(from), static_cast<std::size_t>(size));
  return read_stapled(answer, *certificate, *issuer);
}

/// Called once the server's certificate was verified: 1 goes on, 0 ends with an alert.
int judge_stapled_status(SSL* session, void* /*argument*/) {
  const STACK_OF(X509)* chain = SSL_get0_verified_chain(session);
  if (SSL_session_reused(session) == 1 || chain == nullptr || sk_X509_num(chain) == 0) return 1;
  const auto status = stapled_status(session, chain);
  if (!status) return must_be_stapled(sk_X509_value(chain, 0)) ? 0 : 1;
  return status->verdict == CertificateStatus::Verdict::good ? 1 : 0;
}

}  // namespace

bool harden_tls(SSL_CTX* context) {
  constexpr const char* kTls12Suites =
      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
      "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
  constexpr const char* kTls13Suites =
      "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
  SSL_CTX_set_options(context,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(context, kTls12Suites) == 1 &&
         SSL_CTX_set_ciphersuites(context, kTls13Suites) == 1 &&
         SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1;
}

bool has_its_key(SSL_CTX* context) {
  const bool fits = SSL_CTX_check_private_key(context) == 1;
  ERR_clear_error();
  return fits;
}

bool offer_http11(SSL_CTX* context) {
  return SSL_CTX_set_alpn_protos(context, kHttp11.data(), kHttp11.size()) == 0;  // 0 is its success
}

void take_http11(SSL_CTX* context) { SSL_CTX_set_alpn_select_cb(context, choose_http11, nullptr); }

void take_server_names(SSL_CTX* context, ServerNames names) {
  if (names == ServerNames::any) return;
  const auto judge = names == ServerNames::ours ? judge_server_name<ServerNames::ours>
                                                : judge_server_name<ServerNames::required>;
  SSL_CTX_set_tlsext_servername_callback(context, judge);
}

bool expect_peer(SSL_CTX* context, const std::string& host) {
  X509_VERIFY_PARAM* parameters = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return (is_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str())
                           : X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size())) == 1;
}

bool check_stapled_status(SSL_CTX* context) {
  return SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp) == 1 &&
         SSL_CTX_set_tlsext_status_cb(context, judge_stapled_status) == 1;
}

void share_authorities(SSL_CTX* from, SSL_CTX* to) {
  SSL_CTX_set1_cert_store(to, SSL_CTX_get_cert_store(from));
}

}  // namespace quittance::keys
