#include "gateway/validation/html_report.h"

#include "gateway/embedded.h"

namespace quittance::validation {

Result<Bytes> HtmlReport::render(const validators::Report& report, const std::string& language) {
  if (!stylesheet_) {
    auto compiled = xml::Stylesheet::compile(embedded("stylesheets/report.xsl"));
    if (!compiled) return compiled.error();
    stylesheet_ = std::move(compiled).value();
  }
  const auto tree = reader_.read(validators::to_xml(report));
  if (!tree) return tree.error();
  return stylesheet_->apply(*tree, {{"lang", language}});
}

}  // namespace quittance::validation
