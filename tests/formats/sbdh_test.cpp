#include "formats/sbdh.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "formats/document.h"
#include "formats/xml/parse.h"
#include "formats/xml/ranges.h"

#include "tests/support/crumbs.h"

namespace quittance::formats {
namespace {

constexpr const char* kDocumentType =
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:2017::2.1";
constexpr const char* kInvoice =
    "<i:Invoice xmlns:i='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' a='>'><!-- c "
    "--><x><![CDATA[<&]]>\xe2\x82\xac</x></i:Invoice>";

BusinessHeader header() {
  return {*ParticipantId::parse("0088:7300010000001"),
          *ParticipantId::parse("0208:0123456749"),
          *DocumentTypeId::parse(kExactDocumentScheme, kDocumentType),
          *ProcessId::parse("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"),
          "BE",
          "3739db04-7e4e-4c89-b170-c543dd252249",
          *parse_instant("2026-11-24T09:52:44.123456Z"),
          std::nullopt,
          ""};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Bytes wrapped(const BusinessHeader& with = header()) {
  xml::Reader reader;
  auto envelope = wrap(with, kInvoice, reader);
  EXPECT_TRUE(envelope.ok()) << envelope.error();
  return envelope ? *envelope->load() : "";
}

Result<BusinessMessage> unwrapped(BytesView envelope, const EnvelopeChecks& checks = {}) {
  xml::Reader reader;
  auto whole = unwrap(Body(Bytes(envelope)), reader, checks);
  // Wherever it lies, and however it is cut into pieces, it says the same.
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, Body::kPiece}) {
    const auto pieces = unwrap(test::in_crumbs(Bytes(envelope), size), reader, checks);
    EXPECT_EQ(pieces.ok(), whole.ok());
    if (!pieces || !whole) {
      EXPECT_EQ(pieces ? "" : pieces.error().code, whole ? "" : whole.error().code) << envelope;
      continue;
    }
    EXPECT_EQ(pieces->header, whole->header);
    EXPECT_EQ(pieces->kind, whole->kind);
    EXPECT_EQ(*pieces->payload.load(), *whole->payload.load());
    EXPECT_EQ(pieces->mime_type, whole->mime_type);
    EXPECT_EQ(pieces->root_name, whole->root_name);
    EXPECT_EQ(pieces->root_namespace, whole->root_namespace);
  }
  return whole;
}

TEST(Envelope, IsWrittenAsTheSpecificationSays) {
  EXPECT_EQ(
      wrapped(),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<sh:StandardBusinessDocument "
      "xmlns:sh=\"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader\">"
      "<sh:StandardBusinessDocumentHeader><sh:HeaderVersion>1.0</sh:HeaderVersion>"
      "<sh:Sender><sh:Identifier "
      "Authority=\"iso6523-actorid-upis\">0088:7300010000001</sh:Identifier></sh:Sender>"
      "<sh:Receiver><sh:Identifier "
      "Authority=\"iso6523-actorid-upis\">0208:0123456749</sh:Identifier></sh:Receiver>"
      "<sh:DocumentIdentification><sh:Standard>urn:oasis:names:specification:ubl:schema:xsd:Invoice-2</"
      "sh:Standard>"
      "<sh:TypeVersion>2.1</sh:TypeVersion><sh:InstanceIdentifier>3739db04-7e4e-4c89-b170-c543dd252249"
      "</sh:InstanceIdentifier><sh:Type>Invoice</sh:Type><sh:CreationDateAndTime>2026-11-24T09:52:44.123456Z"
      "</sh:CreationDateAndTime></sh:DocumentIdentification><sh:BusinessScope><sh:Scope><sh:Type>DOCUMENTID</"
      "sh:Type>"
      "<sh:InstanceIdentifier>urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:"
      "en16931:2017"
      "::2.1</sh:InstanceIdentifier><sh:Identifier>busdox-docid-qns</sh:Identifier></"
      "sh:Scope><sh:Scope><sh:Type>"
      "PROCESSID</sh:Type><sh:InstanceIdentifier>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</"
      "sh:InstanceIdentifier>"
      "<sh:Identifier>cenbii-procid-ubl</sh:Identifier></sh:Scope><sh:Scope><sh:Type>COUNTRY_C1</sh:Type>"
      "<sh:InstanceIdentifier>BE</sh:InstanceIdentifier></sh:Scope></sh:BusinessScope>"
      "</sh:StandardBusinessDocumentHeader>" +
          std::string(kInvoice) + "</sh:StandardBusinessDocument>");
}

TEST(Envelope, GivesBackTheHeaderAndTheSendersOwnBytes) {
  BusinessHeader with = header();
  with.mls_to = *ParticipantId::parse("0242:987654");
  with.mls_type = "ALWAYS_SEND";
  const auto message = unwrapped(wrapped(with));
  ASSERT_TRUE(message.ok()) << message.error();
  EXPECT_EQ(message->header, with);
  EXPECT_EQ(message->kind, PayloadKind::xml);
  EXPECT_EQ(*message->payload.load(), kInvoice);
  EXPECT_EQ(message->root_name, "Invoice");
  EXPECT_EQ(message->root_namespace, "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2");
}

TEST(Envelope, LeavesBehindWhatStandsAroundTheRoot) {
  xml::Reader reader;
  const std::string document =
      "\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<!-- <a> --><?xml-stylesheet href='x'?>" +
      std::string(kInvoice) + "\n<!-- </a> -->\n";
  EXPECT_EQ(*wrap(header(), document, reader)->load(), wrapped());
  std::string utf16 = "\xff\xfe";
  for (const char* c = "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>";
       *c != '\0'; ++c)
    utf16 += {*c, '\0'};
  const auto envelope = wrap(header(), utf16, reader);
  ASSERT_TRUE(envelope.ok()) << envelope.error();
  EXPECT_EQ(unwrapped(*envelope->load())->payload.view(),
            "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>");
}

TEST(Envelope, IsWrittenTheSameAroundADocumentThatDoesNotLieInMemory) {
  xml::Reader reader;
  const Bytes document = "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <a> -->" + std::string(kInvoice) + "\n";
  for (const std::size_t size : {1, 3, 1000}) {
    const auto envelope = wrap(header(), test::in_crumbs(document, size), reader);
    ASSERT_TRUE(envelope.ok()) << envelope.error();
    EXPECT_FALSE(envelope->in_memory());
    EXPECT_EQ(*envelope->load(), wrapped());
  }
  EXPECT_EQ(wrap(header(), test::in_crumbs("<!DOCTYPE a><a/>", 3), reader).error().code, "XML-DOCTYPE");
  EXPECT_EQ(wrap(header(), test::in_crumbs(wrapped(), 100), reader).error().code,
            "SBDH:invalid-business-message");
}

TEST(Envelope, Base64EndsWithItsPadding) {
  BusinessHeader with = header();
  with.document_type =
      *DocumentTypeId::parse(kExactDocumentScheme, "urn:peppol:doctype:pdf+xml##urn:x::D22B");
  const Bytes good = wrap_binary(with, "abcd", "application/pdf", "Invoice");
  EXPECT_EQ(*unwrapped(replaced(good, "YWJjZA==", " YWJj\n ZA= = "))->payload.load(), "abcd");
  for (const char* bad : {"YWJjZA==YWJj", "YWJjZA", "YWJj*A==",
                          "YWJjZA=="
                          "=="})
    EXPECT_EQ(unwrapped(replaced(good, "YWJjZA==", bad)).error().code, "SBDH:invalid-business-message")
        << bad;
}

TEST(Envelope, TakesOnlyWhatTheDocumentTypeNames) {
  xml::Reader reader;
  EXPECT_EQ(wrap(header(), "<CreditNote xmlns='urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2'/>",
                 reader)
                .error()
                .code,
            "SBDH:invalid-document-type-identifier");
  EXPECT_EQ(wrap(header(), wrapped(), reader).error().code, "SBDH:invalid-business-message");
  EXPECT_EQ(wrap(header(), "<!DOCTYPE a><a/>", reader).error().code, "XML-DOCTYPE");
}

TEST(Envelope, APrefixOfTheEnvelopeIsCarriedAlong) {
  // pyas4 and others write all declarations on the outermost element.
  std::string envelope = replaced(
      wrapped(), "<sh:StandardBusinessDocument ",
      "<sh:StandardBusinessDocument xmlns:i='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2' ");
  envelope = replaced(envelope, kInvoice, "<i:Invoice><i:x/></i:Invoice>");
  const auto message = unwrapped(envelope);
  ASSERT_TRUE(message.ok()) << message.error();
  xml::Reader reader;
  const auto payload = reader.read(message->payload.load().value());
  ASSERT_TRUE(payload.ok()) << payload.error();
  EXPECT_EQ(payload->namespace_uri(payload->root()),
            "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2");
}

TEST(Envelope, APrefixDeclaredAnewInsideIsNotBorrowed) {
  const std::string own =
      "<x:Invoice xmlns:x='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'><sh:a "
      "xmlns:sh='u'/></x:Invoice>";
  EXPECT_EQ(unwrapped(replaced(wrapped(), kInvoice, own))->payload.load().value(), own);
  const std::string borrowed =
      "<x:Invoice xmlns:x='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'><sh:a "
      "xmlns:sh='u'/><sh:b/></x:Invoice>";
  const auto message = unwrapped(replaced(wrapped(), kInvoice, borrowed));
  ASSERT_TRUE(message.ok());
  EXPECT_NE(*message->payload.load(), borrowed);
  xml::Reader reader;
  EXPECT_TRUE(reader.read(message->payload.load().value()).ok());
}

TEST(Envelope, CarriesAPdf) {
  BusinessHeader with = header();
  with.document_type =
      *DocumentTypeId::parse(kExactDocumentScheme, "urn:peppol:doctype:pdf+xml##urn:x::D22B");
  const std::string pdf("%PDF-1.7\n\0\xff", 11);
  const auto message = unwrapped(wrap_binary(with, pdf, "application/pdf", "Invoice"));
  ASSERT_TRUE(message.ok()) << message.error();
  EXPECT_EQ(message->kind, PayloadKind::binary);
  EXPECT_EQ(*message->payload.load(), pdf);
  EXPECT_EQ(message->mime_type, "application/pdf");
}

struct Fault {
  const char* code;
  std::function<std::string(const std::string&)> break_it;
};

std::function<std::string(const std::string&)> change(const std::string& from, const std::string& to) {
  return [=](const std::string& good) { return replaced(good, from, to); };
}

std::string scope(const std::string& type, const std::string& value, const std::string& identifier = "") {
  return "<sh:Scope><sh:Type>" + type + "</sh:Type><sh:InstanceIdentifier>" + value +
         "</sh:InstanceIdentifier>" +
         (identifier.empty() ? "" : "<sh:Identifier>" + identifier + "</sh:Identifier>") + "</sh:Scope>";
}

TEST(Envelope, NamesEachFault) {
  const std::string sender =
      "<sh:Sender><sh:Identifier "
      "Authority=\"iso6523-actorid-upis\">0088:7300010000001</sh:Identifier></sh:Sender>";
  const std::string end = "</sh:BusinessScope>";
  const std::vector<Fault> faults{
      {"SBDH:missing-sbdh", [](const std::string&) { return std::string(kInvoice); }},
      {"SBDH:invalid-header-version", change(">1.0<", ">1.1<")},
      {"SBDH:invalid-sender-count", change(sender, sender + sender)},
      {"SBDH:invalid-sender-count", change(sender, "")},
      {"SBDH:invalid-sender-authority", change("iso6523-actorid-upis\">0088", "other\">0088")},
      {"SBDH:invalid-sender-value", change("0088:7300010000001", "0088:")},
      {"SBDH:invalid-receiver-authority", change("iso6523-actorid-upis\">0208", "other\">0208")},
      {"SBDH:invalid-receiver-value", change("0208:0123456749", "../x")},
      {"SBDH:generic-sbdh-error", change(end, scope("COUNTRY_C1", "FR") + end)},
      {"SBDH:missing-document-type-identifier", change("DOCUMENTID", "DOCUMENTId")},
      {"SBDH:invalid-document-type-identifier", change("busdox-docid-qns", "other")},
      {"SBDH:invalid-document-type-identifier", change("urn:cen.eu:en16931:2017", "urn:cen.eu:*")},
      {"SBDH:missing-process-identifier", change("PROCESSID", "X")},
      {"SBDH:invalid-process-identifier", change("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "a b")},
      {"SBDH:missing-country-c1", change("COUNTRY_C1", "COUNTRY_C4")},
      {"SBDH:invalid-country-c1", change(">BE<", ">Belgium<")},
      {"SBDH:invalid-country-c1", change(">BE<", ">be<")},
      {"SBDH:invalid-mls-to", change(end, scope("MLS_TO", "0242:1") + end)},
      {"SBDH:invalid-mls-to", change(end, scope("MLS_TO", "", "iso6523-actorid-upis") + end)},
      {"SBDH:invalid-mls-type", change(end, scope("MLS_TYPE", "always_send") + end)},
      {"SBDH:invalid-business-message", change(kInvoice, "")},
      {"SBDH:invalid-business-message", change(kInvoice, std::string(kInvoice) + "<a/>")},
      {"SBDH:invalid-business-message",
       [](const std::string& good) { return replaced(good, kInvoice, good.substr(good.find('\n'))); }},
      {"SBDH:invalid-standard", change("<sh:Standard>urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
                                       "<sh:Standard>urn:oasis")},
      {"SBDH:invalid-type-version", change(">2.1<", ">2.0<")},
      {"SBDH:invalid-type-version", change(">2.1<", "><")},
      {"SBDH:invalid-type", change(">Invoice<", ">CreditNote<")},
      {"SBDH:invalid-instance-identifier", change("3739db04-7e4e-4c89-b170-c543dd252249", " ")},
      {"SBDH:invalid-creation-date-time", change("2026-11-24T09:52:44.123456Z", "2026-11-24")},
      {"SBDH:invalid-creation-date-time", change("2026-11-24T09:52:44.123456Z", "2026-11-24T09:52:44")},
      {"XML-DOCTYPE", change("<sh:StandardBusinessDocument ", "<!DOCTYPE x><sh:StandardBusinessDocument ")},
      {"XML-SYNTAX", change("</sh:StandardBusinessDocument>", "")}};
  const std::string good = wrapped();
  for (const auto& fault : faults) {
    const auto message = unwrapped(fault.break_it(good));
    EXPECT_EQ(message ? "fine" : message.error().code, fault.code) << fault.break_it(good);
  }
}

TEST(Envelope, IsReadWithOtherPrefixesSpacesAndScopes) {
  std::string envelope =
      replaced(wrapped(), "<sh:BusinessScope>", "<sh:BusinessScope>" + scope("any", "other"));
  envelope = replaced(envelope, ">1.0<", ">\n 1.0 <");
  envelope = replaced(envelope, "2026-11-24T09:52:44.123456Z", "2026-11-24T10:52:44.123456+01:00");
  envelope = replaced(envelope, "<sh:Identifier>busdox-docid-qns</sh:Identifier>", "");
  envelope = replaced(envelope, "<sh:Identifier>cenbii-procid-ubl</sh:Identifier>", "");
  const auto message = unwrapped(envelope);
  ASSERT_TRUE(message.ok()) << message.error();
  EXPECT_EQ(message->header, header());
}

TEST(Envelope, ACountryIsRequiredOnlyWhereItIsAskedFor) {
  const std::string envelope = replaced(wrapped(), "COUNTRY_C1", "COUNTRY_C4");
  const auto message = unwrapped(envelope, {.country_c1_required = false});
  ASSERT_TRUE(message.ok()) << message.error();
  EXPECT_EQ(message->header.country_c1, "");
}

TEST(ElementRanges, AreWhereTheElementsStand) {
  const std::string text =
      "<?p <a>?><!--<b>--><a x='>'><b y=\"/>\"><c/></b> <d/><![CDATA[</a>]]></a ><!--</a>-->";
  const auto ranges = xml::element_ranges(text);
  EXPECT_EQ(ranges.root, "<a x='>'><b y=\"/>\"><c/></b> <d/><![CDATA[</a>]]></a >");
  ASSERT_EQ(ranges.children.size(), 2U);
  EXPECT_EQ(ranges.children[0], "<b y=\"/>\"><c/></b>");
  EXPECT_EQ(ranges.children[1], "<d/>");
  EXPECT_EQ(xml::element_ranges("<a/>").root, "<a/>");
}

}  // namespace
}  // namespace quittance::formats
