#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/http/tls.h"
#include "gateway/mail/esmtp.h"
#include "gateway/mail/smtp.h"
#include "tests/gateway/mail/scripted_relay.h"
#include "tests/gateway/mail/smtp_server.h"
#include "tests/support/test_certificate.h"

namespace quittance::mail {
namespace {

using test::ScriptedRelay;

const std::string kMessage = "Subject: x\r\n\r\ntext\r\n";
const std::vector<std::string> kGood{"220 mx.test\r\n", "250-mx.test\r\n250 SIZE\r\n",
                                     "250 sender\r\n",  "250 recipient\r\n",
                                     "354 go on\r\n",   "250 2.0.0 queued\r\n"};

Relay relay_to(std::uint16_t port) {
  Relay relay;
  relay.host = "127.0.0.1";
  relay.port = port;
  relay.tls = Tls::none;
  relay.helo = "gw.test";
  return relay;
}

Outcome send_to(const ScriptedRelay& server) {
  const Envelope envelope{Address::parse("b@seller.test").value(), Address::parse("ap@buyer.test").value(),
                          ""};
  return send(relay_to(server.port()), envelope, kMessage).value();
}

std::vector<std::string> with(std::size_t place, std::string reply) {
  auto replies = kGood;
  replies[place] = std::move(reply);
  return replies;
}

TEST(SmtpFault, CutAtEveryOctetIsNeverTakenForDeliveredNorForSurelyLost) {
  std::size_t all = 0;
  for (const auto& reply : kGood) all += reply.size();
  for (std::size_t most = 1; most < all; ++most) {
    ScriptedRelay server(kGood, most);
    const auto outcome = send_to(server);
    server.wait();
    const auto expected = server.took_message() ? Event::answer_lost : Event::not_taken;
    EXPECT_EQ(outcome.event, expected) << "cut after " << most << " octets, at " << outcome.stage;
    EXPECT_EQ(outcome.code, "SMTP:CUT") << "cut after " << most;
  }
  ScriptedRelay whole(kGood);
  EXPECT_EQ(send_to(whole).event, Event::receipt_verified);
}

TEST(SmtpFault, AnUnknownAnswerToTheMessageIsADoubt) {
  for (const std::string last :
       {"hello\r\n", "354 once more\r\n", "25\r\n", "250-a\r\n550 b\r\n", "999 x\r\n"}) {
    ScriptedRelay server(with(5, last));
    const auto outcome = send_to(server);
    EXPECT_EQ(outcome.event, Event::answer_lost) << last;
    EXPECT_EQ(outcome.code, "SMTP:PROTOCOL") << last;
  }
}

TEST(SmtpFault, AnUnknownAnswerBeforeTheMessageMeansItWasNotTaken) {
  for (std::size_t place = 0; place < 5; ++place) {
    for (const auto& answer :
         {std::string("hello\r\n"), "250" + std::string(5000, 'x'), std::string("150 x\r\n")}) {
      ScriptedRelay server(with(place, answer));
      const auto outcome = send_to(server);
      EXPECT_EQ(outcome.event, Event::not_taken) << place << " " << outcome.detail;
      EXPECT_EQ(outcome.trouble, Trouble::relay);
      server.wait();
      EXPECT_FALSE(server.took_message());
    }
  }
}

TEST(SmtpFault, AReplyWithoutEndIsCutOff) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += "250-more\r\n";
  ScriptedRelay server(with(1, lines));
  EXPECT_EQ(send_to(server).detail, "a reply of too many lines");
}

TEST(SmtpFault, ShowsNoControlCharactersOfAReply) {
  ScriptedRelay server(with(3, "550 5.1.1 no\x1b[2J\x07 such user\r\n"));
  EXPECT_EQ(send_to(server).detail, "550 5.1.1 no?[2J? such user");
}

TEST(SmtpFault, KeepsAllLinesOfARefusalAndItsFirstEnhancedCode) {
  ScriptedRelay server(with(3, "550-5.1.1 no such user\r\n550 5.1.1 ask the postmaster\r\n"));
  const auto outcome = send_to(server);
  EXPECT_EQ(outcome.detail, "550-5.1.1 no such user\n550 5.1.1 ask the postmaster");
  EXPECT_EQ(outcome.enhanced, "5.1.1");
}

TEST(SmtpFault, OnlyTheRecipientsSideGivesAVerdict) {
  ScriptedRelay greeting(with(0, "554 5.7.1 go away\r\n"));
  auto outcome = send_to(greeting);
  EXPECT_EQ(outcome.event, Event::not_taken);
  EXPECT_EQ(outcome.trouble, Trouble::relay);
  ScriptedRelay login(with(2, "530 5.7.0 log in first\r\n"));
  outcome = send_to(login);
  EXPECT_EQ(outcome.event, Event::not_taken);
  EXPECT_EQ(outcome.trouble, Trouble::relay);
  ScriptedRelay data(with(4, "554 5.7.1 no mail today\r\n"));
  outcome = send_to(data);
  EXPECT_EQ(outcome.event, Event::refused_by_peer);
  EXPECT_EQ(outcome.trouble, Trouble::policy);
}

TEST(SmtpFault, SpeaksHeloToAServerThatKnowsNoEhlo) {
  ScriptedRelay server({"220 mx.test\r\n", "502 what?\r\n", "250 mx.test\r\n", "250 ok\r\n", "250 ok\r\n",
                        "354 go\r\n", "250 taken\r\n"});
  EXPECT_EQ(send_to(server).event, Event::receipt_verified);
  server.wait();
  EXPECT_THAT(server.heard(),
              testing::StartsWith("EHLO gw.test\r\nHELO gw.test\r\nMAIL FROM:<b@seller.test>\r\n"));
}

TEST(SmtpFault, TakesNothingThatCameInClearBehindStartTls) {
  ScriptedRelay server({"220 mx.test\r\n", "250-mx.test\r\n250 STARTTLS\r\n", "220 go\r\n250 forged\r\n"});
  auto relay = relay_to(server.port());
  relay.tls = Tls::opportunistic;
  relay.context = http::client_context({"", false, "", ""}).value();
  const Envelope envelope{std::nullopt, Address::parse("ap@buyer.test").value(), ""};
  const auto outcome = send(relay, envelope, kMessage).value();
  EXPECT_EQ(outcome.event, Event::not_taken);
  EXPECT_EQ(outcome.code, "SMTP:TLS");
  EXPECT_EQ(outcome.detail, "octets in clear where TLS had to begin");
}

TEST(SmtpFault, SendsNoSecretInClearBeyondLoopback) {
  ScriptedRelay server({"220 mx.test\r\n", "250-mx.test\r\n250 AUTH PLAIN\r\n", "235 fine\r\n"});
  auto relay = relay_to(server.port());
  relay.host = "0.0.0.0";  // leads to this machine, but is no loopback address
  relay.user = "gw";
  relay.secret = "canary";
  const Envelope envelope{std::nullopt, Address::parse("ap@buyer.test").value(), ""};
  const auto outcome = send(relay, envelope, kMessage).value();
  EXPECT_EQ(outcome.event, Event::not_taken);
  EXPECT_EQ(outcome.code, "SMTP:AUTH");
  server.wait();
  EXPECT_THAT(server.heard(), testing::Not(testing::HasSubstr("AUTH")));
}

TEST(SmtpOffers, AreReadWhateverTheirCaseAndNotFromTheServersName) {
  const auto offers =
      read_offers("250-mx\n250-auth=login\n250-AUTH PLAIN CRAM-MD5\n250-Size 100\n250 starttls");
  EXPECT_TRUE(offers.auth_plain && offers.auth_login && offers.starttls && offers.size);
  EXPECT_FALSE(offers.dsn);
  EXPECT_FALSE(read_offers("250 AUTH PLAIN").auth_plain);
  EXPECT_FALSE(read_offers("25").size);
}

TEST(SmtpTls, SendsOverStartTlsToTheServerItExpectsAndToNoOther) {
  const test::TestCertificate own;
  const test::SmtpServer server({"--tls", own.certificate(), own.key()});
  if (server.port() == 0 || !own.made()) GTEST_SKIP() << "install python3-aiosmtpd and openssl";
  const Envelope envelope{Address::parse("b@seller.test").value(), Address::parse("ok@buyer.test").value(),
                          ""};
  auto relay = relay_to(server.port());
  relay.host = "localhost";
  relay.tls = Tls::required;
  relay.context = http::client_context({own.certificate(), true, "", ""}).value();
  const auto outcome = send(relay, envelope, kMessage).value();
  EXPECT_EQ(outcome.event, Event::receipt_verified) << outcome.detail;
  EXPECT_TRUE(outcome.tls);
  EXPECT_THAT(server.stored("0001.json"), testing::HasSubstr(R"("tls": true)"));

  const test::TestCertificate other("DNS:other.test");
  relay.context = http::client_context({other.certificate(), true, "", ""}).value();
  const auto refused = send(relay, envelope, kMessage).value();
  EXPECT_EQ(refused.event, Event::not_taken);
  EXPECT_EQ(refused.code, "SMTP:TLS");
  relay.tls = Tls::opportunistic;
  relay.context = http::client_context({"", false, "", ""}).value();
  EXPECT_EQ(send(relay, envelope, kMessage).value().event, Event::receipt_verified)
      << "unchecked, but not in clear";
}

TEST(SmtpTls, RefusesACertificateForAnotherName) {
  const test::TestCertificate own("DNS:other.test");
  const test::SmtpServer server({"--tls", own.certificate(), own.key()});
  if (server.port() == 0 || !own.made()) GTEST_SKIP() << "install python3-aiosmtpd and openssl";
  const Envelope envelope{Address::parse("b@seller.test").value(), Address::parse("ok@buyer.test").value(),
                          ""};
  auto relay = relay_to(server.port());
  relay.host = "localhost";
  relay.tls = Tls::required;
  relay.context = http::client_context({own.certificate(), true, "", ""}).value();
  EXPECT_EQ(send(relay, envelope, kMessage).value().code, "SMTP:TLS");
  EXPECT_EQ(server.count(), 0U);
}

}  // namespace
}  // namespace quittance::mail
