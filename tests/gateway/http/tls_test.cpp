#include "gateway/http/tls.h"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/SSLException.h>
#include <Poco/StreamCopier.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "as4/poco_http_client.h"

#include "tests/gateway/http/fixture.h"
#include "tests/support/test_certificate.h"

namespace quittance::http {
namespace {

using Poco::Net::Context;

class TlsServer : public HttpServer {
 protected:
  void SetUp() override {
    if (!own_.made()) GTEST_SKIP() << "no certificate: install openssl";
  }
  static Context::Ptr context(const Result<Context::Ptr>& made) {
    EXPECT_TRUE(made.ok()) << made.error();
    return made.ok() ? *made : Context::Ptr();
  }
  ServerTls settings() const { return {own_.certificate(), own_.key(), "", false}; }
  Context::Ptr trusting() const { return context(client_context({own_.certificate(), true, "", ""})); }

  std::string post(const Context::Ptr& client, const std::string& host, const std::string& body) const {
    Poco::Net::HTTPSClientSession session(host, port_, client);
    session.setTimeout(Poco::Timespan(10, 0));
    Poco::Net::HTTPRequest request("POST", "/echo", "HTTP/1.1");
    request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    session.sendRequest(request) << body;
    Poco::Net::HTTPResponse response;
    std::string text;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), text);
    return text;
  }

  test::TestCertificate own_;
};

TEST_F(TlsServer, AnswersAClientThatChecksItsName) {
  route("POST", "/echo", echo);
  start({}, context(server_context(settings(), clock_)));
  EXPECT_EQ(post(trusting(), "localhost", "over TLS"), "over TLS");
  EXPECT_EQ(post(trusting(), "127.0.0.1", "by address"), "by address");
}

TEST_F(TlsServer, CarriesBodiesOfManyRecords) {
  route("POST", "/echo", echo, {.limit_bytes = 8 << 20, .memory_bytes = 1 << 20});
  start({}, context(server_context(settings(), clock_)));
  const std::string large(5 << 20, 'x');
  EXPECT_TRUE(post(trusting(), "localhost", large) == large);
}

TEST_F(TlsServer, IsRefusedByAClientThatDoesNotTrustItsCertificate) {
  route("POST", "/echo", echo);
  start({}, context(server_context(settings(), clock_)));
  const test::TestCertificate other;
  const auto client = context(client_context({other.certificate(), true, "", ""}));
  EXPECT_THROW(post(client, "localhost", "never"), Poco::Net::SSLException);
  EXPECT_TRUE(events_.tell("TLS"));
}

TEST_F(TlsServer, SpeaksNoOlderVersionThanTls12) {
  route("POST", "/echo", echo);
  start({}, context(server_context(settings(), clock_)));
  // Without the lower security level our own side would not even offer it.
  Context::Ptr old(
      new Context(Context::TLS_CLIENT_USE, "", Context::VERIFY_NONE, 9, false, "ALL:@SECLEVEL=0"));
  old->disableProtocols(Context::PROTO_TLSV1_2 | Context::PROTO_TLSV1_3);
  EXPECT_THROW(post(old, "localhost", "never"), Poco::Net::SSLException);
  EXPECT_TRUE(events_.tell("TLS"));
}

TEST_F(TlsServer, ShowsAHandlerTheCertificateTheClientProved) {
  const test::TestCertificate partner;
  std::size_t der_bytes = 0;
  route("POST", "/echo", [&](const Request& request) {
    der_bytes = request.peer.certificate ? request.peer.certificate->size() : 0;
    return Response::text(
        200, request.peer.certificate && request.peer.certificate->starts_with("\x30\x82") ? "DER" : "none");
  });
  auto mutual = settings();
  mutual.client_ca_file = partner.certificate();
  start({}, context(server_context(mutual, clock_)));
  const auto with = context(client_context({own_.certificate(), true, partner.certificate(), partner.key()}));
  EXPECT_EQ(post(with, "localhost", ""), "DER\n");
  EXPECT_GT(der_bytes, 200U);
  EXPECT_EQ(post(trusting(), "localhost", ""), "none\n") << "it is asked for, not required";
}

TEST_F(TlsServer, TurnsAwayAClientWithoutCertificateWhereOneIsRequired) {
  const test::TestCertificate partner;
  route("POST", "/echo", echo);
  auto mutual = settings();
  mutual.client_ca_file = partner.certificate();
  mutual.client_required = true;
  start({}, context(server_context(mutual, clock_)));
  EXPECT_THROW(post(trusting(), "localhost", "never"), Poco::Exception);
  const test::TestCertificate stranger;
  const auto unknown =
      context(client_context({own_.certificate(), true, stranger.certificate(), stranger.key()}));
  EXPECT_THROW(post(unknown, "localhost", "never"), Poco::Exception);
}

TEST_F(TlsServer, StillAnswersBesideSocketsThatNeverShakeHands) {
  route("POST", "/echo", echo);
  Limits limits;
  limits.connections_per_peer = 1000;
  start(limits, context(server_context(settings(), clock_)));
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 200; ++i) {
    silent.push_back(std::make_unique<Client>(port_));
    if (i % 2 == 0) silent.back()->send("\x16\x03\x01");
  }
  EXPECT_EQ(post(trusting(), "localhost", "here"), "here");
}

TEST_F(TlsServer, EndsAHandshakeThatTakesTooLong) {
  start({}, context(server_context(settings(), clock_)));
  Client slow(port_);
  slow.send("\x16\x03\x01");
  Client other(port_);
  other.send("no TLS at all");
  EXPECT_TRUE(events_.tell("TLS")) << "the other one is refused, so the slow one was accepted";
  clock_.advance(std::chrono::seconds(31));
  EXPECT_TRUE(slow.ended());
  EXPECT_TRUE(events_.tell("HTTP:408"));
}

TEST_F(TlsServer, AnswersPlainHttpOnATlsPortWithNothing) {
  start({}, context(server_context(settings(), clock_)));
  Client plain(port_);
  plain.send(get("/"));
  EXPECT_THAT(plain.answer(), testing::Not(testing::HasSubstr("HTTP/1.1")));
  EXPECT_TRUE(events_.tell("TLS"));
}

/// Our own client, as it sends to access points.
std::unique_ptr<as4::PocoHttpClient> own_client(const std::string& authorities) {
  as4::PocoHttpClient::Settings settings;
  settings.authorities_file = authorities;
  settings.allow_private_addresses = true;
  return as4::PocoHttpClient::make(settings).value();
}

TEST_F(TlsServer, IsUsedAgainByOurClientOnOneConnection) {
  route("POST", "/echo", echo);
  const auto tls = context(server_context(settings(), clock_));
  start({}, tls);
  const auto client = own_client(own_.certificate());
  const std::string url = "https://localhost:" + std::to_string(port_) + "/echo";
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(client->post({.url = url, .content_type = "text/plain", .body = "again"}).body, "again");
  EXPECT_EQ(SSL_CTX_sess_accept(tls->sslContext()), 1);
}

TEST_F(TlsServer, IsResumedByOurClientWhereItEndsEachConnection) {
  route("POST", "/echo", [](const Request& request) {
    auto response = echo(request);
    response.close = true;
    return response;
  });
  const auto tls = context(server_context(settings(), clock_));
  start({}, tls);
  const auto client = own_client(own_.certificate());
  const std::string url = "https://localhost:" + std::to_string(port_) + "/echo";
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(client->post({.url = url, .content_type = "text/plain", .body = "anew"}).body, "anew");
  EXPECT_EQ(SSL_CTX_sess_accept_good(tls->sslContext()), 5);
  EXPECT_EQ(SSL_CTX_sess_hits(tls->sslContext()), 4);
}

TEST_F(TlsServer, NamesTheFileThatIsNoCertificate) {
  const auto made = server_context({"/nowhere.pem", own_.key(), "", false}, clock_);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, "TLS-CONTEXT");
  EXPECT_THAT(made.error().detail, testing::HasSubstr("/nowhere.pem"));
}

}  // namespace
}  // namespace quittance::http
