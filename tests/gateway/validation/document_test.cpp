#include "gateway/validation/document.h"

#include <gmock/gmock.h>

#include "keys/crypto.h"
#include "tests/support/pdf_maker.h"

namespace quittance::validation {
namespace {

using testing::HasSubstr;
using validators::Report;

struct NoSources : validators::Sources {
  [[nodiscard]] Result<validators::PackSource> pack(const std::string& name,
                                                    const validators::Days&) const override {
    return Error{"PACK", Retry::never, name};
  }
  [[nodiscard]] Result<std::string> schema_part(const std::string& name, std::string_view) const override {
    return Error{"SCHEMA-SET", Retry::never, name};
  }
  [[nodiscard]] Result<xml::Grammars> schema(const std::string& name, const std::string&) const override {
    return Error{"SCHEMA-SET", Retry::never, name};
  }
};

constexpr auto kInvoice =
    "<r:CrossIndustryInvoice xmlns:r='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100' "
    "xmlns:a='urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100'>"
    "<r:ExchangedDocumentContext><a:GuidelineSpecifiedDocumentContextParameter>"
    "<a:ID>urn:factur-x.eu:1p0:minimum</a:ID></a:GuidelineSpecifiedDocumentContextParameter>"
    "</r:ExchangedDocumentContext></r:CrossIndustryInvoice>";

class PdfDocument : public testing::Test {
 protected:
  Report check(const std::string& document) {
    std::optional<xml::Tree> tree;
    return check_document(checker_, digest_, "in.pdf", document, {}, tree);
  }

  NoSources sources_;
  keys::OpenSslDigest digest_;
  validators::Library library_{sources_};
  validators::Checker checker_{library_, {}, digest_};
};

TEST_F(PdfDocument, IsCheckedByTheXmlInItAndTheReportSaysSo) {
  const std::string pdf =
      test::make_pdf({{"factur-x.xml", kInvoice}}, {test::facturx_metadata("MINIMUM"), true, false});
  const Report report = check(pdf);
  EXPECT_EQ(report.syntax, "cii");
  EXPECT_EQ(report.sha256, keys::sha256(pdf).hex());
  EXPECT_EQ(report.size_bytes, pdf.size());
  ASSERT_TRUE(report.embedded);
  EXPECT_EQ(report.embedded->name, "factur-x.xml");
  EXPECT_EQ(report.embedded->sha256, keys::sha256(kInvoice).hex());
  EXPECT_TRUE(report.findings.empty());
  EXPECT_THAT(validators::to_json(report),
              HasSubstr(R"("embedded":{"name":"factur-x.xml","relationship":"Alternative","sha256":")"));
  EXPECT_THAT(validators::to_xml(report), HasSubstr(R"(embedded="factur-x.xml")"));
}

TEST_F(PdfDocument, IsWarnedOfWhatContradictsTheXml) {
  const Report report = check(test::make_pdf({{"factur-x.xml", kInvoice, ""}},
                                             {test::facturx_metadata("EN 16931", "other.xml"), true, false}));
  ASSERT_EQ(report.findings.size(), 3u);
  EXPECT_EQ(
      report.findings[0].text,
      "The PDF's metadata name the profile EN 16931, but the XML says urn:factur-x.eu:1p0:minimum (BT-24), "
      "which is MINIMUM.");
  EXPECT_EQ(report.findings[1].rule, "PDF-FILENAME");
  EXPECT_EQ(report.findings[2].rule, "PDF-RELATIONSHIP");
  for (const auto& finding : report.findings) EXPECT_EQ(finding.severity, validators::Severity::warning);
}

TEST_F(PdfDocument, WithoutAnInvoiceIsNotCheckedAndNeverInvalid) {
  const Report report = check("%PDF-1.7 and no more");
  EXPECT_EQ(report.verdict, validators::Verdict::not_checked);
  ASSERT_EQ(report.not_checked.size(), 1u);
  EXPECT_EQ(report.not_checked[0].code, "PDF");
  EXPECT_FALSE(report.embedded);
}

TEST_F(PdfDocument, WithBrokenXmlInItIsInvalid) {
  const Report report = check(test::make_pdf({{"factur-x.xml", "<a>"}}));
  EXPECT_EQ(report.verdict, validators::Verdict::invalid);
  EXPECT_EQ(report.findings.at(0).rule, "XML-SYNTAX");
}

}  // namespace
}  // namespace quittance::validation
