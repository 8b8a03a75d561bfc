// What a document says about itself: its syntax, its root, and the specification and process it follows.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "formats/base/result.h"
#include "formats/base/time.h"
#include "formats/identifiers.h"
#include "formats/xml/tree.h"

namespace quittance::formats {

enum class Syntax {
  ubl_invoice,
  ubl_credit_note,
  ubl_application_response,
  cii,
  cdar,
  eusr,
  tsr,
  edifact_xml,
  other
};

/// The name that commands print: "ubl-invoice", "ubl-creditnote", …
std::string_view to_string(Syntax syntax);
std::ostream& operator<<(std::ostream& out, Syntax syntax);

/// The syntax that a root element begins. EDIFACT in XML is ISO 20625: "M_INVOIC" and its kin, in no
/// namespace.
Syntax syntax_of(std::string_view root_namespace, std::string_view root_name);

struct DocumentIdentity {
  Syntax syntax = Syntax::other;
  std::string root_namespace;
  std::string root_name;
  std::string customization;  ///< BT-24  Specification identifier, as far as the document says; else ""
  std::string profile;        ///< BT-23  Business process type, likewise

  bool operator==(const DocumentIdentity&) const = default;
};

/// Never fails: what a document does not say is "".
DocumentIdentity identify(const xml::Tree& document);

/// The day of issue (BT-2 of an invoice), of UBL documents, CII and CDAR; nothing where it is not said as the
/// syntax writes a day.
std::optional<Date> issue_day(const xml::Tree& document);

/// The Peppol document type of a document: its root, its customization, and the version that the Peppol code
/// list gives to that syntax (2.1 for UBL; D16B for CII, D22B for the French kinds and CDAR; that of the
/// namespace for the reports). PINT's customizations are of the wildcard scheme, all others of the exact one
/// (POLICY 5.1). Fails with PEPPOL-ID when the document names no customization or has a syntax without
/// document types.
Result<DocumentTypeId> document_type_of(const DocumentIdentity& document);

}  // namespace quittance::formats
