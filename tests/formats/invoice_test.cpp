#include "formats/invoice.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "formats/xml/parse.h"

namespace quittance::formats {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A document of tests/documents, with its tree.
struct Sample {
  explicit Sample(const std::string& name) {
    const fs::path path = fs::path(QUITTANCE_SOURCE_DIR) / "tests" / "documents" / name;
    std::ifstream in(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    xml::Reader reader;
    auto read = reader.read(bytes);
    EXPECT_TRUE(read.ok()) << path << ": " << read.error();
    if (!read) return;
    tree = *std::move(read);
    auto parsed = read_invoice(tree);
    EXPECT_TRUE(parsed.ok()) << parsed.error();
    if (parsed) invoice = *std::move(parsed);
  }
  xml::Tree tree;
  Invoice invoice;
};

TEST(UblInvoice, HasItsHeaderTerms) {
  const Invoice invoice = Sample("peppol-invoice-be.xml").invoice;
  EXPECT_EQ(invoice.syntax, Syntax::ubl_invoice);
  EXPECT_EQ(invoice.number, "VK-2026-00417");
  EXPECT_EQ(invoice.issued, Date(2026y / 11 / 2));
  EXPECT_EQ(invoice.due, Date(2026y / 12 / 2));
  EXPECT_EQ(invoice.type_code, "380");
  EXPECT_EQ(invoice.currency, "EUR");
  EXPECT_EQ(invoice.accounting_currency, "");
  EXPECT_EQ(invoice.buyer_reference, "Magasin Li\xc3\xa8ge-Centre");
  EXPECT_EQ(invoice.purchase_order, "BC-2026-118");
  EXPECT_EQ(invoice.contract, "ONDERHOUD-77");
  EXPECT_EQ(invoice.period.start, Date(2026y / 10 / 1));
  EXPECT_EQ(invoice.period.end, Date(2026y / 10 / 31));
  EXPECT_EQ(invoice.payment_terms, "30 dagen na factuurdatum");
  EXPECT_EQ(invoice.process, "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0");
  EXPECT_EQ(invoice.specification,
            "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0");
}

TEST(UblInvoice, HasItsParties) {
  const Invoice invoice = Sample("peppol-invoice-be.xml").invoice;
  EXPECT_EQ(invoice.seller.name, "Vrieskoning Koeltechniek BV");
  EXPECT_EQ(invoice.seller.trading_name, "Vrieskoning");
  EXPECT_EQ(invoice.seller.identifiers, (std::vector<Identifier>{{"5410999000175", "0088", ""}}));
  EXPECT_EQ(invoice.seller.legal_registration, (Identifier{"0456789133", "0208", ""}));
  EXPECT_EQ(invoice.seller.vat_id, "BE0456789133");
  EXPECT_EQ(invoice.seller.endpoint, (Identifier{"0456789133", "0208", ""}));
  EXPECT_EQ(invoice.seller.address, (PostalAddress{"Dokweg 17", "Hal B", "", "Zeebrugge", "8380", "", "BE"}));
  EXPECT_EQ(invoice.seller.contact,
            (Contact{"Lies Vermaelen", "+32 50 00 01 23", "boekhouding@vrieskoning.example"}));
  EXPECT_EQ(invoice.buyer.name,
            "Mar\xc3\xa9"
            "e & Fils SRL");
  EXPECT_EQ(invoice.buyer.endpoint, (Identifier{"0771234528", "0208", ""}));
  EXPECT_EQ(invoice.delivery.date, Date(2026y / 10 / 29));
  EXPECT_EQ(invoice.delivery.address.line1, "Quai de la Batte 21");
}

TEST(UblInvoice, HasItsMoney) {
  const Invoice invoice = Sample("peppol-invoice-be.xml").invoice;
  EXPECT_EQ(invoice.totals.lines.text, "1638.00");
  EXPECT_EQ(invoice.totals.without_vat.text, "1606.75");
  EXPECT_EQ(invoice.totals.vat.text, "323.02");
  EXPECT_EQ(invoice.totals.with_vat.text, "1929.77");
  EXPECT_EQ(invoice.totals.due.value(), Decimal(192977, 2));
  EXPECT_TRUE(invoice.totals.paid.empty());
  EXPECT_EQ(invoice.totals.paid.value(), std::nullopt);
  ASSERT_EQ(invoice.vat.size(), 2U);
  EXPECT_EQ(invoice.vat[1].taxable.text, "96.00");
  EXPECT_EQ(invoice.vat[1].tax.text, "5.76");
  EXPECT_EQ(invoice.vat[1].category, "S");
  EXPECT_EQ(invoice.vat[1].rate.text, "6");
  ASSERT_EQ(invoice.allowances_charges.size(), 2U);
  EXPECT_FALSE(invoice.allowances_charges[0].is_charge);
  EXPECT_EQ(invoice.allowances_charges[0].reason_code, "95");
  EXPECT_TRUE(invoice.allowances_charges[1].is_charge);
  EXPECT_EQ(invoice.allowances_charges[1].amount.text, "18.75");
  EXPECT_EQ(invoice.allowances_charges[1].vat_rate.text, "21");
  ASSERT_EQ(invoice.payments.size(), 1U);
  EXPECT_EQ(invoice.payments[0].means_code, "30");
  EXPECT_EQ(invoice.payments[0].means_text, "Credit transfer");
  EXPECT_EQ(invoice.payments[0].remittance, "+++202/6000/41723+++");
  ASSERT_EQ(invoice.payments[0].transfers.size(), 1U);
  EXPECT_EQ(invoice.payments[0].transfers[0].account, "BE94735001234514");
  EXPECT_EQ(invoice.payments[0].transfers[0].provider, "KREDBEBB");
}

TEST(UblInvoice, HasItsLines) {
  const Invoice invoice = Sample("peppol-invoice-be.xml").invoice;
  ASSERT_EQ(invoice.lines.size(), 3U);
  const auto& line = invoice.lines[1];
  EXPECT_EQ(line.id, "2");
  EXPECT_EQ(line.name, "Filterpatroon F7");
  EXPECT_EQ(line.seller_item, "FP-F7-592");
  EXPECT_EQ(line.quantity.text, "40");
  EXPECT_EQ(line.unit, "C62");
  EXPECT_EQ(line.net_amount.text, "522.00");
  EXPECT_EQ(line.net_price.text, "14.50");
  EXPECT_EQ(line.gross_price.text, "15.50");
  EXPECT_EQ(line.price_discount.text, "1.00");
  EXPECT_EQ(line.base_quantity.text, "1");
  EXPECT_EQ(line.vat_rate.text, "21");
  ASSERT_EQ(line.allowances_charges.size(), 1U);
  EXPECT_EQ(line.allowances_charges[0].percentage.text, "10");
  ASSERT_EQ(line.attributes.size(), 1U);
  EXPECT_EQ(line.attributes[0].value, "592 x 592 mm");
  EXPECT_EQ(invoice.lines[0].order_line, "10");
}

TEST(UblInvoice, TakesSubjectCodesOutOfNotes) {
  const Invoice invoice = Sample("ubl-invoice-fr.xml").invoice;
  ASSERT_EQ(invoice.notes.size(), 3U);
  EXPECT_EQ(invoice.notes[1].subject_code, "PMD");
  EXPECT_EQ(invoice.notes[2].text, "Pas d'escompte pour paiement anticip\xc3\xa9.");
  EXPECT_EQ(invoice.seller.legal_information, "SAS au capital de 50 000 euros");
  EXPECT_EQ(invoice.process, "S1");
  EXPECT_EQ(invoice.lines[1].base_quantity.text, "100");
}

TEST(UblCreditNote, IsReadLikeAnInvoice) {
  const Invoice invoice = Sample("peppol-creditnote-be.xml").invoice;
  EXPECT_EQ(invoice.syntax, Syntax::ubl_credit_note);
  EXPECT_EQ(invoice.type_code, "381");
  ASSERT_EQ(invoice.preceding.size(), 1U);
  EXPECT_EQ(invoice.preceding[0].number, "VK-2026-00417");
  EXPECT_EQ(invoice.preceding[0].issued, Date(2026y / 11 / 2));
  ASSERT_EQ(invoice.lines.size(), 1U);
  EXPECT_EQ(invoice.lines[0].quantity.text, "5");
  EXPECT_EQ(invoice.totals.due.text, "87.73");
}

TEST(CiiInvoice, HasItsTerms) {
  const Sample sample("cii-invoice-de.xml");
  const Invoice& invoice = sample.invoice;
  EXPECT_EQ(invoice.syntax, Syntax::cii);
  EXPECT_EQ(invoice.number, "RE-26-1187");
  EXPECT_EQ(invoice.issued, Date(2026y / 11 / 9));
  EXPECT_EQ(invoice.due, Date(2026y / 11 / 23));
  EXPECT_EQ(invoice.type_code, "380");
  EXPECT_EQ(invoice.specification, "urn:cen.eu:en16931:2017");
  EXPECT_EQ(invoice.process, "P1");
  ASSERT_EQ(invoice.notes.size(), 1U);
  EXPECT_EQ(invoice.notes[0].subject_code, "AAI");
  EXPECT_EQ(invoice.buyer_reference, "EK-Nord");
  EXPECT_EQ(invoice.purchase_order, "B-2026-33");
  EXPECT_EQ(invoice.despatch_advice, "LS-5512");
  EXPECT_EQ(invoice.accounting_reference, "4400");
  EXPECT_EQ(invoice.payment_terms, "Zahlbar innerhalb von 14 Tagen");
}

TEST(CiiInvoice, HasItsParties) {
  const Invoice invoice = Sample("cii-invoice-de.xml").invoice;
  EXPECT_EQ(invoice.seller.name, "Strudel Pumpenbau GmbH");
  EXPECT_EQ(invoice.seller.trading_name, "Strudel Pumpen");
  EXPECT_EQ(invoice.seller.vat_id, "DE287193646");
  EXPECT_EQ(invoice.seller.tax_registration, "60/123/45678");
  EXPECT_EQ(invoice.seller.legal_registration.value, "HRB 99817");
  EXPECT_EQ(invoice.seller.endpoint, (Identifier{"DE287193646", "9930", ""}));
  EXPECT_EQ(invoice.seller.contact.email, "rechnung@strudel.example");
  EXPECT_EQ(invoice.buyer.identifiers, (std::vector<Identifier>{{"K-4711", "", ""}}));
  EXPECT_EQ(invoice.buyer.address.line2,
            "Z\xc3\xa4hlerpr\xc3\xbc"
            "fstelle");
  EXPECT_EQ(invoice.delivery.name,
            "Pumpwerk S\xc3\xbc"
            "d");
  EXPECT_EQ(invoice.delivery.date, Date(2026y / 11 / 4));
}

TEST(CiiInvoice, HasItsMoneyAndLines) {
  const Invoice invoice = Sample("cii-invoice-de.xml").invoice;
  EXPECT_EQ(invoice.currency, "EUR");
  EXPECT_EQ(invoice.totals.vat.text, "471.20");
  EXPECT_EQ(invoice.totals.paid.text, "500.00");
  EXPECT_EQ(invoice.totals.due.text, "2451.20");
  ASSERT_EQ(invoice.vat.size(), 1U);
  EXPECT_EQ(invoice.vat[0].taxable.text, "2480.00");
  ASSERT_EQ(invoice.payments.size(), 1U);
  EXPECT_EQ(invoice.payments[0].means_code, "58");
  EXPECT_EQ(invoice.payments[0].transfers[0].account, "DE89370400440532013000");
  EXPECT_EQ(invoice.payments[0].transfers[0].provider, "COBADEFF");
  ASSERT_EQ(invoice.lines.size(), 1U);
  const auto& line = invoice.lines[0];
  EXPECT_EQ(line.standard_item, (Identifier{"4005999000242", "0160", ""}));
  EXPECT_EQ(line.gross_price.text, "650.00");
  EXPECT_EQ(line.price_discount.text, "30.00");
  EXPECT_EQ(line.net_amount.text, "2480.00");
  EXPECT_EQ(line.note, "Liefertermin eingehalten");
  EXPECT_EQ(line.origin_country, "DE");
  EXPECT_EQ(line.attributes[0].name, "F\xc3\xb6rderh\xc3\xb6he");
}

TEST(Invoice, HasItsSupportingDocuments) {
  const Sample ubl("peppol-invoice-attachment.xml");
  ASSERT_EQ(ubl.invoice.documents.size(), 2U);
  const auto& attached = ubl.invoice.documents[0];
  EXPECT_EQ(attached.reference, "UREN-10");
  EXPECT_EQ(attached.description, "Urenstaat oktober");
  EXPECT_EQ(attached.mime_type, "text/csv");
  EXPECT_EQ(attached.file_name, "urenstaat.csv");
  EXPECT_EQ(attached.size_bytes, 22U);
  const auto octets = content_of(attached, ubl.tree);
  ASSERT_TRUE(octets.ok()) << octets.error();
  EXPECT_EQ(*octets, "position;hours\r\n1;12\r\n");
  EXPECT_EQ(ubl.invoice.documents[1].location, "https://vrieskoning.example/foto/1");
  EXPECT_EQ(content_of(ubl.invoice.documents[1], ubl.tree).error().code, "BT-125");
  const Sample cii("cii-invoice-de.xml");
  ASSERT_EQ(cii.invoice.documents.size(), 1U);
  EXPECT_EQ(*content_of(cii.invoice.documents[0], cii.tree), "pumpe;druck\n1;3,2\n");
}

/// What the same invoice says in another dress.
void expect_like_the_plain_one(const Invoice& invoice, const std::string& number) {
  const Invoice plain = Sample("peppol-invoice-be.xml").invoice;
  EXPECT_EQ(invoice.number, number);
  EXPECT_EQ(invoice.buyer.name, plain.buyer.name);
  EXPECT_EQ(invoice.seller.contact, plain.seller.contact);
  EXPECT_EQ(invoice.purchase_order, plain.purchase_order);
  EXPECT_EQ(invoice.totals.due, plain.totals.due);
  EXPECT_EQ(invoice.lines.size(), plain.lines.size());
}

TEST(Invoice, ReadsTheSameWhateverItsPrefixesAndEncoding) {
  expect_like_the_plain_one(Sample("peppol-invoice-odd.xml").invoice, "VK-2026-00420");
  expect_like_the_plain_one(Sample("peppol-invoice-utf16.xml").invoice, "VK-2026-00419");
}

TEST(Invoice, TakesWhatIsThere) {
  xml::Reader reader;
  const auto empty = reader.read("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>");
  const auto invoice = read_invoice(*empty);
  ASSERT_TRUE(invoice.ok()) << invoice.error();
  EXPECT_EQ(invoice->number, "");
  EXPECT_EQ(invoice->issued, std::nullopt);
  EXPECT_TRUE(invoice->lines.empty());
  const auto odd = reader.read(
      "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' "
      "xmlns:b='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2' "
      "xmlns:a='urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2'><b:ID>1</"
      "b:ID><b:ID>2</b:ID>"
      "<b:IssueDate>yesterday</b:IssueDate><a:LegalMonetaryTotal><b:PayableAmount>a lot</b:PayableAmount>"
      "</a:LegalMonetaryTotal></Invoice>");
  const auto tolerant = read_invoice(*odd);
  ASSERT_TRUE(tolerant.ok());
  EXPECT_EQ(tolerant->number, "1");
  EXPECT_EQ(tolerant->issued, std::nullopt);
  EXPECT_EQ(tolerant->totals.due.text, "a lot");
  EXPECT_EQ(tolerant->totals.due.value(), std::nullopt);
}

TEST(Invoice, OtherDocumentsAreNone) {
  xml::Reader reader;
  const auto tree = reader.read("<Invoice xmlns='urn:mine'/>");
  EXPECT_EQ(read_invoice(*tree).error(),
            (Error{"FORMAT", Retry::never, "a document of syntax other is no invoice that can be read"}));
}

TEST(CiiInvoice, HasDatesOfFormat102Only) {
  xml::Reader reader;
  const auto issued = [&](const std::string& date) {
    const auto tree = reader.read(
        "<r:CrossIndustryInvoice xmlns:r='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100' "
        "xmlns:ram='urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100' "
        "xmlns:udt='urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100'><r:ExchangedDocument><ram:"
        "IssueDateTime>" +
        date + "</ram:IssueDateTime></r:ExchangedDocument></r:CrossIndustryInvoice>");
    return read_invoice(*tree)->issued;
  };
  EXPECT_EQ(issued("<udt:DateTimeString format='102'>20260131</udt:DateTimeString>"), Date(2026y / 1 / 31));
  EXPECT_EQ(issued("<udt:DateTimeString format='102'>20260231</udt:DateTimeString>"), std::nullopt);
  EXPECT_EQ(issued("<udt:DateTimeString format='203'>202601311200</udt:DateTimeString>"), std::nullopt);
  EXPECT_EQ(issued("<udt:DateTime>2026-01-31T12:00:00</udt:DateTime>"), Date(2026y / 1 / 31));
}

}  // namespace
}  // namespace quittance::formats
