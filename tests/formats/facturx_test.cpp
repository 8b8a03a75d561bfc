#include "formats/facturx.h"

#include <gmock/gmock.h>

#include "tests/support/pdf_maker.h"

namespace quittance::formats {
namespace {

using test::make_pdf;
using testing::HasSubstr;

Result<EmbeddedDocument> take(BytesView pdf, const PdfLimits& limits = {}) {
  return embedded_document(read_pdf(pdf, limits, is_document_name));
}

std::string refusal(BytesView pdf, const PdfLimits& limits = {}) {
  const auto taken = take(pdf, limits);
  if (taken) return "taken: " + taken->name;
  EXPECT_EQ(taken.error().code, "PDF");
  return taken.error().detail;
}

TEST(FacturX, IsTakenOutWithWhatThePdfSaysOfIt) {
  const auto taken = take(make_pdf({{"terms.txt", "no"}, {"factur-x.xml", "<a/>"}},
                                   {test::facturx_metadata("EN 16931"), true, false}));
  ASSERT_TRUE(taken) << taken.error();
  EXPECT_EQ(*taken, (EmbeddedDocument{"factur-x.xml", "Alternative", "EN 16931", "factur-x.xml", "<a/>"}));
}

TEST(FacturX, IsFoundByEachNameInTheNameTreeAloneToo) {
  for (const char* name : {"factur-x.xml", "FACTUR-X.XML", "ZUGFeRD-invoice.xml", "zugferd-invoice.xml",
                           "xrechnung.xml", "order-x.xml"}) {
    const auto taken = take(make_pdf({{name, "<a/>", ""}}, {"", false, false}));
    ASSERT_TRUE(taken) << name << ": " << taken.error();
    EXPECT_EQ(*taken, (EmbeddedDocument{name, "", "", "", "<a/>"}));
  }
}

TEST(FacturX, MetadataMayBeAttributes) {
  const auto taken = take(make_pdf(
      {{"factur-x.xml", "<a/>"}},
      {"<r:Description xmlns:r='urn:r' xmlns:z='urn:zugferd:pdfa:CrossIndustryDocument:invoice:2p0#' "
       "z:ConformanceLevel='BASIC'/>",
       true, false}));
  ASSERT_TRUE(taken) << taken.error();
  EXPECT_EQ(taken->profile, "BASIC");
}

TEST(FacturX, SaysWhyThereIsNone) {
  EXPECT_THAT(refusal(make_pdf({})), HasSubstr("carries no file"));
  EXPECT_THAT(refusal(make_pdf({{"data.xml", "<a/>"}, {"terms.txt", "no"}})),
              HasSubstr("carries no factur-x.xml, zugferd-invoice.xml, xrechnung.xml or order-x.xml, but "
                        "data.xml, terms.txt"));
  EXPECT_THAT(refusal(make_pdf({{"factur-x.xml", "<a/>"}, {"xrechnung.xml", "<b/>"}})),
              HasSubstr("several invoices that differ"));
  EXPECT_EQ(refusal(make_pdf({{"factur-x.xml", "<a/>"}, {"Factur-X.xml", "<a/>"}})), "taken: factur-x.xml");
}

TEST(FacturX, IsNotTakenFromWhatIsEncryptedOrBroken) {
  EXPECT_THAT(refusal(make_pdf({{"factur-x.xml", "<a/>"}}, {"", true, true})), HasSubstr("it is encrypted"));
  EXPECT_THAT(refusal("%PDF-1.7 and no more"), HasSubstr("the PDF cannot be read"));
  EXPECT_THAT(refusal(""), HasSubstr("the PDF cannot be read"));
  const std::string whole = make_pdf({{"factur-x.xml", "<a/>"}});
  for (std::size_t size = 0; size < whole.size(); size += 37) {
    const std::string said = refusal(whole.substr(0, size));
    EXPECT_FALSE(said.empty()) << "cut to " << size;
  }
}

TEST(FacturX, IsBounded) {
  const std::string large(3'000'000, ' ');
  const std::string pdf = make_pdf({{"factur-x.xml", large}});
  EXPECT_LT(pdf.size(), 20'000u);
  EXPECT_THAT(refusal(pdf), HasSubstr("swells too much"));
  PdfLimits limits;
  limits.ratio = 10'000;
  EXPECT_EQ(refusal(pdf, limits), "taken: factur-x.xml");
  limits.attachment_bytes = 2'999'999;
  EXPECT_THAT(refusal(pdf, limits), HasSubstr("too large"));
  limits = {};
  limits.objects = 3;
  EXPECT_THAT(refusal(pdf, limits), HasSubstr("too many objects"));
  limits = {};
  limits.size_bytes = pdf.size() - 1;
  EXPECT_THAT(refusal(pdf, limits), HasSubstr("octets"));
  limits = {};
  limits.attachments = 1;
  EXPECT_THAT(refusal(make_pdf({{"a", ""}, {"factur-x.xml", "<a/>"}}), limits), HasSubstr("too many files"));
}

TEST(FacturX, IsNotTakenThroughSeveralFilters) {
  const auto pdf =
      make_pdf({{"factur-x.xml", "33633631326633653e>", "Alternative", "[/ASCIIHexDecode /ASCIIHexDecode]"}});
  EXPECT_THAT(refusal(pdf), HasSubstr("encoded more than once"));
  const auto once = make_pdf({{"factur-x.xml", "3c612f3e>", "Alternative", "/ASCIIHexDecode"}});
  ASSERT_TRUE(take(once)) << take(once).error();
  EXPECT_EQ(take(once)->xml, "<a/>");
}

TEST(FacturX, KnowsAPdfByItsHeaderInTheFirstKilobyte) {
  EXPECT_TRUE(is_pdf("%PDF-1.7"));
  EXPECT_TRUE(is_pdf("junk before\n%PDF-1.7"));
  EXPECT_FALSE(is_pdf("<a>%PDF-1.7</a>"));
  EXPECT_FALSE(is_pdf("\xef\xbb\xbf <!-- %PDF-1.7 --><a/>"));
  EXPECT_FALSE(is_pdf(std::string(1024, ' ') + "%PDF-1.7"));
  EXPECT_FALSE(is_pdf(""));
}

TEST(FacturX, NamesTheProfileOfASpecificationIdentifier) {
  EXPECT_EQ(conformance_level_of("urn:cen.eu:en16931:2017"), "EN 16931");
  EXPECT_EQ(conformance_level_of("urn:factur-x.eu:1p0:minimum"), "MINIMUM");
  EXPECT_EQ(conformance_level_of("urn:factur-x.eu:1p0:basicwl"), "BASIC WL");
  EXPECT_EQ(conformance_level_of("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic"), "BASIC");
  EXPECT_EQ(conformance_level_of("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"),
            "EXTENDED");
  EXPECT_EQ(conformance_level_of("urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"),
            "XRECHNUNG");
  EXPECT_EQ(conformance_level_of("urn:example"), "");
}

}  // namespace
}  // namespace quittance::formats
