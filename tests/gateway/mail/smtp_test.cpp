#include "gateway/mail/smtp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/http/tls.h"
#include "tests/gateway/mail/smtp_server.h"

namespace quittance::mail {
namespace {

using test::SmtpServer;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kMessage =
    "From: a@seller.test\r\nTo: b@buyer.test\r\nSubject: INV-1\r\nMessage-ID: <1@seller.test>\r\n\r\n"
    ".a line with a dot\r\n..\r\n.\r\nthe end\r\n";

Address address(const std::string& text) { return Address::parse(text).value(); }

Relay relay_to(std::uint16_t port) {
  Relay relay;
  relay.host = "127.0.0.1";
  relay.port = port;
  relay.tls = Tls::none;
  relay.helo = "gw.test";
  return relay;
}

Envelope to(const std::string& recipient) {
  return {address("b+token@bounce.seller.test"), address(recipient), "INV+1=x"};
}

class Smtp : public testing::Test {
 protected:
  void serve(const std::vector<std::string>& options = {}) {
    server_ = std::make_unique<SmtpServer>(options);
    if (server_->port() == 0) GTEST_SKIP() << "no SMTP server: install python3-aiosmtpd";
  }
  Outcome send_to(const std::string& recipient) {
    return send(relay_to(server_->port()), to(recipient), kMessage).value();
  }
  std::unique_ptr<SmtpServer> server_;
};

TEST_F(Smtp, KeepsTheFullTextOfTheReceiptAndDeliversTheExactOctets) {
  serve();
  const auto outcome = send_to("ok@buyer.test");
  EXPECT_EQ(outcome.event, Event::receipt_verified) << outcome.detail;
  EXPECT_EQ(outcome.grade, "E1");
  EXPECT_EQ(outcome.code, "SMTP:250");
  EXPECT_EQ(outcome.enhanced, "2.0.0");
  EXPECT_EQ(outcome.detail, "250 2.0.0 Ok: queued as 0001");
  EXPECT_EQ(outcome.trouble, Trouble::none);
  EXPECT_FALSE(outcome.dsn);
  EXPECT_FALSE(outcome.tls);
  EXPECT_EQ(server_->stored("0001.eml"), kMessage);
  EXPECT_THAT(
      server_->stored("0001.json"),
      HasSubstr(
          R"("sender": "b+token@bounce.seller.test", "recipient": "ok@buyer.test", "helo": "gw.test")"));
}

TEST_F(Smtp, AsksForReportsWhereTheyAreOffered) {
  serve({"--dsn"});
  const auto outcome = send_to("o+k@buyer.test");
  EXPECT_EQ(outcome.event, Event::receipt_verified) << outcome.detail;
  EXPECT_TRUE(outcome.dsn);
  const auto envelope = server_->stored("0001.json");
  EXPECT_THAT(envelope, HasSubstr(R"("mail_parameters": ["RET=HDRS", "ENVID=INV+2B1+3Dx"])"));
  EXPECT_THAT(
      envelope,
      HasSubstr(R"("rcpt_parameters": ["NOTIFY=SUCCESS,FAILURE,DELAY", "ORCPT=rfc822;o+2Bk@buyer.test"])"));
}

struct Case {
  std::string recipient;
  Event event;
  Trouble trouble;
  Stage stage;
  std::string code;
  std::string enhanced;
};

class Refusal : public Smtp, public testing::WithParamInterface<Case> {};

TEST_P(Refusal, EndsInItsEventWithItsClass) {
  serve();
  if (IsSkipped()) return;
  const auto& expected = GetParam();
  const auto outcome = send_to(expected.recipient + "@buyer.test");
  EXPECT_EQ(outcome.event, expected.event);
  EXPECT_EQ(outcome.trouble, expected.trouble);
  EXPECT_EQ(outcome.stage, expected.stage);
  EXPECT_EQ(outcome.code, expected.code);
  EXPECT_EQ(outcome.enhanced, expected.enhanced);
  EXPECT_EQ(outcome.grade, "");
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refusal,
    testing::Values(
        Case{"grey", Event::not_taken, Trouble::busy, Stage::recipient, "SMTP:451", "4.7.1"},
        Case{"busy", Event::not_taken, Trouble::busy, Stage::recipient, "SMTP:421", "4.3.2"},
        Case{"gone", Event::not_taken, Trouble::relay, Stage::recipient, "SMTP:CUT", ""},
        Case{"full", Event::refused_by_peer, Trouble::mailbox, Stage::recipient, "SMTP:552", "5.2.2"},
        Case{"unknown", Event::refused_by_peer, Trouble::address, Stage::recipient, "SMTP:550", "5.1.1"},
        Case{"bare", Event::refused_by_peer, Trouble::address, Stage::recipient, "SMTP:550", ""},
        Case{"policy", Event::refused_by_peer, Trouble::policy, Stage::recipient, "SMTP:550", "5.7.1"},
        Case{"large", Event::refused_by_peer, Trouble::content, Stage::final_answer, "SMTP:552", "5.3.4"},
        Case{"spam", Event::refused_by_peer, Trouble::policy, Stage::final_answer, "SMTP:554", "5.7.1"},
        Case{"later", Event::not_taken, Trouble::busy, Stage::final_answer, "SMTP:451", "4.3.0"},
        Case{"cut", Event::answer_lost, Trouble::relay, Stage::final_answer, "SMTP:CUT", ""}),
    [](const auto& row) { return row.param.recipient; });

TEST_F(Smtp, TakesTheGreylistedMessageOnTheThirdTry) {
  serve();
  EXPECT_EQ(send_to("grey@buyer.test").event, Event::not_taken);
  EXPECT_EQ(send_to("grey@buyer.test").event, Event::not_taken);
  EXPECT_EQ(send_to("grey@buyer.test").event, Event::receipt_verified);
  EXPECT_EQ(server_->count(), 1U);
}

TEST_F(Smtp, IsInDoubtWhenTheServerTookItAndWasSilent) {
  serve();
  auto relay = relay_to(server_->port());
  relay.final_answer_within = std::chrono::milliseconds(200);
  const auto outcome = send(relay, to("hang@buyer.test"), kMessage).value();
  EXPECT_EQ(outcome.event, Event::answer_lost);
  EXPECT_EQ(outcome.code, "SMTP:TIMEOUT");
  EXPECT_TRUE(server_->comes_to(1)) << "that is why it is a doubt: the message is there";
}

TEST_F(Smtp, IsNotTakenWhereNobodyListens) {
  std::uint16_t port = 0;
  {
    const SmtpServer gone;
    port = gone.port();
    if (port == 0) GTEST_SKIP() << "no SMTP server: install python3-aiosmtpd";
  }
  const auto outcome = send(relay_to(port), to("ok@buyer.test"), kMessage).value();
  EXPECT_EQ(outcome.event, Event::not_taken);
  EXPECT_EQ(outcome.trouble, Trouble::relay);
  EXPECT_EQ(outcome.code, "SMTP:CONNECT");
  EXPECT_THAT(outcome.detail, StartsWith("127.0.0.1:" + std::to_string(port) + ": "));
}

TEST_F(Smtp, RefusesTheWholeMessageWhereItIsLargerThanTheServerSays) {
  serve({"--limit", "20"});
  const auto outcome = send_to("ok@buyer.test");
  EXPECT_EQ(outcome.event, Event::refused_by_peer);
  EXPECT_EQ(outcome.stage, Stage::sender) << "SIZE tells before the message is sent";
  EXPECT_EQ(outcome.trouble, Trouble::content);
}

TEST_F(Smtp, LogsInAndTellsAWrongSecretFromARefusedRecipient) {
  serve({"--user", "gw", "--secret", "right"});
  auto relay = relay_to(server_->port());
  relay.user = "gw";
  relay.secret = "right";
  EXPECT_EQ(send(relay, to("ok@buyer.test"), kMessage).value().event, Event::receipt_verified);
  EXPECT_THAT(server_->stored("0001.json"), HasSubstr(R"("user": "gw")"));
  relay.secret = "wrong";
  const auto outcome = send(relay, to("ok@buyer.test"), kMessage).value();
  EXPECT_EQ(outcome.event, Event::not_taken);
  EXPECT_EQ(outcome.trouble, Trouble::relay);
  EXPECT_EQ(outcome.stage, Stage::authentication);
  EXPECT_EQ(outcome.code, "SMTP:535");
  EXPECT_THAT(outcome.detail, testing::Not(HasSubstr("wrong")));
}

TEST_F(Smtp, SendsNothingWhereTlsIsRequiredAndNotOffered) {
  serve();
  auto relay = relay_to(server_->port());
  relay.tls = Tls::required;
  const auto outcome = send(relay, to("ok@buyer.test"), kMessage).value();
  EXPECT_EQ(outcome.event, Event::not_taken);
  EXPECT_EQ(outcome.code, "SMTP:TLS");
  EXPECT_EQ(server_->count(), 0U);
}

TEST(SmtpInput, IsRefusedBeforeAnythingIsSentWhereARelayCouldReadItOtherwise) {
  const auto relay = relay_to(1);
  const auto code_of = [&](const std::string& message) {
    const auto sent = send(relay, to("ok@buyer.test"), message);
    return sent.ok() ? std::string(sent->code) : sent.error().code + " " + sent.error().detail;
  };
  EXPECT_EQ(code_of("a\n.\r\nMAIL FROM:<x@y.z>\r\n"),
            "MAIL-BODY a bare CR or LF: a relay might end the message there");
  EXPECT_EQ(code_of("a\r.\r\n"), "MAIL-BODY a bare CR or LF: a relay might end the message there");
  EXPECT_EQ(code_of("a\r\n.\n"), "MAIL-BODY a bare CR or LF: a relay might end the message there");
  EXPECT_EQ(code_of(std::string("a\0\r\n", 4)), "MAIL-BODY an octet that is not 7-bit text");
  EXPECT_EQ(code_of("\xc3\xa9\r\n"), "MAIL-BODY an octet that is not 7-bit text");
  EXPECT_EQ(code_of(std::string(999, 'a') + "\r\n"), "MAIL-BODY a line longer than 998 octets");
  EXPECT_EQ(code_of("a"), "MAIL-BODY no line end at the end");
  EXPECT_EQ(code_of(std::string(998, 'a') + "\r\n"), "SMTP:CONNECT") << "this one may be sent";
}

TEST(SmtpInput, IsRefusedWhereTheEnvelopeIdCannotBeWritten) {
  auto envelope = to("ok@buyer.test");
  envelope.envelope_id = "a\r\nRCPT TO:<x@y.z>";
  EXPECT_EQ(send(relay_to(1), envelope, kMessage).error().code, "MAIL-ENVELOPE");
  envelope.envelope_id = std::string(101, 'a');
  EXPECT_EQ(send(relay_to(1), envelope, kMessage).error().code, "MAIL-ENVELOPE");
}

}  // namespace
}  // namespace quittance::mail
