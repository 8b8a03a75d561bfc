#include "keys/tls.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <functional>
#include <memory>

#include "keys/ocsp.h"
#include "keys/test_pki.h"

namespace quittance::keys {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using Says = OcspSpec::Says;

/// The handshake asks OpenSSL's clock, so this one has to be right.
Instant now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

LeafSpec leaf(bool must_staple = false, bool responder = false) {
  LeafSpec spec;
  if (!responder) spec.host_names = {"localhost"};
  spec.must_staple = must_staple;
  spec.ocsp_signing = responder;
  spec.not_before = now() - hours(24);
  spec.not_after = now() + hours(24);
  return spec;
}

struct Pki {
  TestAuthority authority = TestAuthority::root("TLS CA", now() - hours(100), now() + hours(100));
  TestAuthority stranger = TestAuthority::root("TLS CA", now() - hours(100), now() + hours(100));
  Issued plain = authority.issue(leaf()), strict = authority.issue(leaf(true));
  Issued other = authority.issue(leaf()), responder = authority.issue(leaf(false, true));
  static const Pki& get() {
    static const Pki pki;
    return pki;
  }
};

/// What a server staples; nothing when it is empty.
using Staple = std::function<Bytes()>;

Bytes answer_about(const Issued& about, const TestAuthority& signer, OcspSpec spec) {
  spec.repeats_nonce = false;
  const auto question = OcspQuestion::about(about.key->certificate(), Pki::get().authority.certificate());
  return signer.ocsp_answer(question->request(), spec).value();
}

OcspSpec saying(Says says, const Issued* responder = nullptr) {
  return {says, now() - minutes(1), now() + hours(12), responder};
}

int staple(SSL* session, void* argument) {
  const auto& bytes = *static_cast<const Bytes*>(argument);
  if (bytes.empty()) return SSL_TLSEXT_ERR_NOACK;
  auto* copy = static_cast<unsigned char*>(OPENSSL_memdup(bytes.data(), bytes.size()));
  SSL_set_tlsext_status_ocsp_resp(session, copy, static_cast<long>(bytes.size()));
  return SSL_TLSEXT_ERR_OK;
}

using ContextPtr = std::shared_ptr<SSL_CTX>;
using SessionPtr = std::shared_ptr<SSL>;

ContextPtr server_with(const Issued& issued, const Bytes& stapled) {
  ContextPtr context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  const std::shared_ptr<BIO> pem(BIO_new_mem_buf(issued.certificate_pem.c_str(), -1), BIO_free_all);
  const std::shared_ptr<X509> certificate(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr), X509_free);
  const std::shared_ptr<BIO> key_pem(BIO_new_mem_buf(issued.key_pem.c_str(), -1), BIO_free_all);
  const std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(key_pem.get(), nullptr, nullptr, nullptr),
                                      EVP_PKEY_free);
  SSL_CTX_use_certificate(context.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  SSL_CTX_set_tlsext_status_cb(context.get(), staple);
  SSL_CTX_set_tlsext_status_arg(context.get(), const_cast<Bytes*>(&stapled));
  return context;
}

ContextPtr client(int version) {
  ContextPtr context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  EXPECT_TRUE(harden_tls(context.get()));
  EXPECT_TRUE(check_stapled_status(context.get()));
  SSL_CTX_set_max_proto_version(context.get(), version);
  const std::string pem = Pki::get().authority.certificate().pem();
  const std::shared_ptr<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
  const std::shared_ptr<X509> authority(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

/// Both sides take turns over memory until they are done or one refuses.
bool shake_hands(SSL_CTX* from, SSL_CTX* to) {
  const SessionPtr caller(SSL_new(from), SSL_free), called(SSL_new(to), SSL_free);
  BIO *near = nullptr, *far = nullptr;
  BIO_new_bio_pair(&near, 0, &far, 0);
  SSL_set_bio(caller.get(), near, near);
  SSL_set_bio(called.get(), far, far);
  SSL_set_connect_state(caller.get());
  SSL_set_accept_state(called.get());
  for (int turn = 0; turn < 20; ++turn) {
    const int one = SSL_do_handshake(caller.get());
    if (one != 1 && SSL_get_error(caller.get(), one) != SSL_ERROR_WANT_READ) return false;
    const int other = SSL_do_handshake(called.get());
    if (one == 1 && other == 1) return true;
    if (other != 1 && SSL_get_error(called.get(), other) != SSL_ERROR_WANT_READ) return false;
  }
  return false;
}

bool believed(const Issued& issued, const Bytes& stapled, int version) {
  const auto server = server_with(issued, stapled);
  return shake_hands(client(version).get(), server.get());
}

struct StapleCase {
  const char* name;
  Staple staple;
  bool passes;
};
void PrintTo(const StapleCase& c, std::ostream* out) { *out << c.name; }

class StapledStatus : public testing::TestWithParam<StapleCase> {};

TEST_P(StapledStatus, RefusesWhatTheAuthorityDisowns) {
  const Bytes stapled = GetParam().staple();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
    EXPECT_EQ(believed(Pki::get().plain, stapled, version), GetParam().passes) << version;
}

Bytes about_plain(const OcspSpec& spec) { return answer_about(Pki::get().plain, Pki::get().authority, spec); }

INSTANTIATE_TEST_SUITE_P(
    All, StapledStatus,
    testing::Values(
        StapleCase{"None", [] { return Bytes(); }, true},
        StapleCase{"Good", [] { return about_plain(saying(Says::good)); }, true},
        StapleCase{"GoodByItsResponder",
                   [] { return about_plain(saying(Says::good, &Pki::get().responder)); }, true},
        StapleCase{"Revoked", [] { return about_plain(saying(Says::revoked)); }, false},
        StapleCase{"RevokedByItsResponder",
                   [] { return about_plain(saying(Says::revoked, &Pki::get().responder)); }, false},
        StapleCase{"RevokedLongAgo",
                   [] { return about_plain({Says::revoked, now() - hours(80), now() - hours(70)}); }, false},
        StapleCase{"Unknown", [] { return about_plain(saying(Says::unknown)); }, false},
        StapleCase{"RevokedByAStranger",
                   [] { return answer_about(Pki::get().plain, Pki::get().stranger, saying(Says::revoked)); },
                   true},
        StapleCase{"RevokedIsAnother",
                   [] { return answer_about(Pki::get().other, Pki::get().authority, saying(Says::revoked)); },
                   true},
        StapleCase{"Nonsense", [] { return Bytes("nonsense"); }, true}),
    [](const auto& one) { return one.param.name; });

TEST(Staple, IsRequiredWhereTheCertificatePromisesIt) {
  const auto about_strict = [](const OcspSpec& spec) {
    return answer_about(Pki::get().strict, Pki::get().authority, spec);
  };
  EXPECT_TRUE(believed(Pki::get().strict, about_strict(saying(Says::good)), TLS1_3_VERSION));
  EXPECT_FALSE(believed(Pki::get().strict, "", TLS1_3_VERSION));
  EXPECT_FALSE(believed(Pki::get().strict, "", TLS1_2_VERSION));
  EXPECT_FALSE(believed(Pki::get().strict, "nonsense", TLS1_3_VERSION));
  EXPECT_FALSE(believed(Pki::get().strict, about_strict({Says::good, now() - hours(9), now() - hours(2)}),
                        TLS1_3_VERSION));
}

}  // namespace
}  // namespace quittance::keys
