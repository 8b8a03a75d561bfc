#include "keys/private_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "keys/keys.h"
#include "keys/test_pki.h"
#include "tests/support/temporary_folder.h"

namespace quittance::keys {
namespace {

using std::chrono::days;

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

Issued issue(Instant from, Instant until) {
  static const TestAuthority authority = TestAuthority::root("ROOT", now() - days(1000), now() + days(1000));
  LeafSpec spec;
  spec.not_before = from;
  spec.not_after = until;
  return authority.issue(spec);
}
const Issued& one() {
  static const Issued issued = issue(now() - days(1), now() + days(100));
  return issued;
}
const Issued& other() {
  static const Issued issued = issue(now() - days(500), now() - days(1));
  return issued;
}

TEST(PrivateKey, SignatureIsVerifiedByItsCertificateOnly) {
  const Sha256 digest = sha256("text");
  const auto signature = one().key->sign(digest);
  ASSERT_TRUE(signature) << signature.error();
  EXPECT_TRUE(verify_signature(one().key->certificate(), digest, *signature));
  EXPECT_FALSE(verify_signature(other().key->certificate(), digest, *signature));
  EXPECT_FALSE(verify_signature(one().key->certificate(), sha256("other"), *signature));
  EXPECT_FALSE(verify_signature(one().key->certificate(), digest, signature->substr(1)));
  EXPECT_FALSE(verify_signature(one().key->certificate(), digest, ""));
}

TEST(PrivateKey, SameDigestGivesTheSameSignature) {
  EXPECT_EQ(*one().key->sign(sha256("text")), *one().key->sign(sha256("text")));
}

TEST(PrivateKey, WrappedKeyIsUnwrappedByItsOwnerOnly) {
  const auto wrapped = wrap(one().key->certificate(), "0123456789abcdef");
  ASSERT_TRUE(wrapped) << wrapped.error();
  EXPECT_EQ(*one().key->unwrap(*wrapped), "0123456789abcdef");
  EXPECT_EQ(other().key->unwrap(*wrapped).error().code, "KEY-UNWRAP");
  EXPECT_EQ(one().key->unwrap("short").error(), other().key->unwrap(*wrapped).error());
}

TEST(Gcm, OpensWhatItSealedAndNothingElse) {
  const Bytes key(16, 'k'), iv(12, 'i');
  const Bytes sealed = gcm_encrypt(key, iv, "plain text");
  EXPECT_EQ(sealed.size(), 12 + 10 + 16U);
  EXPECT_EQ(sealed.substr(0, 12), iv);
  EXPECT_EQ(*gcm_decrypt(key, sealed), "plain text");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    Bytes bent = sealed;
    bent[at] = static_cast<char>(bent[at] ^ 1);
    EXPECT_FALSE(gcm_decrypt(key, bent)) << at;
  }
  EXPECT_FALSE(gcm_decrypt(Bytes(16, 'x'), sealed));
  EXPECT_FALSE(gcm_decrypt(Bytes(32, 'k'), sealed));
  EXPECT_FALSE(gcm_decrypt(key, sealed.substr(0, 27)));
  EXPECT_EQ(*gcm_decrypt(key, gcm_encrypt(key, iv, "")), "");
}

TEST(Gcm, AgreesWithThePublishedVector) {  // McGrew and Viega, test case 2
  const Bytes zero_key(16, '\0'), zero_iv(12, '\0');
  EXPECT_EQ(to_hex(gcm_encrypt(zero_key, zero_iv, Bytes(16, '\0'))),
            "000000000000000000000000"
            "0388dace60b6a392f328c2b971b2fe78"
            "ab6e47d42cec13bdf53a67b21257bddf");
}

TEST(Sha256Digest, AgreesWithThePublishedVector) {  // FIPS 180-4
  EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const OpenSslDigest digest;
  const auto running = digest.start();
  running->update("a");
  running->update("bc");
  EXPECT_EQ(running->finish(), sha256("abc"));
}

TEST(KeyFiles, Pkcs12AndPemGiveTheSameKey) {
  const auto pkcs12 = make_pkcs12(one(), {}, "secret");
  ASSERT_TRUE(pkcs12) << pkcs12.error();
  const auto key = key_from_bytes(*pkcs12, "secret");
  ASSERT_TRUE(key) << key.error();
  EXPECT_EQ((*key)->certificate(), one().key->certificate());
  EXPECT_EQ(key_from_bytes(*pkcs12, "wrong").error().code, "KEY-STORE");
  EXPECT_EQ(key_from_bytes("noise", "secret").error().code, "KEY-STORE");
  EXPECT_TRUE(key_from_bytes(one().key_pem + one().certificate_pem, ""));
}

TEST(KeyFiles, KeyOfAnotherCertificateIsRefused) {
  EXPECT_EQ(key_from_bytes(one().key_pem + other().certificate_pem, "").error().code, "KEY-STORE");
}

TEST(KeyFiles, FileIsNamedInTheError) {
  EXPECT_EQ(key_from_file("/nowhere/ap.p12", "").error().detail, "/nowhere/ap.p12: cannot be read");
}

class PassphraseFile : public testing::Test {
 protected:
  std::string write(const std::string& content, mode_t mode) {
    const std::string path = folder_.path() + "/passphrase";
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path;
  }
  quittance::test::TemporaryFolder folder_;
};

TEST_F(PassphraseFile, FirstLineCounts) {
  EXPECT_EQ(*read_passphrase(write("secret\nmore\n", 0600)), "secret");
  EXPECT_EQ(*read_passphrase(write("secret", 0640)), "secret");
}

TEST_F(PassphraseFile, OneThatEverybodyMayReadIsRefused) {
  EXPECT_EQ(read_passphrase(write("secret\n", 0644)).error().code, "KEY-PASSPHRASE");
}

TEST_F(PassphraseFile, EmptyLargeOrMissingOneIsRefused) {
  EXPECT_EQ(read_passphrase(write("\n", 0600)).error().code, "KEY-PASSPHRASE");
  EXPECT_EQ(read_passphrase(write(std::string(5000, 'x'), 0600)).error().code, "KEY-PASSPHRASE");
  EXPECT_EQ(read_passphrase("/nowhere").error().code, "KEY-PASSPHRASE");
}

TEST(KeyStore, SignsWithTheNewestValidKey) {
  const auto newest = issue(now() - days(1), now() + days(200));
  const auto store = KeyStore::make({other().key, one().key}).value();
  EXPECT_EQ(store.signer(now()).certificate(), one().key->certificate());
  EXPECT_EQ(store.signer(now() - days(100)).certificate(), other().key->certificate());
  EXPECT_EQ(store.signer(now() + days(500)).certificate(), one().key->certificate());
  EXPECT_EQ(store.find(other().key->certificate().fingerprint()), other().key.get());
  EXPECT_EQ(store.find(newest.key->certificate().fingerprint()), nullptr);
}

TEST(KeyStore, EmptyOrDoubleIsRefused) {
  EXPECT_EQ(KeyStore::make({}).error().code, "KEY-STORE");
  EXPECT_EQ(KeyStore::make({one().key, one().key}).error().code, "KEY-STORE");
}

}  // namespace
}  // namespace quittance::keys
