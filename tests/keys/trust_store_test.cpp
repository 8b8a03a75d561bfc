#include "keys/trust_store.h"

#include <gtest/gtest.h>

#include "keys/keys.h"
#include "keys/test_pki.h"

namespace quittance::keys {
namespace {

using std::chrono::days;

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

/// Authorities made once: keys cost time.
struct Pki {
  TestAuthority root = TestAuthority::root("ROOT", now() - days(100), now() + days(1000));
  TestAuthority access_points = root.issue_authority("AP CA", now() - days(100), now() + days(500));
  TestAuthority publishers = root.issue_authority("SMP CA", now() - days(100), now() + days(500));
  TestAuthority stranger = TestAuthority::root("ROOT", now() - days(100), now() + days(1000));
  static const Pki& get() {
    static const Pki pki;
    return pki;
  }
};

LeafSpec leaf() {
  LeafSpec spec;
  spec.not_before = now() - days(10);
  spec.not_after = now() + days(600);
  return spec;
}

std::shared_ptr<const TrustStore> access_point_trust() {
  return TrustStore::make({Pki::get().access_points.certificate(), Pki::get().root.certificate()}).value();
}

std::string code(const Result<void>& result) { return result ? "" : result.error().code; }

struct Case {
  const char* name;
  const TestAuthority Pki::* issuer;
  std::function<void(LeafSpec&)> bend;
  Purpose purpose;
  const char* code;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Trust : public testing::TestWithParam<Case> {};

TEST_P(Trust, LeafIsJudgedByItsChainItsTimeAndItsUsage) {
  LeafSpec spec = leaf();
  GetParam().bend(spec);
  const Certificate one = (Pki::get().*GetParam().issuer).issue(spec).key->certificate();
  EXPECT_EQ(code(access_point_trust()->verify(one, now(), GetParam().purpose)), GetParam().code);
}

const auto kAsItIs = [](LeafSpec&) {};

INSTANTIATE_TEST_SUITE_P(
    All, Trust,
    testing::Values(
        Case{"GoodForSigning", &Pki::access_points, kAsItIs, Purpose::signing, ""},
        Case{"GoodForEncryption", &Pki::access_points, kAsItIs, Purpose::encryption, ""},
        Case{"IssuedByTheSisterAuthority", &Pki::publishers, kAsItIs, Purpose::signing, "CERT-UNTRUSTED"},
        Case{"IssuedByTheRootItself", &Pki::root, kAsItIs, Purpose::signing, "CERT-UNTRUSTED"},
        Case{"IssuedByARootOfTheSameName", &Pki::stranger, kAsItIs, Purpose::signing, "CERT-UNTRUSTED"},
        Case{"Expired", &Pki::access_points, [](LeafSpec& s) { s.not_after = now() - days(1); },
             Purpose::signing, "CERT-EXPIRED"},
        Case{"NotYetValid", &Pki::access_points, [](LeafSpec& s) { s.not_before = now() + days(1); },
             Purpose::signing, "CERT-NOT-YET-VALID"},
        Case{"MayNotSign", &Pki::access_points, [](LeafSpec& s) { s.digital_signature = false; },
             Purpose::signing, "CERT-USAGE"},
        Case{"MayNotDecrypt", &Pki::access_points, [](LeafSpec& s) { s.key_encipherment = false; },
             Purpose::encryption, "CERT-USAGE"},
        Case{"NoKeyUsageAtAll", &Pki::access_points,
             [](LeafSpec& s) { s.digital_signature = s.key_encipherment = false; }, Purpose::signing,
             "CERT-USAGE"},
        Case{"NoClientAuth", &Pki::access_points, [](LeafSpec& s) { s.client_auth = false; },
             Purpose::signing, "CERT-USAGE"},
        Case{"ServerCertificate", &Pki::access_points, [](LeafSpec& s) { s.host_names = {"x.test"}; },
             Purpose::signing, "CERT-USAGE"},
        Case{"ShortKey", &Pki::access_points, [](LeafSpec& s) { s.key_bits = 1024; }, Purpose::signing,
             "CERT-KEY"}),
    [](const auto& one) { return one.param.name; });

TEST(TrustStore, RememberedChainStillHasItsTime) {
  const auto trust = access_point_trust();
  const Certificate one = Pki::get().access_points.issue(leaf()).key->certificate();
  EXPECT_EQ(code(trust->verify(one, now(), Purpose::signing)), "");
  EXPECT_EQ(code(trust->verify(one, now() + days(700), Purpose::signing)), "CERT-EXPIRED");
  EXPECT_EQ(code(trust->verify(one, now() - days(20), Purpose::signing)), "CERT-NOT-YET-VALID");
}

TEST(TrustStore, LeafDoesNotOutliveItsAuthority) {
  const auto trust = access_point_trust();
  const Certificate one = Pki::get().access_points.issue(leaf()).key->certificate();
  EXPECT_EQ(code(trust->verify(one, now(), Purpose::signing)), "");
  EXPECT_EQ(code(trust->verify(one, now() + days(550), Purpose::signing)), "CERT-EXPIRED");
}

TEST(TrustStore, IssuingAuthorityAloneIsEnough) {
  const auto trust = TrustStore::make({Pki::get().access_points.certificate()}).value();
  EXPECT_EQ(
      code(trust->verify(Pki::get().access_points.issue(leaf()).key->certificate(), now(), Purpose::signing)),
      "");
}

TEST(TrustStore, AuthoritiesBelowTheIssuingOneAreNotBelieved) {
  // The chain comes from the store alone: no path length and no name constraint of a stranger's is ever asked
  // about.
  const TestAuthority below =
      Pki::get().access_points.issue_authority("BELOW", now() - days(50), now() + days(300));
  EXPECT_EQ(
      code(access_point_trust()->verify(below.issue(leaf()).key->certificate(), now(), Purpose::signing)),
      "CERT-UNTRUSTED");
}

TEST(TrustStore, RootAloneMayIssue) {
  const auto trust = TrustStore::make({Pki::get().root.certificate()}).value();
  EXPECT_EQ(code(trust->verify(Pki::get().root.issue(leaf()).key->certificate(), now(), Purpose::signing)),
            "");
}

TEST(TrustStore, AuthorityIsNoLeaf) {
  const auto root_trust = TrustStore::make({Pki::get().root.certificate()}).value();
  EXPECT_EQ(code(root_trust->verify(Pki::get().publishers.certificate(), now(), Purpose::any)), "CERT-USAGE");
  EXPECT_EQ(code(access_point_trust()->verify(Pki::get().publishers.certificate(), now(), Purpose::any)),
            "CERT-UNTRUSTED");
}

TEST(TrustStore, LeafIsNoAuthority) {
  const Certificate one = Pki::get().access_points.issue(leaf()).key->certificate();
  EXPECT_EQ(TrustStore::make({one}).error().code, "TRUST-NOT-CA");
  EXPECT_EQ(TrustStore::make({}).error().code, "TRUST-EMPTY");
}

TEST(Certificate, SaysWhatStandsInIt) {
  LeafSpec spec = leaf();
  spec.common_name = "POP000977";
  const Certificate one = Pki::get().access_points.issue(spec).key->certificate();
  EXPECT_EQ(one.common_name(), "POP000977");
  EXPECT_EQ(one.subject(), "CN=POP000977,OU=PEPPOL TEST AP,O=TEST,C=FR");
  EXPECT_EQ(one.issuer(), "CN=AP CA,OU=FOR TEST ONLY,O=TEST,C=FR");
  EXPECT_EQ(one.key_bits(), 2048);
  EXPECT_EQ(one.not_after(), spec.not_after);
  EXPECT_EQ(Certificate::parse_pem(one.pem()).value(), one);
  EXPECT_EQ(Certificate::parse(one.der()).value(), one);
}

TEST(Certificate, OctetsAroundItAreRefused) {
  const Certificate one = Pki::get().root.certificate();
  EXPECT_EQ(Certificate::parse(std::string(one.der()) + "x").error().code, "X509");
  EXPECT_EQ(Certificate::parse(one.der().substr(0, one.der().size() - 1)).error().code, "X509");
  EXPECT_EQ(Certificate::parse("").error().code, "X509");
  EXPECT_EQ(Certificate::parse_pem("nothing").error().code, "X509");
  EXPECT_EQ(Certificate::parse_all_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
                .error()
                .code,
            "X509");
}

TEST(Certificate, CommonNameWithAControlCharacterReadsAsNone) {
  LeafSpec spec = leaf();
  spec.common_name = "POP000901\nx";
  EXPECT_EQ(Pki::get().access_points.issue(spec).key->certificate().common_name(), "");
}

}  // namespace
}  // namespace quittance::keys
