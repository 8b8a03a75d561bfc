// The report of one document as a page for people.
#pragma once

#include <optional>
#include <string>

#include "formats/base/result.h"
#include "formats/xml/parse.h"
#include "formats/xml/transform.h"
#include "validators/report.h"

namespace quittance::validation {

/// Not for use by two threads at once.
class HtmlReport {
 public:
  /// `language`: fr, en, de or nl. Fails with XSLT.
  Result<Bytes> render(const validators::Report& report, const std::string& language);

 private:
  std::optional<xml::Stylesheet> stylesheet_;
  xml::Reader reader_;
};

}  // namespace quittance::validation
