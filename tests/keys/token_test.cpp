// Keys in a token: SoftHSM, driven by its own tools.
#include "keys/token.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "keys/keys.h"
#include "keys/test_pki.h"
#include "tests/support/temporary_folder.h"

namespace quittance::keys {
namespace {

using std::chrono::days;

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kKey = "pkcs11:token=peppol;object=ap";

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

Issued issue() {
  static const TestAuthority authority = TestAuthority::root("TEST CA", now() - days(1), now() + days(100));
  LeafSpec spec;
  spec.not_before = now() - days(1);
  spec.not_after = now() + days(50);
  return authority.issue(spec);
}

/// One token with a key and its certificate, and another key without. Made once: the library is opened once
/// in a process.
struct Token {
  quittance::test::TemporaryFolder folder;
  Issued own = issue(), bare = issue();
  bool ready = false;

  static bool run(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  void put(const Issued& issued, const std::string& label, const std::string& id) {
    std::ofstream(path(label + ".key")) << issued.key_pem;
    ready = ready && run("softhsm2-util --import " + path(label + ".key") + " --token peppol --label " +
                         label + " --id " + id + " --pin 1234");
  }
  Token() {
    std::filesystem::create_directory(path("tokens"));
    std::ofstream(path("softhsm2.conf"))
        << "directories.tokendir = " << path("tokens") << "\nlog.level = ERROR\n";
    ::setenv("SOFTHSM2_CONF", path("softhsm2.conf").c_str(), 1);
    ready = ::access(kModule, R_OK) == 0 &&
            run("softhsm2-util --init-token --free --label peppol --pin 1234 --so-pin 5678");
    put(own, "ap", "01");
    put(bare, "bare", "02");
    std::ofstream(path("ap.der"), std::ios::binary) << own.key->certificate().der();
    ready = ready &&
            run("pkcs11-tool --module " + std::string(kModule) + " --login --pin 1234 --token-label peppol" +
                " --write-object " + path("ap.der") + " --type cert --label ap --id 01");
  }
  static const Token& get() {
    static const Token token;
    return token;
  }
};

class TokenKeys : public testing::Test {
 protected:
  void SetUp() override {
    if (!Token::get().ready) GTEST_SKIP() << "needs softhsm2, opensc and libengine-pkcs11-openssl";
  }
  static std::string code(const TokenPlace& place, std::string_view pin) {
    const auto key = key_from_token(place, pin);
    return key ? "" : key.error().code;
  }
};

TEST_F(TokenKeys, SignsAndDecryptsInTheToken) {
  const auto key = key_from_token({kKey, kModule, {}}, "1234");
  ASSERT_TRUE(key) << key.error();
  EXPECT_EQ((*key)->certificate(), Token::get().own.key->certificate()) << "the token's own";
  const Sha256 digest = sha256("what is signed");
  const auto signature = (*key)->sign(digest);
  ASSERT_TRUE(signature) << signature.error();
  EXPECT_TRUE(verify_signature((*key)->certificate(), digest, *signature));
  const auto wrapped = wrap((*key)->certificate(), "sixteen octets ok");
  ASSERT_TRUE(wrapped) << wrapped.error();
  const auto plain = (*key)->unwrap(*wrapped);
  ASSERT_TRUE(plain) << plain.error();
  EXPECT_EQ(*plain, "sixteen octets ok");
}

TEST_F(TokenKeys, WhatWasNotEncryptedToItIsNotDecrypted) {
  const auto key = key_from_token({kKey, kModule, {}}, "1234");
  ASSERT_TRUE(key) << key.error();
  for (const Bytes& odd : {Bytes(256, 'x'), Bytes(256, '\xff'), Bytes(256, '\0'), Bytes(255, 'x'),
                           Bytes(257, 'x'), Bytes(4096, 'x'), Bytes()}) {
    EXPECT_EQ((*key)->unwrap(odd).error().code, "KEY-UNWRAP") << odd.size();
    EXPECT_TRUE((*key)->sign(sha256("still there"))) << odd.size();
    EXPECT_TRUE((*key)->unwrap(*wrap((*key)->certificate(), "still there"))) << odd.size();
  }
}

TEST_F(TokenKeys, CertificateMayComeFromElsewhere) {
  const Certificate beside = Token::get().bare.key->certificate();
  const auto key = key_from_token({"pkcs11:token=peppol;object=bare;type=private", kModule, beside}, "1234");
  ASSERT_TRUE(key) << key.error();
  const auto signature = (*key)->sign(sha256("x"));
  ASSERT_TRUE(signature) << signature.error();
  EXPECT_TRUE(verify_signature(beside, sha256("x"), *signature));
}

TEST_F(TokenKeys, CertificateOfAnotherKeyIsRefused) {
  EXPECT_EQ(code({kKey, kModule, Token::get().bare.key->certificate()}, "1234"), "KEY-STORE");
}

TEST_F(TokenKeys, WhatIsNotThereIsSaid) {
  EXPECT_EQ(code({"pkcs11:token=peppol;object=nothing", kModule, {}}, "1234"), "KEY-TOKEN");
  EXPECT_EQ(code({"pkcs11:token=elsewhere;object=ap", kModule, {}}, "1234"), "KEY-TOKEN");
  EXPECT_EQ(code({"pkcs11:token=peppol;object=bare", kModule, {}}, "1234"), "KEY-TOKEN") << "no certificate";
}

TEST(TokenPlace, UriThatHoldsOrNamesThePinIsRefused) {
  for (const char* uri : {"pkcs11:token=peppol;object=ap?pin-value=1234",
                          "pkcs11:object=ap;pin-source=file:/x", "file:/etc/key.pem", ""})
    EXPECT_EQ(key_from_token({uri, kModule, {}}, "1234").error().code, "KEY-TOKEN") << uri;
}

}  // namespace
}  // namespace quittance::keys
