// Certificates' status as other people's programs tell it: `openssl ocsp` as responder, a list served over
// HTTP.
#include "gateway/serve/revocation_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>

#include "as4/poco_http_client.h"
#include "keys/test_pki.h"
#include "tests/as4/scripted_server.h"
#include "tests/support/temporary_folder.h"

namespace quittance::serve {
namespace {

using as4::test::ScriptedServer;
using as4::test::Visitor;
using std::chrono::days;
using std::chrono::hours;

Instant now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// A responder of OpenSSL's own on a free port, killed with this object.
class OpensslResponder {
 public:
  /// `folder` holds index.txt, ca.pem, and NAME.pem, NAME.key of who signs.
  OpensslResponder(const std::string& folder, const std::string& name) {
    std::vector<std::string> words{"openssl",  "ocsp",
                                   "-port",    "0",
                                   "-index",   folder + "/index.txt",
                                   "-CA",      folder + "/ca.pem",
                                   "-rsigner", folder + "/" + name + ".pem",
                                   "-rkey",    folder + "/" + name + ".key",
                                   "-nmin",    "60"};
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int pipe_ends[2] = {-1, -1};
    if (::pipe(pipe_ends) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, pipe_ends[0]);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (::posix_spawnp(&process_, "openssl", &actions, nullptr, arguments.data(), environ) != 0)
      process_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe_ends[1]);
    output_ = pipe_ends[0];
    read_port();
  }
  ~OpensslResponder() { stop(); }
  OpensslResponder(const OpensslResponder&) = delete;
  OpensslResponder& operator=(const OpensslResponder&) = delete;

  void stop() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    if (output_ >= 0) ::close(output_);
    process_ = output_ = -1;
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + port_ + "/"; }
  [[nodiscard]] bool serves() const { return !port_.empty(); }

 private:
  /// "ACCEPT 0.0.0.0:34567 PID=…"
  void read_port() {
    std::string line;
    char octet = 0;
    while (output_ >= 0 && ::read(output_, &octet, 1) == 1 && octet != '\n') line += octet;
    const std::size_t digits = line.find_last_of(':');
    if (!line.starts_with("ACCEPT ") || digits == std::string::npos) return;
    port_ = line.substr(digits + 1, line.find_first_not_of("0123456789", digits + 1) - digits - 1);
  }
  pid_t process_ = -1;
  int output_ = -1;
  std::string port_;
};

/// Asks whoever is at `responder` today: certificates name one URL for ever.
class Redirected : public as4::HttpClient {
 public:
  explicit Redirected(const std::string& responder) : responder_(responder) {
    as4::PocoHttpClient::Settings settings;
    settings.allow_plain_http = settings.allow_private_addresses = true;
    settings.ask_before_body = false;
    real_ = as4::PocoHttpClient::make(settings).value();
  }
  as4::HttpExchange post(const as4::HttpRequest& request) override {
    auto sent = request;
    sent.url = responder_;
    return real_->post(sent);
  }
  as4::HttpExchange get(const as4::HttpGet& request) override { return real_->get(request); }

 private:
  const std::string& responder_;
  std::unique_ptr<as4::HttpClient> real_;
};

/// An authority, its leafs, and what it said of them in OpenSSL's own index.
struct Authority {
  keys::TestAuthority ca = keys::TestAuthority::root("TEST AP CA", now() - days(1), now() + days(30));
  keys::TestAuthority other = keys::TestAuthority::root("OTHER CA", now() - days(1), now() + days(30));
  keys::Certificate good = leaf(ca).key->certificate(), revoked = leaf(ca).key->certificate(),
                    unlisted = leaf(ca).key->certificate();
  quittance::test::TemporaryFolder folder;

  static keys::Issued leaf(const keys::TestAuthority& issuer, bool responder = false,
                           const std::string& crl_url = "") {
    keys::LeafSpec spec;
    spec.not_before = now() - hours(1);
    spec.not_after = now() + days(20);
    spec.ocsp_signing = responder;
    if (!responder && crl_url.empty()) spec.ocsp_url = "http://ocsp.test/";
    spec.crl_url = crl_url;
    return issuer.issue(spec);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() + "/" + name) << text;
  }
  void write(const std::string& name, const keys::Issued& issued) const {
    write(name + ".pem", issued.certificate_pem);
    write(name + ".key", issued.key_pem);
  }
  static std::string line(const char* state, const char* since, const keys::Certificate& one) {
    std::string serial(one.serial());
    std::transform(serial.begin(), serial.end(), serial.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    return std::string(state) + "\t491231000000Z\t" + since + "\t" + serial + "\tunknown\t/CN=x\n";
  }
  Authority() {
    write("ca.pem", ca.certificate().pem());
    write("responder", leaf(ca, true));
    write("stranger", leaf(other, true));
    write("index.txt", line("V", "", good) + line("R", "260101000000Z,keyCompromise", revoked));
  }
  static const Authority& get() {
    static const Authority authority;
    return authority;
  }
};

class Responders : public testing::Test {
 protected:
  void ask(bool hard) {
    keys::RevocationPolicy policy;
    policy.hard = hard;
    policy.time_limit =
        std::chrono::minutes(1);  // whoever answers shall not be overtaken by a loaded machine
    auto source = std::make_shared<RevocationOverHttp>(
        std::make_unique<Redirected>(url),
        [this](const keys::Certificate&, const std::string& why, bool passed) {
          told.push_back((passed ? "passed: " : "refused: ") + why);
        });
    revocation = std::make_unique<keys::Revocation>(std::move(source), policy);
  }
  void start(const std::string& signer) {
    responder = std::make_unique<OpensslResponder>(Authority::get().folder.path(), signer);
    ASSERT_TRUE(responder->serves());
    url = responder->url();
  }
  std::string check(const keys::Certificate& one, Instant at = now()) {
    const auto result = revocation->check(one, Authority::get().ca.certificate(), at);
    return result ? "" : result.error().code;
  }
  std::string url = "http://127.0.0.1:1/";
  std::vector<std::string> told;
  std::unique_ptr<OpensslResponder> responder;
  std::unique_ptr<keys::Revocation> revocation;
};

TEST_F(Responders, OpensslSaysGoodRevokedAndUnknown) {
  start("responder");
  ask(true);
  EXPECT_EQ(check(Authority::get().good), "");
  EXPECT_EQ(check(Authority::get().revoked), "CERT-REVOKED");
  EXPECT_EQ(check(Authority::get().unlisted), "CERT-REVOKED");
  EXPECT_TRUE(told.empty()) << told.front();
}

TEST_F(Responders, AnswerIsGoodUntilItsEndAndNotAfter) {
  start("responder");
  ask(true);
  EXPECT_EQ(check(Authority::get().good), "");
  responder->stop();
  EXPECT_EQ(check(Authority::get().good, now() + std::chrono::minutes(40)), "");
  EXPECT_EQ(check(Authority::get().good, now() + hours(2)), "CERT-REVOCATION");
}

TEST_F(Responders, StrangersAnswerIsNone) {
  start("stranger");
  ask(true);
  EXPECT_EQ(check(Authority::get().good), "CERT-REVOCATION");
  ask(false);
  EXPECT_EQ(check(Authority::get().good), "");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_TRUE(told[0].starts_with("refused: ")) << told[0];
  EXPECT_TRUE(told[1].starts_with("passed: ")) << told[1];
}

TEST_F(Responders, NobodyThereRefusesOrPasses) {
  ask(true);
  const auto refused = revocation->check(Authority::get().good, Authority::get().ca.certificate(), now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "CERT-REVOCATION");
  EXPECT_EQ(refused.error().retry, Retry::later);
  ask(false);
  EXPECT_EQ(check(Authority::get().good), "");
}

TEST_F(Responders, ListIsFetchedOverHttp) {
  std::string list;
  ScriptedServer server({[&](Visitor& visitor) {
    visitor.read_head();
    visitor.say("HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: " +
                std::to_string(list.size()) + "\r\nConnection: close\r\n\r\n" + list);
  }});
  const auto listed = Authority::leaf(Authority::get().ca, false, server.url()).key->certificate();
  const auto standing = Authority::leaf(Authority::get().ca, false, server.url()).key->certificate();
  list = Authority::get().ca.revocation_list({listed}, now() - hours(1), now() + days(1));
  ask(true);
  EXPECT_EQ(check(listed), "CERT-REVOKED");
  EXPECT_EQ(check(standing), "");
  EXPECT_EQ(server.connections, 1);
}

TEST_F(Responders, MissingListIsNone) {
  ScriptedServer server({[](Visitor& visitor) {
    visitor.read_head();
    visitor.say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }});
  ask(true);
  EXPECT_EQ(check(Authority::leaf(Authority::get().ca, false, server.url()).key->certificate()),
            "CERT-REVOCATION");
}

}  // namespace
}  // namespace quittance::serve
