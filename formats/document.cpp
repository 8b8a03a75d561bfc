#include "formats/document.h"

#include <array>

#include "formats/reading.h"

namespace quittance::formats {
namespace {

constexpr std::string_view kUbl = "urn:oasis:names:specification:ubl:schema:xsd:";
constexpr std::string_view kEusr = "urn:fdc:peppol:end-user-statistics-report:";
constexpr std::string_view kTsr = "urn:fdc:peppol:transaction-statistics-report:";

struct SyntaxRow {
  Syntax syntax;
  std::string_view name;  ///< for people
  std::string_view root_namespace, root_name;
};
constexpr std::array kSyntaxes{
    SyntaxRow{Syntax::ubl_invoice, "ubl-invoice", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
              "Invoice"},
    SyntaxRow{Syntax::ubl_credit_note, "ubl-creditnote",
              "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", "CreditNote"},
    SyntaxRow{Syntax::ubl_application_response, "ubl-applicationresponse",
              "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2", "ApplicationResponse"},
    SyntaxRow{Syntax::cii, "cii", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
              "CrossIndustryInvoice"},
    SyntaxRow{Syntax::cdar, "cdar",
              "urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100",
              "CrossDomainAcknowledgementAndResponse"},
    SyntaxRow{Syntax::eusr, "eusr", "", "EndUserStatisticsReport"},
    SyntaxRow{Syntax::tsr, "tsr", "", "TransactionStatisticsReport"},
    SyntaxRow{Syntax::edifact_xml, "edifact-xml", "", ""},
    SyntaxRow{Syntax::other, "other", "", ""}};

void read_context(const Element& root, DocumentIdentity& identity) {
  const Element context = root.at("ExchangedDocumentContext");
  identity.customization = context.text("ram:GuidelineSpecifiedDocumentContextParameter/ram:ID");
  identity.profile = context.text("ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID");
}

/// BT-24 stands in the free text segment that is qualified DOC (EN 16931-3-4).
void read_edifact(const Element& root, DocumentIdentity& identity) {
  for (const auto& text : root.all("S_FTX"))
    if (text.text("D_4451") == "DOC") identity.customization = text.text("C_C108/D_4440");
}

std::string_view version_of(const DocumentIdentity& document) {
  switch (document.syntax) {
    case Syntax::cii:
      return document.customization.find("urn:peppol:france:") != std::string::npos ? "D22B" : "D16B";
    case Syntax::cdar: return "D22B";
    case Syntax::eusr: return std::string_view(document.root_namespace).substr(kEusr.size());
    case Syntax::tsr: return std::string_view(document.root_namespace).substr(kTsr.size());
    default:
      // The one kind of the code list that is UBL 2.2: the Norwegian payment reminder.
      return document.customization.ends_with("urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0") ? "2.2"
                                                                                               : "2.1";
  }
}

}  // namespace

std::string_view to_string(Syntax syntax) {
  for (const auto& row : kSyntaxes)
    if (row.syntax == syntax) return row.name;
  return "other";
}

std::ostream& operator<<(std::ostream& out, Syntax syntax) { return out << to_string(syntax); }

Syntax syntax_of(std::string_view root_namespace, std::string_view root_name) {
  for (const auto& row : kSyntaxes)
    if (!row.root_namespace.empty() && row.root_namespace == root_namespace && row.root_name == root_name)
      return row.syntax;
  if (root_namespace.starts_with(kEusr) && root_name == "EndUserStatisticsReport") return Syntax::eusr;
  if (root_namespace.starts_with(kTsr) && root_name == "TransactionStatisticsReport") return Syntax::tsr;
  if (root_namespace.empty() && root_name.starts_with("M_")) return Syntax::edifact_xml;
  return Syntax::other;
}

DocumentIdentity identify(const xml::Tree& document) {
  DocumentIdentity identity;
  const Element root = Element::root(document);
  if (!root.exists()) return identity;
  identity.root_namespace = document.namespace_uri(root.node());
  identity.root_name = document.local_name(root.node());
  identity.syntax = syntax_of(identity.root_namespace, identity.root_name);
  switch (identity.syntax) {
    case Syntax::cii:
    case Syntax::cdar: read_context(root, identity); break;
    case Syntax::edifact_xml: read_edifact(root, identity); break;
    case Syntax::eusr:
    case Syntax::tsr:
      identity.customization = root.text("CustomizationID");
      identity.profile = root.text("ProfileID");
      break;
    default:
      // Orders, despatch advices and all other UBL documents say it the same way.
      if (!identity.root_namespace.starts_with(kUbl)) break;
      identity.customization = root.text("cbc:CustomizationID");
      identity.profile = root.text("cbc:ProfileID");
  }
  return identity;
}

std::optional<Date> issue_day(const xml::Tree& document) {
  const Element root = Element::root(document);
  if (!root.exists()) return std::nullopt;
  const Syntax syntax = syntax_of(document.namespace_uri(root.node()), document.local_name(root.node()));
  if (syntax == Syntax::cii || syntax == Syntax::cdar)
    return cii_day(root.at("ExchangedDocument/ram:IssueDateTime"));
  if (!document.namespace_uri(root.node()).starts_with(kUbl)) return std::nullopt;
  const auto day = parse_date(root.text("cbc:IssueDate").substr(0, 10));  // xs:date may name a time zone
  return day ? std::optional(*day) : std::nullopt;
}

Result<DocumentTypeId> document_type_of(const DocumentIdentity& document) {
  if (document.root_namespace.empty() ||
      (document.syntax == Syntax::other && !document.root_namespace.starts_with(kUbl)))
    return Error{"PEPPOL-ID", Retry::never, "a document of this syntax has no Peppol document type"};
  if (document.customization.empty())
    return Error{"PEPPOL-ID", Retry::never, "the document names no specification identifier (BT-24)"};
  const std::string value = document.root_namespace + "::" + document.root_name + "##" +
                            document.customization + "::" + std::string(version_of(document));
  const bool pint = document.customization.starts_with("urn:peppol:pint:");
  return DocumentTypeId::parse(pint ? kWildcardDocumentScheme : kExactDocumentScheme, value);
}

}  // namespace quittance::formats
