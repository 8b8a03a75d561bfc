// conf/stylesheets/invoice.xsl: an invoice as a page for people.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "formats/xml/parse.h"
#include "formats/xml/transform.h"

namespace quittance::formats {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(fs::path(QUITTANCE_SOURCE_DIR) / path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string page_of(const std::string& document, const std::string& language) {
  const auto stylesheet = xml::Stylesheet::compile(bytes_of("conf/stylesheets/invoice.xsl"));
  EXPECT_TRUE(stylesheet.ok()) << stylesheet.error();
  xml::Reader reader;
  const auto tree = reader.read(document);
  EXPECT_TRUE(tree.ok()) << tree.error();
  const auto page = stylesheet->apply(*tree, {{"lang", language}});
  EXPECT_TRUE(page.ok()) << page.error();
  return page ? *page : "";
}

std::string sample(const std::string& name) { return bytes_of(fs::path("tests") / "documents" / name); }

void expect_says(const std::string& page, std::initializer_list<const char*> words) {
  for (const char* word : words) EXPECT_NE(page.find(word), std::string::npos) << word << "\n" << page;
}

TEST(InvoicePage, ShowsAUblInvoice) {
  expect_says(page_of(sample("peppol-invoice-be.xml"), "en"),
              {"<html lang=\"en\">", "<title>Invoice VK-2026-00417</title>", "Amount due: 1,929.77&nbsp;EUR",
               "<time datetime=\"2026-12-02\">2026-12-02</time>", "BE94735001234514", "+++202/6000/41723+++",
               "Mar&eacute;e &amp; Fils SRL", "Filterpatroon F7", "1,510.75&nbsp;EUR", "317.26&nbsp;EUR"});
}

TEST(InvoicePage, ShowsACiiInvoice) {
  expect_says(
      page_of(sample("cii-invoice-de.xml"), "de"),
      {"<html lang=\"de\">", "<title>Rechnung RE-26-1187</title>", "Zahlbetrag: 2.451,20&nbsp;EUR",
       "23.11.2026", "DE89370400440532013000", "Kreiselpumpe KP 220", "Art.-Nr. KP-220", "protokoll.csv"});
}

TEST(InvoicePage, SpeaksFourLanguages) {
  expect_says(page_of(sample("peppol-creditnote-be.xml"), "fr"),
              {"Avoir VK-2026-C0031", "Net &agrave; payer", "12/11/2026"});
  expect_says(page_of(sample("peppol-creditnote-be.xml"), "nl"),
              {"Creditnota VK-2026-C0031", "Te betalen", "12-11-2026"});
  expect_says(page_of(sample("peppol-creditnote-be.xml"), "xx"),
              {"<html lang=\"en\">", "Credit note VK-2026-C0031"});
}

TEST(InvoicePage, ShowsNotesWithoutTheirCodes) {
  const std::string page = page_of(sample("ubl-invoice-fr.xml"), "fr");
  expect_says(page, {"<p>Pas d'escompte pour paiement anticip&eacute;.</p>"});
  EXPECT_EQ(page.find("#AAB#"), std::string::npos);
}

std::string hostile(const std::string& value) {
  return "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' "
         "xmlns:b='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2' "
         "xmlns:a='urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2'><b:ID>" +
         value + "</b:ID><b:IssueDate>" + value + "</b:IssueDate><b:Note>" + value +
         "</b:Note><b:DocumentCurrencyCode>" + value +
         "</b:DocumentCurrencyCode><a:AdditionalDocumentReference><b:ID>" + value +
         "</b:ID><a:Attachment><a:ExternalReference><b:URI>javascript:" + value +
         "</b:URI></a:ExternalReference></a:Attachment></"
         "a:AdditionalDocumentReference><a:LegalMonetaryTotal><b:PayableAmount>" +
         value + "</b:PayableAmount></a:LegalMonetaryTotal><a:InvoiceLine><b:InvoicedQuantity unitCode='" +
         value + "'>" + value + "</b:InvoicedQuantity><a:Item><b:Name>" + value +
         "</b:Name></a:Item></a:InvoiceLine></Invoice>";
}

TEST(InvoicePage, NothingASenderWritesBecomesMarkup) {
  for (const char* value : {"&lt;script>alert(1)&lt;/script>", "&quot;>&lt;img src=x onerror=alert(1)>",
                            "&lt;/style>&lt;svg onload=x>", "&lt;!-- ", "]]&gt;&lt;b>"}) {
    const std::string page = page_of(hostile(value), "en");
    for (const char* markup : {"<script", "<img", "<svg", "<b>", "href=", "src=\"", "<!-- "})
      EXPECT_EQ(page.find(markup), std::string::npos) << markup << "\n" << page;
  }
}

TEST(InvoicePage, FiguresThatAreNoneAreShownAsTheyAre) {
  expect_says(page_of(hostile("12.5.1"), "en"), {"Amount due: 12.5.1"});
  expect_says(page_of(hostile("-1234567.890"), "en"), {"Amount due: &minus;1,234,567.890"});
  expect_says(page_of(hostile("99999999999999999999.99"), "de"),
              {"Zahlbetrag: 99.999.999.999.999.999.999,99"});
}

TEST(InvoicePage, SaysWhenADocumentIsNoInvoice) {
  expect_says(page_of("<Order/>", "nl"), {"Dit document is geen factuur die hier getoond kan worden."});
}

}  // namespace
}  // namespace quittance::formats
