#include "gateway/serve/renderer.h"

#include "formats/xml/parse.h"
#include "gateway/embedded.h"

namespace quittance::serve {

Result<InvoiceRenderer> InvoiceRenderer::make(xml::Limits limits, std::string language) {
  auto stylesheet = xml::Stylesheet::compile(embedded("stylesheets/invoice.xsl"));
  if (!stylesheet) return stylesheet.error();
  return InvoiceRenderer(std::move(stylesheet).value(), limits, std::move(language));
}

Result<Bytes> InvoiceRenderer::html(BytesView document) {
  xml::Reader reader(limits_);
  const auto tree = reader.read(document);
  if (!tree) return tree.error();
  return stylesheet_.apply(*tree, {{"lang", language_}});
}

}  // namespace quittance::serve
