#include "gateway/serve/own_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "gateway/serve/watched_certificates.h"
#include "keys/test_pki.h"
#include "tests/support/temporary_folder.h"

namespace quittance::serve {
namespace {

using std::chrono::days;

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

/// Made once: keys cost time.
struct Pki {
  keys::TestAuthority authority = keys::TestAuthority::root("TEST CA", now() - days(900), now() + days(900));
  keys::Issued older = leaf("POP000901", -400), newer = leaf("POP000901", -3), other = leaf("POP000902", -3);
  [[nodiscard]] keys::Issued leaf(const char* name, int from) const {
    keys::LeafSpec spec;
    spec.common_name = name;
    spec.not_before = now() + days(from);
    spec.not_after = spec.not_before + days(700);
    return authority.issue(spec);
  }
  static const Pki& get() {
    static const Pki pki;
    return pki;
  }
};

class OwnKeys : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(
        (folder_.path() + "/" + name).substr(0, (folder_.path() + "/" + name).rfind('/')));
    std::ofstream(folder_.path() + "/" + name) << content;
  }
  void write_pem(const std::string& name, const keys::Issued& issued) const {
    write(name, issued.key_pem + issued.certificate_pem);
  }
  [[nodiscard]] config::Config config(const std::string& more) const {
    auto loaded =
        config::load_text("[as4]\ntrust_store = \"trust.pem\"\n" + more, folder_.path() + "/q.toml");
    EXPECT_TRUE(loaded.config) << (loaded.problems.empty() ? "" : loaded.problems.front().text());
    return *loaded.config;
  }
  quittance::test::TemporaryFolder folder_;
};

TEST_F(OwnKeys, FileHoldsOne) {
  write_pem("ap.pem", Pki::get().newer);
  const auto keys = open_own_keys(config("key_store = \"ap.pem\"\n"));
  ASSERT_TRUE(keys.ok()) << keys.error();
  EXPECT_EQ(keys->keys().size(), 1U);
}

TEST_F(OwnKeys, FolderHoldsOldAndNewInOverlap) {
  write_pem("keys/old.pem", Pki::get().older);
  write("keys/new.p12", *keys::make_pkcs12(Pki::get().newer, {Pki::get().authority.certificate()}, "secret"));
  write("keys/.hidden.pem", "in the making");
  write("keys/README", "not a key");
  write("pass", "secret\n");
  ::chmod((folder_.path() + "/pass").c_str(), 0600);
  const auto keys = open_own_keys(config("key_store = \"keys\"\nkey_password = \"file:pass\"\n"));
  ASSERT_TRUE(keys.ok()) << keys.error();
  EXPECT_EQ(keys->keys().size(), 2U);
  EXPECT_EQ(keys->signer(now()).certificate(), Pki::get().newer.key->certificate()) << "from its day on";
  EXPECT_EQ(keys->signer(now() - days(10)).certificate(), Pki::get().older.key->certificate())
      << "until then";
  for (const auto* one : {&Pki::get().older, &Pki::get().newer})
    EXPECT_NE(keys->find(one->key->certificate().fingerprint()), nullptr) << "both are written to";
}

TEST_F(OwnKeys, AreOfOneAccessPoint) {
  write_pem("keys/a.pem", Pki::get().newer);
  write_pem("keys/b.pem", Pki::get().other);
  EXPECT_EQ(open_own_keys(config("key_store = \"keys\"\n")).error().code, "CONFIG");
  write_pem("ap.pem", Pki::get().newer);
  EXPECT_EQ(open_own_keys(config("key_store = \"ap.pem\"\nparty_id = \"POP000999\"\n")).error().code,
            "CONFIG");
  EXPECT_TRUE(open_own_keys(config("key_store = \"ap.pem\"\nparty_id = \"POP000901\"\n")).ok());
}

TEST_F(OwnKeys, EmptyFolderIsNoKey) {
  std::filesystem::create_directories(folder_.path() + "/keys");
  const auto none = open_own_keys(config("key_store = \"keys\"\n"));
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, "KEY-STORE");
  EXPECT_NE(none.error().detail.find("quittance keys import"), std::string::npos) << none.error();
}

TEST_F(OwnKeys, AreWatchedWithAllOtherCertificatesOfTheConfiguration) {
  write_pem("ap.pem", Pki::get().newer);
  write("trust.pem", Pki::get().authority.certificate().pem());
  write("partner.pem", Pki::get().other.certificate_pem);
  const auto watched = watched_certificates(
      config("key_store = \"ap.pem\"\n[[partner]]\nparticipant = \"0088:1\"\nurl = \"https://x.test/\"\n"
             "certificate = \"partner.pem\"\n[[partner]]\nname = \"B\"\nurl = \"https://y.test/\"\n"
             "certificate = \"absent.pem\"\n"));
  std::vector<std::string> roles;
  roles.reserve(watched.found.size());
  for (const auto& one : watched.found) roles.push_back(one.role);
  EXPECT_EQ(roles, (std::vector<std::string>{"our key", "authority of access points", "partner 0088:1"}));
  ASSERT_EQ(watched.unreadable.size(), 1U);
  EXPECT_NE(watched.unreadable[0].detail.find("absent.pem"), std::string::npos);
}

}  // namespace
}  // namespace quittance::serve
