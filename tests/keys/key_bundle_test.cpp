#include "keys/key_bundle.h"

#include <gtest/gtest.h>

#include "keys/keys.h"
#include "keys/test_pki.h"

namespace quittance::keys {
namespace {

using std::chrono::days;

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

/// Made once: keys cost time.
struct Pki {
  TestAuthority authority = TestAuthority::root("TEST CA", now() - days(1), now() + days(100));
  Issued one = leaf(), other = leaf();
  Issued leaf() const {
    LeafSpec spec;
    spec.not_before = now() - days(1);
    spec.not_after = now() + days(50);
    return authority.issue(spec);
  }
  static const Pki& get() {
    static const Pki pki;
    return pki;
  }
};

TEST(KeyBundle, FindsTheKeysOwnCertificateWhereverItStands) {
  const auto& [authority, one, other] = Pki::get();
  const auto bundle = KeyBundle::read(authority.certificate().pem() + one.key_pem + one.certificate_pem, "");
  ASSERT_TRUE(bundle) << bundle.error();
  EXPECT_EQ(bundle->key()->certificate(), one.key->certificate());
  EXPECT_EQ(bundle->chain(), std::vector{authority.certificate()});
}

TEST(KeyBundle, GoesThroughPkcs12AndPemUnchanged) {
  const auto& [authority, one, other] = Pki::get();
  const auto bundle =
      KeyBundle::read(one.key_pem + one.certificate_pem + authority.certificate().pem(), "").value();
  const auto pkcs12 = bundle.pkcs12("secret");
  ASSERT_TRUE(pkcs12) << pkcs12.error();
  EXPECT_FALSE(KeyBundle::read(*pkcs12, "other"));
  for (const Bytes& again : {*pkcs12, *bundle.pem()}) {
    const auto read = KeyBundle::read(again, "secret");
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->key()->certificate(), one.key->certificate());
    EXPECT_EQ(read->chain(), bundle.chain());
    EXPECT_TRUE(verify_signature(one.key->certificate(), sha256("x"), *read->key()->sign(sha256("x"))));
  }
}

TEST(KeyBundle, WhatDoesNotBelongTogetherIsRefused) {
  const auto& [authority, one, other] = Pki::get();
  EXPECT_EQ(KeyBundle::read(one.key_pem + other.certificate_pem, "").error().code, "KEY-STORE");
  EXPECT_EQ(KeyBundle::read(one.key_pem, "").error().code, "X509");
  EXPECT_EQ(KeyBundle::read(one.certificate_pem, "").error().code, "KEY-STORE");
  EXPECT_EQ(KeyBundle::read("", "").error().code, "KEY-STORE");
}

}  // namespace
}  // namespace quittance::keys
