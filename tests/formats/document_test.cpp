#include "formats/document.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "formats/xml/parse.h"

namespace quittance::formats {
namespace {

DocumentIdentity identity_of(const std::string& document) {
  xml::Reader reader;
  const auto tree = reader.read(document);
  EXPECT_TRUE(tree.ok()) << tree.error();
  return identify(*tree);
}

std::string ubl(const std::string& root, const std::string& customization) {
  return "<x:" + root + " xmlns:x='urn:oasis:names:specification:ubl:schema:xsd:" + root +
         "-2' "
         "xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'><c:CustomizationID>"
         " " +
         customization + "\n</c:CustomizationID><c:ProfileID>urn:p</c:ProfileID></x:" + root + ">";
}

std::string un(const std::string& root, const std::string& customization) {
  return "<r:" + root + " xmlns:r='urn:un:unece:uncefact:data:standard:" + root +
         ":100' xmlns:m='urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100'>"
         "<r:ExchangedDocumentContext><m:BusinessProcessSpecifiedDocumentContextParameter><m:ID>urn:p</m:ID>"
         "</"
         "m:BusinessProcessSpecifiedDocumentContextParameter><m:GuidelineSpecifiedDocumentContextParameter><"
         "m:ID>" +
         customization +
         "</m:ID></m:GuidelineSpecifiedDocumentContextParameter></r:ExchangedDocumentContext></r:" + root +
         ">";
}

struct Case {
  std::string document;
  Syntax syntax;
  const char* name;
  const char* customization;
  const char* document_type;  ///< "" where there is none
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {ubl("Invoice", "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"),
       Syntax::ubl_invoice, "ubl-invoice",
       "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
       "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:"
       "en16931:2017#"
       "compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1"},
      {ubl("CreditNote", "urn:c"), Syntax::ubl_credit_note, "ubl-creditnote", "urn:c",
       "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2::CreditNote##urn:c::2.1"},
      {ubl("ApplicationResponse", "urn:peppol:edec:mls:1.0"), Syntax::ubl_application_response,
       "ubl-applicationresponse", "urn:peppol:edec:mls:1.0",
       "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2::"
       "ApplicationResponse##urn:"
       "peppol:edec:mls:1.0::2.1"},
      {ubl("Order", "urn:o"), Syntax::other, "other", "urn:o",
       "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Order-2::Order##urn:o::2.1"},
      {ubl("Invoice", "urn:peppol:pint:billing-1@eu-1"), Syntax::ubl_invoice, "ubl-invoice",
       "urn:peppol:pint:billing-1@eu-1",
       "peppol-doctype-wildcard::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:peppol:"
       "pint:"
       "billing-1@eu-1::2.1"},
      {un("CrossIndustryInvoice", "urn:cen.eu:en16931:2017"), Syntax::cii, "cii", "urn:cen.eu:en16931:2017",
       "busdox-docid-qns::urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100::CrossIndustryInvoice#"
       "#urn:cen.eu:"
       "en16931:2017::D16B"},
      {un("CrossIndustryInvoice", "urn:cen.eu:en16931:2017#compliant#urn:peppol:france:billing:cius:1.0"),
       Syntax::cii, "cii", "urn:cen.eu:en16931:2017#compliant#urn:peppol:france:billing:cius:1.0",
       "busdox-docid-qns::urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100::CrossIndustryInvoice#"
       "#urn:cen.eu:"
       "en16931:2017#compliant#urn:peppol:france:billing:cius:1.0::D22B"},
      {un("CrossDomainAcknowledgementAndResponse", "urn:peppol:france:billing:cdv:1.0"), Syntax::cdar, "cdar",
       "urn:peppol:france:billing:cdv:1.0",
       "busdox-docid-qns::urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100::"
       "CrossDomainAcknowledgementAndResponse##urn:peppol:france:billing:cdv:1.0::D22B"},
      {"<EndUserStatisticsReport "
       "xmlns='urn:fdc:peppol:end-user-statistics-report:1.1'><CustomizationID>urn:fdc:peppol.eu:"
       "edec:trns:end-user-statistics-report:1.1</CustomizationID><ProfileID>urn:p</ProfileID></"
       "EndUserStatisticsReport>",
       Syntax::eusr, "eusr", "urn:fdc:peppol.eu:edec:trns:end-user-statistics-report:1.1",
       "busdox-docid-qns::urn:fdc:peppol:end-user-statistics-report:1.1::EndUserStatisticsReport##urn:fdc:"
       "peppol.eu:edec:"
       "trns:end-user-statistics-report:1.1::1.1"},
      {"<t:TransactionStatisticsReport "
       "xmlns:t='urn:fdc:peppol:transaction-statistics-report:1.0'><t:CustomizationID>urn:t"
       "</t:CustomizationID><t:ProfileID>urn:p</t:ProfileID></t:TransactionStatisticsReport>",
       Syntax::tsr, "tsr", "urn:t",
       "busdox-docid-qns::urn:fdc:peppol:transaction-statistics-report:1.0::TransactionStatisticsReport##urn:"
       "t::1.0"},
      {"<M_INVOIC><S_FTX><D_4451>AAI</D_4451><C_C108><D_4440>x</D_4440></C_C108></S_FTX><S_FTX><D_4451>DOC</"
       "D_4451><C_C108>"
       "<D_4440>urn:cen.eu:en16931:2017</D_4440></C_C108></S_FTX></M_INVOIC>",
       Syntax::edifact_xml, "edifact-xml", "urn:cen.eu:en16931:2017", ""},
      {"<Invoice/>", Syntax::other, "other", "", ""},
      {"<Invoice xmlns='urn:mine'><CustomizationID>urn:c</CustomizationID></Invoice>", Syntax::other, "other",
       "", ""}};
  return all;
}

TEST(Document, IsKnownByItsRoot) {
  for (const auto& one : cases()) {
    const auto identity = identity_of(one.document);
    EXPECT_EQ(identity.syntax, one.syntax) << one.document;
    EXPECT_EQ(to_string(identity.syntax), one.name);
    EXPECT_EQ(identity.customization, one.customization) << one.document;
    EXPECT_EQ(identity.profile, *one.document_type == '\0' ? "" : "urn:p") << one.document;
  }
}

std::optional<Date> issue_day_of(const std::string& document) {
  xml::Reader reader;
  const auto tree = reader.read(document);
  EXPECT_TRUE(tree.ok()) << tree.error();
  return issue_day(*tree);
}

std::string issued(const std::string& day) {
  return "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' "
         "xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'><c:IssueDate>" +
         day + "</c:IssueDate></Invoice>";
}

std::string issued_in_cii(const std::string& day) {
  return "<r:CrossIndustryInvoice xmlns:r='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100' "
         "xmlns:a='urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100' "
         "xmlns:u='urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100'><r:ExchangedDocument>"
         "<a:IssueDateTime>" +
         day + "</a:IssueDateTime></r:ExchangedDocument></r:CrossIndustryInvoice>";
}

TEST(Document, TellsItsDayOfIssueAsItsSyntaxWritesIt) {
  using namespace std::chrono_literals;
  const Date day = 2026y / 9 / 1;
  EXPECT_EQ(issue_day_of(issued("2026-09-01")), day);
  EXPECT_EQ(issue_day_of(issued("2026-09-01+02:00")), day);
  EXPECT_EQ(issue_day_of(issued("1.9.2026")), std::nullopt);
  EXPECT_EQ(issue_day_of(issued_in_cii("<u:DateTimeString format='102'>20260901</u:DateTimeString>")), day);
  EXPECT_EQ(issue_day_of(issued_in_cii("<u:DateTimeString format='102'>2026-09-01</u:DateTimeString>")),
            std::nullopt);
  EXPECT_EQ(issue_day_of("<IssueDate>2026-09-01</IssueDate>"), std::nullopt);
}

TEST(Document, HasThePeppolDocumentTypeOfTheCodeList) {
  for (const auto& one : cases()) {
    const auto type = document_type_of(identity_of(one.document));
    EXPECT_EQ(type ? type->qualified() : "", one.document_type) << one.document;
  }
}

TEST(Document, TheNorwegianReminderIsUbl22) {
  const auto type = document_type_of(identity_of(
      ubl("Invoice",
          "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0#conformant#urn:fdc:"
          "anskaffelser.no:2019:ehf:reminder:3.0")));
  ASSERT_TRUE(type.ok()) << type.error();
  EXPECT_EQ(type->version(), "2.2");
}

TEST(Document, WithoutSpecificationHasNoDocumentType) {
  const auto type = document_type_of(
      identity_of("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>"));
  ASSERT_FALSE(type.ok());
  EXPECT_EQ(type.error(),
            (Error{"PEPPOL-ID", Retry::never, "the document names no specification identifier (BT-24)"}));
}

}  // namespace
}  // namespace quittance::formats
