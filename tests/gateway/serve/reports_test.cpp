#include "gateway/serve/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "formats/reading.h"
#include "formats/xml/parse.h"
#include "gateway/serve/document_checker.h"
#include "gateway/serve/rules_in_force.h"
#include "tests/gateway/delivery/gateway_fixture.h"

namespace quittance::serve {
namespace {

using std::chrono::hours;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kInvoice =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:"
    "2017#"
    "compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
constexpr auto kCreditNote =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2::CreditNote##urn:cen.eu:"
    "en16931:"
    "2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
constexpr auto kBilling = "cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";

/// A gateway that has exchanged messages, and its reports.
struct Reporting : delivery::Gateway {
  Provider provider{"POP000901", "0242:000901", "BE", "", "", "9925:be0848934496", true};
  int messages = 0;

  void SetUp() override {
    Gateway::SetUp();
    lookup.endpoint.document_type = kInvoice;
    lookup.endpoint.process = kBilling;
    lookup.endpoint.country = "BE";
  }
  core::InboundMessage message(const std::string& type = kInvoice) {
    const auto number = std::to_string(++messages);
    return {.message_id = core::MessageId::parse("m-" + number + "@peer.example").value(),
            .instance_id = core::InstanceId::parse("i-" + number).value(),
            .peer = "POP000002",
            .sender = "0088:7300010000018",
            .recipient = "0088:7300010000001",
            .document_type = type,
            .process = kBilling,
            .payload = "<Invoice><ID>R-" + number + "</ID></Invoice>",
            .request = {},
            .receipt = "receipt",
            .sent = clock.wall(),
            .country_c1 = "FR",
            .country_c4 = "NL"};
  }
  void receive(const core::InboundMessage& message) {
    EXPECT_TRUE(std::holds_alternative<core::Accepted>(scheduler->inbound().receive(message)));
  }
  void send(const std::string& number, test::FakePeer::Manner manner = test::FakePeer::Manner::receipts) {
    peer.next.push_back(manner);
    submit("<Invoice><ID>" + number + "</ID></Invoice>");
    settle();
  }
  Result<control::Value> ask(const std::string& kind, const std::string& month, bool send_it = false) {
    control::Object arguments;
    arguments.set("kind", kind);
    arguments.set("month", month);
    arguments.set("send", send_it);
    return Reports(*store, *blobs, clock, random, provider).report(arguments, control::Caller{});
  }
  std::string document(const std::string& kind, const std::string& month) {
    const auto told = ask(kind, month);
    if (!told) return "(" + told.error().code + ")";
    return told->extract<control::Object::Ptr>()->getValue<std::string>("document");
  }
  std::string month() const { return to_string(clock.wall()).substr(0, 7); }
};

/// The number of that name in the first element of that name.
std::string number_in(const std::string& report, const char* element, const char* number) {
  xml::Reader reader;
  const auto tree = reader.read(xml::guard(report, reader.limits()).value()).value();
  return formats::Element::root(tree).at(element).text(number);
}

TEST_F(Reporting, CountsWhatWasReceivedOnceHoweverOftenItCame) {
  const auto first = message();
  receive(first);
  receive(first);
  receive(message(kCreditNote));
  const auto report = document("tsr", month());
  EXPECT_EQ(number_in(report, "Total", "Incoming"), "2");
  EXPECT_EQ(number_in(report, "Total", "Outgoing"), "0");
  EXPECT_THAT(report, HasSubstr("schemeID=\"SenderCountry\">FR<"));
  EXPECT_THAT(report, HasSubstr("schemeID=\"ReceiverCountry\">NL<"));
}

TEST_F(Reporting, CountsWhatWasSentOnlyWithAReceipt) {
  send("S-1");
  send("S-2", test::FakePeer::Manner::loses_the_answer);
  send("S-3", test::FakePeer::Manner::refuses);
  const auto report = document("tsr", month());
  EXPECT_EQ(number_in(report, "Total", "Outgoing"), "1");
  EXPECT_EQ(number_in(document("eusr", month()), "FullSet", "SendingEndUsers"), "1");
}

TEST_F(Reporting, AMessageBelongsToTheMonthOfItsTimestampInUtc) {
  auto last = message(), next = message();
  last.sent = parse_instant("2026-01-31T23:59:59.999999Z").value();
  next.sent = parse_instant("2026-02-01T00:00:00Z").value();
  receive(last);
  receive(next);
  EXPECT_EQ(number_in(document("tsr", "2026-01"), "Total", "Incoming"), "1");
  EXPECT_EQ(number_in(document("tsr", "2026-02"), "Total", "Incoming"), "1");
  EXPECT_EQ(number_in(document("tsr", "2026-03"), "Total", "Incoming"), "0");
}

TEST_F(Reporting, ACountryThatIsNotConfiguredIsReadFromTheDocument) {
  auto unknown = message();
  unknown.country_c4.clear();
  receive(unknown);
  EXPECT_THAT(document("tsr", month()), HasSubstr("schemeID=\"ReceiverCountry\">ZZ<"));
  settle();  // checked, and handed over: the buyer's country is FR
  EXPECT_THAT(document("tsr", month()), HasSubstr("schemeID=\"ReceiverCountry\">FR<"));
}

TEST_F(Reporting, WhoHasNoSeatCannotReport) {
  provider.seat = "gateway";
  EXPECT_EQ(document("tsr", month()), "(REPORT-WHO)");
  provider.seat = "POP000901";
  EXPECT_EQ(document("tsr", "soon"), "(REPORT-MONTH)");
  EXPECT_EQ(document("vat", month()), "(REPORT-KIND)");
}

TEST_F(Reporting, WhatIsSentIsADeliveryOfItsOwnAndOnlyOfAMonthThatHasEnded) {
  EXPECT_EQ(ask("tsr", month(), true).error().code, "REPORT-MONTH");
  const auto told = ask("tsr", "2020-01", true);
  ASSERT_TRUE(told.ok()) << told.error();
  const auto id = told->extract<control::Object::Ptr>()->getValue<std::string>("delivery");
  EXPECT_EQ(state(core::DeliveryId::parse(id).value()), core::State::claimed);
  provider.country.clear();
  EXPECT_EQ(ask("tsr", "2020-01", true).error().code, "REPORT-WHO");
}

/// XSD and Schematron of OpenPeppol, as `quittance validate` applies them.
struct OfficialRules : Reporting {
  std::unique_ptr<RulesInForce> rules;
  std::unique_ptr<DocumentChecker> official;

  void SetUp() override {
    const std::filesystem::path place = std::filesystem::path(QUITTANCE_SOURCE_DIR) / "build/rules";
    if (!std::filesystem::is_directory(place / "packs/TSR")) GTEST_SKIP() << "no packs: conf/setup/rules";
    Reporting::SetUp();
    const Date today{std::chrono::floor<std::chrono::days>(clock.wall())};
    rules = RulesInForce::open(place, digest, today).value();
    official = std::make_unique<DocumentChecker>(DocumentChecker::Rules{rules->library(), rules->scenarios()},
                                                 digest, clock, xml::Limits{}, xpath::Budget{});
  }
  /// "" when the document is valid; else what was said of it.
  std::string verdict(const std::string& document) {
    const auto verdict = official->check({digest.of(document), document, {"", "report.xml", "test"}});
    if (const auto* failed = std::get_if<core::Failed>(&verdict)) return failed->code + " " + failed->detail;
    if (const auto* unknown = std::get_if<core::NotChecked>(&verdict))
      return unknown->code + " " + unknown->reason;
    return "";
  }
};

TEST_F(OfficialRules, FindBothReportsValid) {
  for (const char* kind : {"tsr", "eusr"})
    EXPECT_THAT(verdict(document(kind, month())), IsEmpty()) << "empty " << kind;
  send("S-1");
  for (const char* kind : {"tsr", "eusr"})
    EXPECT_THAT(verdict(document(kind, month())), IsEmpty()) << document(kind, month());
  receive(message());
  auto unnamed = message(kCreditNote);
  unnamed.country_c1 = "";
  receive(unnamed);
  for (const char* kind : {"tsr", "eusr"})
    EXPECT_THAT(verdict(document(kind, month())), IsEmpty()) << document(kind, month());
}

}  // namespace
}  // namespace quittance::serve
