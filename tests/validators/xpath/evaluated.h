// The value of an expression as a line of text, for tables of cases.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "formats/xml/parse.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

/// The items' string values joined by "|", "()" for none; the W3C code when it ends in an error. The context
/// item is the document, unless `document` is "". The clock stands at 2026-11-24T09:30:00Z.
/// `statics` may say what the expression means; its module and namespaces are set here.
inline std::string evaluated(std::string_view expression, std::string_view document = {},
                             StaticContext statics = {}) {
  statics.module = std::make_shared<Module>();
  statics.base_uri = "http://example.com/rules/pack.sch";
  statics.namespaces["p"] = "urn:p";
  const auto compiled = compile(expression, statics);
  if (!compiled) return compiled.error().code;
  xml::Tree tree;
  if (!document.empty()) {
    auto parsed = xml::Reader().read(document);
    if (!parsed) return parsed.error().detail;
    tree = std::move(*parsed);
  }
  Evaluation evaluation(statics.module);
  evaluation.start(tree);
  evaluation.set_clock(
      Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::minutes(570)});
  Focus focus;
  if (!document.empty()) focus.item = evaluation.document();
  const auto value = compiled->evaluate(evaluation, focus);
  if (!value) return value.error().code;
  if (value->empty()) return "()";
  const auto text = compiled->text(evaluation, focus, "|");
  return text ? *text : text.error().code;
}

}  // namespace quittance::xpath
