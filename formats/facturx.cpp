#include "formats/facturx.h"

#include <algorithm>
#include <array>

#include "formats/xml/parse.h"

namespace quittance::formats {

namespace {

Error failure(std::string detail) { return {"PDF", Retry::never, std::move(detail)}; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool is_extension_schema(std::string_view uri) {
  return uri.starts_with("urn:factur-x:pdfa:CrossIndustryDocument:") ||
         uri.starts_with("urn:zugferd:pdfa:CrossIndustryDocument:") ||
         uri.starts_with("urn:ferd:pdfa:CrossIndustryDocument:");
}

/// A property of the XMP metadata may be an element or an attribute (ISO 16684-1, 7).
std::string property(const xml::Tree& metadata, std::string_view name) {
  for (xml::NodeId n = 0; n < metadata.size(); ++n) {
    if (metadata.local_name(n) == name && is_extension_schema(metadata.namespace_uri(n)))
      return metadata.string_value(n);
  }
  return "";
}

void read_metadata(const std::string& metadata, EmbeddedDocument& out) {
  xml::Reader reader;
  const auto tree = reader.read(metadata);
  if (!tree) return;
  out.profile = property(*tree, "ConformanceLevel");
  out.file_name = property(*tree, "DocumentFileName");
}

std::string names_of(const std::vector<PdfAttachment>& attachments) {
  constexpr std::size_t kMostNamed = 10;
  std::string names;
  for (std::size_t i = 0; i < std::min(attachments.size(), kMostNamed); ++i) {
    names += (i == 0 ? "" : ", ") + attachments[i].name;
  }
  return names + (attachments.size() > kMostNamed ? ", …" : "");
}

}  // namespace

bool is_pdf(BytesView document) {
  const std::size_t first = document.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first != BytesView::npos && document[first] == '<') return false;
  return document.substr(0, 1024).find("%PDF-") != BytesView::npos;
}

// The names of Factur-X and of ZUGFeRD since 2.1; of ZUGFeRD 1.0 (written "ZUGFeRD-invoice.xml") and 2.0; of
// the profile XRECHNUNG; of Order-X.
bool is_document_name(std::string_view name) {
  constexpr std::array kNames{"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml"};
  return std::ranges::find(kNames, lower(name)) != kNames.end();
}

Result<EmbeddedDocument> embedded_document(PdfReading reading) {
  if (!reading.error.empty()) return failure("the PDF cannot be read: " + reading.error);
  std::vector<PdfAttachment>& all = reading.content.attachments;
  if (all.empty())
    return failure("the PDF carries no file: it is an image of an invoice, not an electronic one");
  const auto is_document = [](const PdfAttachment& each) { return is_document_name(each.name); };
  const auto first = std::ranges::find_if(all, is_document);
  if (first == all.end()) {
    return failure(
        "the PDF carries no factur-x.xml, zugferd-invoice.xml, xrechnung.xml or order-x.xml, but " +
        names_of(all));
  }
  const auto differs = [&](const PdfAttachment& each) {
    return is_document(each) && each.content != first->content;
  };
  if (std::ranges::any_of(first, all.end(), differs)) {
    return failure("the PDF carries several invoices that differ: " + names_of(all));
  }
  EmbeddedDocument out{first->name, first->relationship, "", "", std::move(first->content)};
  read_metadata(reading.content.metadata, out);
  return out;
}

std::string_view conformance_level_of(std::string_view customization) {
  constexpr std::string_view kNorm = "urn:cen.eu:en16931:2017";
  if (customization == kNorm) return "EN 16931";
  if (customization == "urn:factur-x.eu:1p0:minimum") return "MINIMUM";
  if (customization == "urn:factur-x.eu:1p0:basicwl") return "BASIC WL";
  if (!customization.starts_with(kNorm)) return "";
  const std::string_view rest = customization.substr(kNorm.size());
  if (rest == "#compliant#urn:factur-x.eu:1p0:basic") return "BASIC";
  if (rest == "#conformant#urn:factur-x.eu:1p0:extended") return "EXTENDED";
  if (rest.starts_with("#compliant#urn:xeinkauf.de:kosit:xrechnung_") ||
      rest.starts_with("#compliant#urn:xoev-de:kosit:standard:xrechnung_")) {
    return "XRECHNUNG";
  }
  return "";
}

}  // namespace quittance::formats
