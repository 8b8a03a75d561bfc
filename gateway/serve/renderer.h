// Invoices as HTML, by Xalan and our own stylesheet.
#pragma once

#include <string>

#include "formats/xml/guard.h"
#include "formats/xml/transform.h"
#include "gateway/serve/mail_transport.h"

namespace quittance::serve {

class InvoiceRenderer : public Renderer {
 public:
  /// Compiles the embedded stylesheet. `language`: fr, en, de or nl. Fails with XSLT.
  static Result<InvoiceRenderer> make(xml::Limits limits, std::string language);

  Result<Bytes> html(BytesView document) override;

 private:
  InvoiceRenderer(xml::Stylesheet stylesheet, xml::Limits limits, std::string language)
      : stylesheet_(std::move(stylesheet)), limits_(limits), language_(std::move(language)) {}

  xml::Stylesheet stylesheet_;
  xml::Limits limits_;
  std::string language_;
};

}  // namespace quittance::serve
