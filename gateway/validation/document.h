// Checks a document as it comes: XML as it is, a PDF by the XML it carries.
#pragma once

#include <optional>
#include <string>

#include "formats/facturx.h"
#include "gateway/validation/confined.h"
#include "validators/validators.h"

namespace quittance::validation {

/// The document inside a PDF, read by a confined process. Fails with PDF.
Result<formats::EmbeddedDocument> take_out(BytesView pdf, const formats::PdfLimits& limits = {},
                                           const Confinement& bounds = {});

/// A document as it is, or the XML inside it when it is a PDF. Fails with PDF.
Result<Bytes> as_xml(Bytes document);

/// Like Checker::check(). Of a PDF the report's hash and size are those of the PDF, its places those in the
/// XML; Report::embedded says so. A PDF without an invoice in it was not checked (PDF). Warnings of kind pdf
/// say where the PDF contradicts the XML in it.
validators::Report check_document(validators::Checker& checker, const Digest& digest, std::string file,
                                  BytesView document, const validators::CheckOptions& options,
                                  std::optional<xml::Tree>& tree, const std::function<void()>& parsed = {});

}  // namespace quittance::validation
