// What the server agrees to in a TLS handshake (security.md 3), in the words of openssl's own client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>

#include "gateway/http/tls.h"
#include "tests/gateway/http/fixture.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_certificate.h"

namespace quittance::http {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

const std::string kBye = "GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n";

class Negotiation : public HttpServer {
 protected:
  void SetUp() override {
    if (!own_.made()) GTEST_SKIP() << "no certificate: install openssl";
    route("GET", "/", [](const Request&) { return Response::text(200, "served"); });
  }
  void begin(keys::ServerNames names = keys::ServerNames::ours) {
    auto made = server_context({own_.certificate(), own_.key(), "", false, names}, clock_);
    ASSERT_TRUE(made.ok()) << made.error();
    start({}, *made);
  }
  /// All that `openssl s_client` says about one request made with these options.
  std::string ask(const std::string& options) const {
    const auto command = "printf '" + kBye + "' | timeout 60 openssl s_client -ign_eof -connect 127.0.0.1:" +
                         std::to_string(port_) + " " + options + " 2>&1";
    std::string said;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::array<char, 4096> piece{};
    while (const auto got = std::fread(piece.data(), 1, piece.size(), pipe)) said.append(piece.data(), got);
    ::pclose(pipe);
    return said;
  }
  [[nodiscard]] std::string kept() const { return folder_ / "session.pem"; }

  // RSA, so that suites without ECDHE fail for what they are and not for want of a key.
  test::TestCertificate own_{"DNS:localhost,DNS:ap.example,IP:127.0.0.1", "rsa:2048"};
  test::TemporaryFolder folder_;
};

TEST_F(Negotiation, SpeaksHttp11ToWhoOffersItAmongOthers) {
  begin();
  const auto said = ask("-alpn h2,http/1.1");
  EXPECT_THAT(said, HasSubstr("ALPN protocol: http/1.1"));
  EXPECT_THAT(said, HasSubstr("served"));
}

TEST_F(Negotiation, RefusesWhoOffersOtherProtocolsOnly) {
  begin();
  const auto said = ask("-alpn h2");
  EXPECT_THAT(said, HasSubstr("alert no application protocol"));
  EXPECT_THAT(said, testing::Not(HasSubstr("served")));
}

TEST_F(Negotiation, TakesWhoOffersNothingToSpeakHttp11) {
  begin();
  const auto said = ask("");
  EXPECT_THAT(said, HasSubstr("No ALPN negotiated"));
  EXPECT_THAT(said, HasSubstr("served"));
}

TEST_F(Negotiation, AnswersToEveryNameOfItsCertificateAndToNone) {
  begin();
  EXPECT_THAT(ask("-servername localhost"), HasSubstr("served"));
  EXPECT_THAT(ask("-servername AP.example"), HasSubstr("served"));
  EXPECT_THAT(ask("-noservername"), HasSubstr("served"));
  EXPECT_THAT(ask("-servername 192.0.2.7"), HasSubstr("served")) << "an address is no name";
}

TEST_F(Negotiation, RefusesAnotherServersName) {
  begin();
  for (const std::string name : {"other.example", "x.localhost", "ap.example.evil.example"}) {
    const auto said = ask("-servername " + name);
    EXPECT_THAT(said, HasSubstr("unrecognized name")) << name;
    EXPECT_THAT(said, testing::Not(HasSubstr("served"))) << name;
  }
}

TEST_F(Negotiation, AsksForANameWhereOneIsRequired) {
  begin(keys::ServerNames::required);
  EXPECT_THAT(ask("-servername localhost"), HasSubstr("served"));
  EXPECT_THAT(ask("-noservername"), HasSubstr("unrecognized name"));
}

TEST_F(Negotiation, TakesAnyNameWhereItIsToldTo) {
  begin(keys::ServerNames::any);
  EXPECT_THAT(ask("-servername other.example"), HasSubstr("served"));
}

TEST_F(Negotiation, AgreesToAuthenticatedSuitesWithEphemeralKeys) {
  begin();
  for (const std::string good :
       {"-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384",
        "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305", "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256",
        "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384", "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256",
        "-groups X25519", "-groups P-256"}) {
    EXPECT_THAT(ask(good), HasSubstr("served")) << good;
  }
}

TEST_F(Negotiation, AgreesToNoOtherVersionSuiteOrGroup) {
  begin();
  for (const std::string bad :
       {"-tls1 -cipher ALL:@SECLEVEL=0", "-tls1_1 -cipher ALL:@SECLEVEL=0",
        "-tls1_2 -cipher AES128-GCM-SHA256", "-tls1_2 -cipher AES256-SHA256", "-tls1_2 -cipher AES128-SHA",
        "-tls1_2 -cipher ECDHE-RSA-AES128-SHA256", "-tls1_2 -cipher ECDHE-RSA-AES256-SHA",
        "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256", "-tls1_2 -cipher AECDH-AES128-SHA:@SECLEVEL=0",
        "-tls1_2 -cipher NULL:@SECLEVEL=0", "-tls1_2 -cipher ECDHE-RSA-CAMELLIA128-SHA256",
        "-tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256", "-groups P-521", "-groups X448"}) {
    const auto said = ask(bad);
    EXPECT_THAT(said, testing::Not(HasSubstr("served"))) << bad;
    EXPECT_THAT(said, HasSubstr("alert")) << bad;
  }
}

TEST_F(Negotiation, CompressesNothing) {
  begin();
  EXPECT_THAT(ask("-tls1_2 -comp"), HasSubstr("Compression: NONE"));
}

TEST_F(Negotiation, ResumesASession) {
  begin();
  for (const std::string version : {"-tls1_2", "-tls1_3"}) {
    EXPECT_THAT(ask(version + " -sess_out " + kept()), HasSubstr("New, TLS")) << version;
    const auto again = ask(version + " -sess_in " + kept());
    EXPECT_THAT(again, HasSubstr("Reused, TLS")) << version;
    EXPECT_THAT(again, HasSubstr("served")) << version;
  }
}

TEST_F(Negotiation, ForgetsTheKeyOfATicketAfterItsTime) {
  begin();
  for (const std::string version : {"-tls1_2", "-tls1_3"}) {
    EXPECT_THAT(ask(version + " -sess_out " + kept()), HasSubstr("New, TLS")) << version;
    clock_.advance(hours(1));  // another key seals by now; this one still opens
    EXPECT_THAT(ask(version + " -sess_in " + kept()), HasSubstr("Reused, TLS")) << version;
    clock_.advance(hours(2));
    const auto late = ask(version + " -sess_in " + kept());
    EXPECT_THAT(late, HasSubstr("New, TLS")) << version;
    EXPECT_THAT(late, HasSubstr("served")) << version;
  }
}

TEST_F(Negotiation, TakesATicketOfNobodyForNone) {
  begin();
  EXPECT_THAT(ask("-tls1_2 -sess_out " + kept()), HasSubstr("New, TLS"));
  server_.reset();
  begin();  // a new server: other keys
  const auto said = ask("-tls1_2 -sess_in " + kept());
  EXPECT_THAT(said, HasSubstr("New, TLS"));
  EXPECT_THAT(said, HasSubstr("served"));
}

}  // namespace
}  // namespace quittance::http
