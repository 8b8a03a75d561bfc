#include "formats/invoice.h"

#include <algorithm>

#include "formats/terms.h"

namespace quittance::formats {

std::optional<Date> day(const Element& element) {
  const auto text = element.text();
  if (text.empty()) return std::nullopt;
  const auto date = parse_date(text);
  return date ? std::optional(*date) : std::nullopt;
}

bool truth(const Element& element) {
  const auto text = element.text();
  return text == "true" || text == "1";
}

std::size_t decoded_size(std::string_view base64) {
  std::size_t digits = 0;
  for (const char c : base64) digits += c > ' ' && c != '=' ? 1 : 0;
  return digits * 3 / 4;
}

void read_attachment(const Element& content, SupportingDocument& document) {
  if (!content.exists()) return;
  document.content = content.node();
  document.mime_type = content.attribute("mimeCode");
  document.file_name = content.attribute("filename");
  document.size_bytes = decoded_size(content.text());
}

Result<Invoice> read_invoice(const xml::Tree& document) {
  const auto root = document.root();
  if (root == xml::kNoNode) return Error{"FORMAT", Retry::never, "the document is empty"};
  switch (const Syntax syntax = syntax_of(document.namespace_uri(root), document.local_name(root))) {
    case Syntax::ubl_invoice:
    case Syntax::ubl_credit_note: return read_ubl(document);
    case Syntax::cii: return read_cii(document);
    default:
      return Error{
          "FORMAT", Retry::never,
          "a document of syntax " + std::string(to_string(syntax)) + " is no invoice that can be read"};
  }
}

Result<Bytes> content_of(const SupportingDocument& document, const xml::Tree& tree) {
  if (document.content == xml::kNoNode || document.content >= tree.size())
    return Error{"BT-125", Retry::never, "nothing is attached under " + document.reference};
  Bytes octets;
  std::string buffer;
  if (!from_base64(tree.string_value(document.content, buffer), octets))
    return Error{"BT-125", Retry::never, "what is attached under " + document.reference + " is not base64"};
  return octets;
}

}  // namespace quittance::formats
