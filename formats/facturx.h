// Factur-X, ZUGFeRD, XRechnung and Order-X in PDF: the XML document that travels inside a PDF.
#pragma once

#include <string>
#include <string_view>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/pdf.h"

namespace quittance::formats {

/// Does it begin as a PDF does? Its header may stand anywhere in the first kilobyte (ISO 32000-1, annex
/// H, 3.4.1); what begins with "<" is XML that mentions one.
bool is_pdf(BytesView document);

struct EmbeddedDocument {
  std::string name;          ///< "factur-x.xml"
  std::string relationship;  ///< AFRelationship, "" when the PDF names none
  std::string profile;       ///< fx:ConformanceLevel of the XMP metadata: "EN 16931"; "" when they name none
  std::string file_name;     ///< fx:DocumentFileName of the XMP metadata, likewise
  Bytes xml;

  bool operator==(const EmbeddedDocument&) const = default;
};

/// Is it the name of such a document: factur-x.xml, zugferd-invoice.xml, xrechnung.xml or order-x.xml, in any
/// case of letters? What read_pdf() is to decode.
bool is_document_name(std::string_view name);

/// The document among what was read. Fails with PDF and a sentence when the PDF could not be read, carries no
/// such file (those it carries are named) or several that differ.
Result<EmbeddedDocument> embedded_document(PdfReading reading);

/// The ConformanceLevel that belongs to a specification identifier (BT-24), as Factur-X 1.0 lists them; ""
/// for one it does not list.
std::string_view conformance_level_of(std::string_view customization);

}  // namespace quittance::formats
