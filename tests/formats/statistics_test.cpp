#include "formats/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "formats/reading.h"
#include "formats/xml/parse.h"

namespace quittance::formats {
namespace {

constexpr auto kInvoice =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:"
    "2017::2.1";
constexpr auto kPint =
    "peppol-doctype-wildcard::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:peppol:"
    "pint:billing-1@jp-1::2.1";
constexpr auto kStatus =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2::"
    "ApplicationResponse##urn:"
    "peppol:edec:mls:1.0::2.1";
constexpr auto kBilling = "cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
constexpr auto kAs4 = "peppol-transport-as4-v2_0";
const ReportHead kHead{std::chrono::year{2026} / 2, "POP000901"};

Exchanges received(const char* from, const char* c1, const char* c4, const char* user, std::uint64_t count) {
  return {false, from, kInvoice, kBilling, kAs4, c1, c4, user, count};
}
Exchanges sent(const char* to, const char* c1, const char* user, std::uint64_t count) {
  return {true, to, kInvoice, kBilling, kAs4, c1, "", user, count};
}

/// One part of a report as a line: its type, its keys, its numbers.
std::vector<std::string> parts(const Bytes& report, const char* element) {
  xml::Reader reader;
  const auto tree = reader.read(xml::guard(report, reader.limits()).value()).value();
  std::vector<std::string> lines;
  for (const auto& part : Element::root(tree).all(element)) {
    std::string line = part.attribute("type");
    for (const auto& key : part.all("Key"))
      line += " " + key.attribute("metaSchemeID") + "/" + key.attribute("schemeID") + "=" + key.text();
    for (const char* number :
         {"Incoming", "Outgoing", "SendingEndUsers", "ReceivingEndUsers", "SendingOrReceivingEndUsers"})
      if (part.at(number).exists()) line += " " + part.text(number);
    lines.push_back(line);
  }
  return lines;
}

bool has(const std::vector<std::string>& lines, const std::string& text, const std::string& end) {
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.starts_with(text) && line.ends_with(end); });
}

TEST(TransactionStatistics, CountsBothDirectionsByTransportProviderTypeAndProcess) {
  const auto report = transaction_statistics_report(
      kHead, {received("POP000002", "FR", "BE", "0208:1", 3), received("POP000002", "DE", "BE", "0208:2", 4),
              sent("POP000002", "BE", "0208:1", 5), sent("POP000003", "BE", "0208:1", 1)});
  EXPECT_EQ(parts(report, "Total"), std::vector<std::string>{" 7 6"});
  const auto lines = parts(report, "Subtotal");
  EXPECT_EQ(lines.front(), std::string("PerTP TP/Peppol=") + kAs4 + " 7 6");
  EXPECT_TRUE(has(lines, "PerSP-DT-PR SP/CertSubjectCN=POP000002 DT/busdox-docid-qns=urn:oasis",
                  "billing:01:1.0 7 5"));
  EXPECT_TRUE(has(lines, "PerSP-DT-PR SP/CertSubjectCN=POP000003 ", " 0 1"));
}

TEST(TransactionStatistics, OnlyReceivedMessagesAreCountedByCountries) {
  const auto lines =
      parts(transaction_statistics_report(
                kHead, {received("POP000002", "FR", "BE", "0208:1", 3),
                        received("POP000002", "", "", "0208:1", 2), sent("POP000002", "BE", "0208:1", 5)}),
            "Subtotal");
  EXPECT_TRUE(has(lines, "PerSP-DT-PR-CC ", "CC/SenderCountry=FR CC/ReceiverCountry=BE 3 0"));
  EXPECT_TRUE(has(lines, "PerSP-DT-PR-CC ", "CC/SenderCountry=ZZ CC/ReceiverCountry=ZZ 2 0"));
  EXPECT_EQ(std::ranges::count_if(lines, [](const auto& line) { return line.starts_with("PerSP-DT-PR-CC"); }),
            2);
}

TEST(TransactionStatistics, AMonthWithoutMessagesIsReportedToo) {
  const auto report = transaction_statistics_report(kHead, {});
  EXPECT_EQ(parts(report, "Total"), std::vector<std::string>{" 0 0"});
  EXPECT_TRUE(parts(report, "Subtotal").empty());
  EXPECT_NE(report.find("<StartDate>2026-02-01</StartDate>"), Bytes::npos) << report;
  EXPECT_NE(report.find("<EndDate>2026-02-28</EndDate>"), Bytes::npos) << report;
}

TEST(TransactionStatistics, TheWildcardSchemeOfAPintStaysAsItIs) {
  Exchanges pint = sent("POP000002", "JP", "0188:1", 1);
  pint.document_type = kPint;
  EXPECT_TRUE(has(parts(transaction_statistics_report(kHead, {pint}), "Subtotal"),
                  "PerSP-DT-PR SP/CertSubjectCN=POP000002 DT/peppol-doctype-wildcard=urn:oasis", " 0 1"));
}

TEST(EndUserStatistics, CountsEachEndUserOnceWhateverHeExchanged) {
  const auto report = end_user_statistics_report(
      kHead, {sent("POP000002", "BE", "0208:1", 5), sent("POP000003", "BE", "0208:1", 9),
              sent("POP000002", "BE", "0208:2", 1), received("POP000002", "FR", "BE", "0208:1", 3),
              received("POP000002", "FR", "NL", "0106:3", 3)});
  EXPECT_EQ(parts(report, "FullSet"), std::vector<std::string>{" 2 2 3"});
  const auto lines = parts(report, "Subset");
  EXPECT_TRUE(has(lines, "PerDT-PR DT/busdox-docid-qns=", " 2 2 3"));
  EXPECT_TRUE(has(lines, "PerDT-PR-EUC ", "CC/EndUserCountry=BE 2 1 2"));
  EXPECT_TRUE(has(lines, "PerDT-EUC ", "CC/EndUserCountry=NL 0 1 1"));
  EXPECT_TRUE(has(lines, "PerEUC CC/EndUserCountry=BE", " 2 1 2"));
}

TEST(EndUserStatistics, StatusesBetweenProvidersHaveNoEndUsers) {
  Exchanges status = sent("POP000002", "BE", "0242:000901", 7);
  status.document_type = kStatus;
  EXPECT_EQ(parts(end_user_statistics_report(kHead, {status}), "FullSet"),
            std::vector<std::string>{" 0 0 0"});
  EXPECT_EQ(parts(transaction_statistics_report(kHead, {status}), "Total"), std::vector<std::string>{" 0 7"});
}

TEST(EndUserStatistics, WhoseCountryIsNotKnownIsCountedWhereNoneIsNamed) {
  const std::vector<Exchanges> exchanges{received("POP000002", "FR", "", "0208:1", 3),
                                         sent("POP000002", "BE", "0208:2", 1)};
  const auto report = end_user_statistics_report(kHead, exchanges);
  EXPECT_EQ(parts(report, "FullSet"), std::vector<std::string>{" 1 1 2"});
  EXPECT_TRUE(has(parts(report, "Subset"), "PerEUC CC/EndUserCountry=BE", " 1 0 1"));
  EXPECT_EQ(without_country(exchanges), 3u);
}

TEST(ReportMonth, IsFourDigitsADashAndTwoThatAreAMonth) {
  EXPECT_EQ(parse_month("2026-10").value(), std::chrono::year{2026} / 10);
  for (const char* wrong : {"", "2026", "2026-13", "2026-1", "2026-10-01", "october"})
    EXPECT_EQ(parse_month(wrong).error().code, "REPORT-MONTH") << wrong;
}

TEST(MessageLevel, IsTheStatusAndItsPredecessorButNotTheInvoiceResponse) {
  EXPECT_TRUE(is_message_level(kStatus));
  EXPECT_TRUE(is_message_level(
      "busdox-docid-qns::urn:…::ApplicationResponse##urn:fdc:peppol.eu:poacc:trns:mlr:3::2.1"));
  EXPECT_FALSE(is_message_level(
      "busdox-docid-qns::urn:…::ApplicationResponse##urn:fdc:peppol.eu:poacc:trns:invoice_response:3::2.1"));
  EXPECT_FALSE(is_message_level(kInvoice));
  EXPECT_FALSE(is_message_level(""));
}

}  // namespace
}  // namespace quittance::formats
