#include "keys/test_pki.h"

#include <gtest/gtest.h>

#include <map>

#include "keys/keys.h"

namespace quittance::keys {
namespace {

TEST(TestPki, HoldsWhatItsNamesPromise) {
  const Instant now = *parse_instant("2026-11-24T10:00:00Z");
  std::map<std::string, PkiFile> files;
  for (PkiFile& file : make_test_pki(now, "secret")) files.emplace(file.name, std::move(file));
  const auto trust = TrustStore::from_pem(files.at("ap-trust.pem").content).value();
  const auto verdict = [&](const std::string& name) {
    const auto key = key_from_bytes(files.at(name + ".p12").content, "secret");
    EXPECT_TRUE(key) << name << ": " << key.error();
    const auto good = trust->verify((*key)->certificate(), now, Purpose::signing);
    return good ? std::string((*key)->certificate().common_name()) : good.error().code;
  };
  EXPECT_EQ(verdict("POP000901"), "POP000901");
  EXPECT_EQ(verdict("POP000902"), "POP000902");
  EXPECT_EQ(verdict("POP000903"), "POP000903");
  EXPECT_EQ(verdict("POP000902-next"), "POP000902");
  EXPECT_EQ(verdict("neg-revoked"), "POP000916") << "only its authority says so";
  EXPECT_EQ(verdict("ocsp"), "CERT-USAGE");
  EXPECT_EQ(verdict("smp"), "CERT-UNTRUSTED");
  EXPECT_EQ(verdict("neg-expired"), "CERT-EXPIRED");
  EXPECT_EQ(verdict("neg-notyet"), "CERT-NOT-YET-VALID");
  EXPECT_EQ(verdict("neg-badcn"), "not a seat id");
  EXPECT_EQ(verdict("neg-unknownca"), "CERT-UNTRUSTED");
  EXPECT_EQ(verdict("neg-smpca"), "CERT-UNTRUSTED");
  EXPECT_EQ(verdict("neg-nousage"), "CERT-USAGE");
  for (const auto& [name, file] : files)
    EXPECT_EQ(file.secret, name.ends_with(".key") || name.ends_with(".p12") || name == "passphrase") << name;
}

}  // namespace
}  // namespace quittance::keys
