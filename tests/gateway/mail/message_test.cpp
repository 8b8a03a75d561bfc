#include "gateway/mail/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace quittance::mail {
namespace {

using testing::HasSubstr;

Mailbox mailbox(const std::string& address, const std::string& name = "") {
  return {Address::parse(address).value(), name};
}

Message plain() {
  Message message{.from = mailbox("billing@seller.test", "Seller"),
                  .to = mailbox("ap@buyer.test"),
                  .reply_to = {},
                  .subject = "Invoice INV-1",
                  .message_id = "d1@seller.test",
                  .date = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{9},
                  .text = "Good day,\nplease see below.\n",
                  .html = {},
                  .attachments = {},
                  .headers = {}};
  return message;
}

/// Every line ends in CRLF, is at most 998 octets long and 7-bit.
void expect_wire_form(const Bytes& octets) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const auto c = static_cast<unsigned char>(octets[i]);
    ASSERT_LT(c, 0x80) << "at " << i;
    if (c == '\r') {
      ASSERT_EQ(octets.at(i + 1), '\n') << "a bare CR at " << i;
    }
    if (c == '\n') {
      ASSERT_EQ(octets.at(i - 1), '\r') << "a bare LF at " << i;
    }
    length = c == '\n' ? 0 : length + 1;
    ASSERT_LE(length, 999U) << "at " << i;
  }
  EXPECT_TRUE(octets.ends_with("\r\n"));
}

TEST(MailMessage, IsWrittenOctetForOctetAsExpected) {
  const auto octets = build(plain());
  ASSERT_TRUE(octets.ok()) << octets.error();
  EXPECT_EQ(*octets,
            "Date: Tue, 24 Nov 2026 09:00:00 +0000\r\n"
            "From: Seller <billing@seller.test>\r\n"
            "Subject: Invoice INV-1\r\n"
            "To: ap@buyer.test\r\n"
            "Message-Id: <d1@seller.test>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "Good day,\r\nplease see below.\r\n");
}

TEST(MailMessage, GivesTheSameBytesForTheSameMessage) {
  auto message = plain();
  message.html = "<p>Good day</p>";
  message.attachments.push_back({"INV-1.xml", "application/xml", "<Invoice/>"});
  EXPECT_EQ(*build(message), *build(message));
}

TEST(MailMessage, CarriesTextHtmlAndAttachments) {
  auto message = plain();
  message.text = "d\xc3\xa9j\xc3\xa0 d\xc3\xbb";
  message.html = "<p>d\xc3\xa9j\xc3\xa0</p>\r\n";
  message.attachments.push_back({"INV-1.xml", "application/xml", std::string("\0\r\n\xff", 4)});
  const auto octets = *build(message);
  expect_wire_form(octets);
  EXPECT_THAT(octets, HasSubstr("Content-Type: multipart/mixed; boundary=\"=_mixed_=\"\r\n"));
  EXPECT_THAT(octets, HasSubstr("Content-Type: multipart/alternative; boundary=\"=_alternative_=\"\r\n"));
  EXPECT_THAT(octets, HasSubstr("\r\n\r\nd=C3=A9j=C3=A0 d=C3=BB\r\n"));
  EXPECT_THAT(octets, HasSubstr("\r\n\r\n<p>d=C3=A9j=C3=A0</p>\r\n"));
  EXPECT_THAT(octets, HasSubstr("Content-Disposition: attachment; filename=INV-1.xml\r\n"));
  EXPECT_THAT(octets, HasSubstr("\r\n\r\nAA0K/w==\r\n"));
  EXPECT_THAT(octets, HasSubstr("\r\n--=_mixed_=--\r\n"));
}

TEST(MailMessage, WritesNamesThatAreNotAsciiByTheStandards) {
  auto message = plain();
  message.subject =
      "R\xc3\xa9"
      "clamation";
  message.from.name = "Caf\xc3\xa9 \"Zur Post\"";
  message.attachments.push_back({"r\xc3\xa9sum\xc3\xa9 n\xc2\xb0 1.pdf", "application/pdf", "x"});
  const auto octets = *build(message);
  expect_wire_form(octets);
  EXPECT_THAT(octets, HasSubstr("Subject: =?UTF-8?Q?R=C3=A9clamation?=\r\n"));
  EXPECT_THAT(octets, HasSubstr("\tfilename*=UTF-8''r%C3%A9sum%C3%A9%20n%C2%B0%201.pdf"));
  EXPECT_THAT(octets, HasSubstr("From: =?UTF-8?b?Q2Fmw6k=?= \"\\\"Zur Post\\\"\" <billing@seller.test>\r\n"));
  EXPECT_THAT(octets, HasSubstr(" name*=UTF-8''r%C3%A9sum%C3%A9%20n%C2%B0%201.pdf"));
}

TEST(MailMessage, FoldsLongHeadersAndLongLines) {
  auto message = plain();
  message.text = std::string(5000, 'x');
  message.subject = std::string(300, 'a') + " " + std::string(300, 'b') + std::string(3000, 'c');
  message.headers.push_back({"References", [] {
                               std::string ids;
                               for (int i = 0; i < 60; ++i)
                                 ids += "<message-" + std::to_string(i) + "@seller.test> ";
                               return ids.substr(0, ids.size() - 1);
                             }()});
  const auto octets = build(message);
  ASSERT_TRUE(octets.ok());
  expect_wire_form(*octets);
}

TEST(MailMessage, AddsTheCallersHeaders) {
  auto message = plain();
  message.headers = {{"Auto-Submitted", "auto-generated"}, {"In-Reply-To", "<0@buyer.test>"}};
  const auto octets = *build(message);
  EXPECT_THAT(octets, HasSubstr("\r\nAuto-Submitted: auto-generated\r\n"));
  EXPECT_THAT(octets, HasSubstr("\r\nIn-Reply-To: <0@buyer.test>\r\n"));
}

TEST(MailMessage, LetsNoValueBreakOutOfItsHeader) {
  const std::vector<std::string> hostile{"a\r\nBcc: x@y.test",
                                         "a\nBcc: x@y.test",
                                         "a\rBcc: x@y.test",
                                         std::string("a\0b", 3),
                                         "a\x7f",
                                         "a\u2028Bcc: x@y.test",
                                         "a\xe2\x80\xa9",
                                         "a\xc2\x85",
                                         "=?utf-8?Q?=0D=0ABcc:_x@y.test?=",
                                         "a\xff"};
  for (const auto& value : hostile) {
    auto subject = plain();
    subject.subject = value;
    EXPECT_EQ(build(subject).error().code, "MAIL-HEADER");
    auto name = plain();
    name.from.name = value;
    EXPECT_EQ(build(name).error().code, "MAIL-HEADER");
    auto reply = plain();
    reply.reply_to = mailbox("a@b.test", value);
    EXPECT_EQ(build(reply).error().code, "MAIL-HEADER");
    auto header = plain();
    header.headers.push_back({"X-Note", value});
    EXPECT_EQ(build(header).error().code, "MAIL-HEADER");
    auto header_name = plain();
    header_name.headers.push_back({value, "x"});
    EXPECT_EQ(build(header_name).error().code, "MAIL-HEADER");
    auto file = plain();
    file.attachments.push_back({value, "text/plain", "x"});
    EXPECT_EQ(build(file).error().code, "MAIL-HEADER");
    auto type = plain();
    type.attachments.push_back({"a", "text/" + value, "x"});
    EXPECT_EQ(build(type).error().code, "MAIL-HEADER");
    auto id = plain();
    id.message_id = value + "@seller.test";
    EXPECT_EQ(build(id).error().code, "MAIL-HEADER");
  }
}

TEST(MailMessage, RefusesWhatOnlyItselfMayWrite) {
  for (const std::string name : {"From", "bcc", "Content-Type", "Message-ID", "Received:", ""}) {
    auto message = plain();
    message.headers.push_back({name, "x"});
    EXPECT_EQ(build(message).error().code, "MAIL-HEADER") << name;
  }
}

TEST(MailMessage, RefusesPathsAndCompositeTypesAsAttachments) {
  const std::vector<Attachment> refused{{"../a", "text/plain", ""},   {"a\\b", "text/plain", ""},
                                        {"", "text/plain", ""},       {"a", "message/rfc822", ""},
                                        {"a", "multipart/mixed", ""}, {"a", "text", ""}};
  for (const auto& attachment : refused) {
    auto message = plain();
    message.attachments.push_back(attachment);
    EXPECT_EQ(build(message).error().code, "MAIL-HEADER")
        << attachment.name << " " << attachment.content_type;
  }
}

TEST(MailMessage, RefusesTextThatIsNotUtf8) {
  auto message = plain();
  message.text = "caf\xe9";
  EXPECT_EQ(build(message).error(), (Error{"MAIL-BODY", Retry::never, "the text is not UTF-8"}));
}

TEST(MailAddress, TakesAddrSpecsOnly) {
  for (const std::string fine :
       {"a@b", "first.last+tag@sub.example.test", "a!#$%&'*+-/=?^_`{|}~b@example.test", "a@[192.0.2.7]",
        "a@[IPv6:2001:db8::1]"}) {
    EXPECT_TRUE(Address::parse(fine).ok()) << fine;
  }
  for (const std::string bad :
       {"",          "a",       "@b",    "a@",          "a@b@c",      ".a@b",       "a.@b",    "a..b@c",
        "a@.b",      "a@b.",    "a@-b",  "a@b_c",       "a b@c",      "<a@b>",      "A <a@b>", "a@b,c@d",
        "\"a b\"@c", "a@b\r\n", "a\n@b", "a@b> SIZE=1", "\xc3\xa9@b", "a@\xc3\xa9", "a@[b",    "(c)a@b"}) {
    EXPECT_FALSE(Address::parse(bad).ok()) << bad;
  }
  EXPECT_FALSE(Address::parse(std::string(65, 'a') + "@b").ok());
  EXPECT_EQ(Address::parse("a@b.test").value().domain(), "b.test");
  EXPECT_EQ(Address::parse("a@b\r\nBcc: c").error().detail, "not a mail address: a@b??Bcc: c");
}

}  // namespace
}  // namespace quittance::mail
