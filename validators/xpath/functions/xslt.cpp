// What stylesheets ask about their processor (XSLT 2.0, 16.6.5 and 18.1), and what reads the outside world,
// which rules cannot see.
#include <algorithm>
#include <array>
#include <string>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/module_shared.h"

namespace quittance::xpath {

namespace {

constexpr std::string_view kXsltUri = "http://www.w3.org/1999/XSL/Transform";

/// A name as text, in the namespaces of the expression. Ends by raise(`code`) when its prefix is not bound.
Name name_in(const Call& call, std::string_view text, std::string_view default_uri, const char* code) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {std::string(default_uri), std::string(text)};
  const auto bound = call.statics.namespaces.find(text.substr(0, colon));
  if (bound != call.statics.namespaces.end()) return {bound->second, std::string(text.substr(colon + 1))};
  if (text.starts_with("xsl:")) return {std::string(kXsltUri), std::string(text.substr(4))};
  if (text.starts_with("xs:")) return {std::string(kSchemaUri), std::string(text.substr(3))};
  if (text.starts_with("fn:")) return {std::string(kFunctionsUri), std::string(text.substr(3))};
  raise(code, "prefix of '" + std::string(text.substr(0, 200)) + "' is bound to no namespace");
}

/// 16.6.5. There is no vendor of the property's reader to be told apart; the version is that of the language.
Sequence run_system_property(const Call& call) {
  const Name name = name_in(call, call.text(0), "", "XTDE1390");
  if (name.uri != kXsltUri) return Item::text("");
  if (name.local == "version") return Item::text("2.0");
  if (name.local == "vendor" || name.local == "product-name") return Item::text("Quittance");
  const bool is_no = name.local == "is-schema-aware" || name.local == "supports-serialization";
  if (is_no) return Item::text("no");
  return Item::text(name.local == "supports-backwards-compatibility" ? "yes" : "");
}

/// Those that the compiler makes code of, so that they stand in no table.
constexpr std::array<std::string_view, 9> kSpecial{"not", "boolean", "exists", "empty",   "count",
                                                   "doc", "current", "key",    "document"};

bool is_known(const Call& call, const Name& name, std::size_t arguments) {
  if (name.uri == kSchemaUri) return arguments == 1 && find_type(name.local).has_value();
  if (name.uri == kFunctionsUri) return find_function(name.local, arguments, call.statics) != nullptr;
  return call.evaluation.module().shared().function_index.contains({name, arguments});
}

/// 18.1.1
Sequence run_function_available(const Call& call) {
  const Name name = name_in(call, call.text(0), kFunctionsUri, "XTDE1400");
  if (name.uri == kFunctionsUri && std::find(kSpecial.begin(), kSpecial.end(), name.local) != kSpecial.end())
    return Item::boolean(true);
  if (call.count() > 1) {
    const Item& arguments = call.item(1);
    const bool is_small = !arguments.is_big() && arguments.integer() >= 0 && arguments.integer() < kUnbounded;
    return Item::boolean(is_small && is_known(call, name, static_cast<std::size_t>(arguments.integer())));
  }
  bool found = false;
  for (std::size_t n = 0; n <= 20 && !found; ++n) found = is_known(call, name, n);
  return Item::boolean(found);
}

/// 18.1.2: is there an instruction of that name? Those that a function, variable or key of a pack may use.
Sequence run_element_available(const Call& call) {
  constexpr std::array<std::string_view, 20> kInstructions{"sequence",
                                                           "copy-of",
                                                           "value-of",
                                                           "text",
                                                           "variable",
                                                           "choose",
                                                           "if",
                                                           "for-each",
                                                           "element",
                                                           "attribute",
                                                           "comment",
                                                           "copy",
                                                           "document",
                                                           "message",
                                                           "processing-instruction",
                                                           "for-each-group",
                                                           "analyze-string",
                                                           "apply-templates",
                                                           "next-match",
                                                           "call-template"};
  const Name name = name_in(call, call.text(0), call.statics.default_element_namespace, "XTDE1440");
  return Item::boolean(name.uri == kXsltUri && std::find(kInstructions.begin(), kInstructions.end(),
                                                         name.local) != kInstructions.end());
}

/// 18.1.4
Sequence run_type_available(const Call& call) {
  const Name name = name_in(call, call.text(0), call.statics.default_element_namespace, "XTDE1428");
  return Item::boolean(name.uri == kSchemaUri && find_type(name.local).has_value());
}

Sequence run_unparsed_text(const Call& call) {
  raise("XTDE1170", "rules read no files: " + std::string(call.text(0).substr(0, 200)));
}

Sequence run_false(const Call&) { return Item::boolean(false); }
Sequence run_no_uri(const Call&) { return Item::text("", Type::any_uri); }
Sequence run_no_text(const Call&) { return Item::text(""); }

using type::one;
using type::optional;
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kTextOrNone = optional(Type::string);
constexpr SequenceType kBoolean = one(Type::boolean);
constexpr auto kHere = Known::in_xslt;

constexpr std::array kFunctions{
    Function{"system-property", 1, 1, {kText}, kText, run_system_property, kAtStatics, kHere},
    Function{"function-available",
             1,
             2,
             {kText, one(Type::integer)},
             kBoolean,
             run_function_available,
             kAtStatics,
             kHere},
    Function{"element-available", 1, 1, {kText}, kBoolean, run_element_available, kAtStatics, kHere},
    Function{"type-available", 1, 1, {kText}, kBoolean, run_type_available, kAtStatics, kHere},
    Function{"unparsed-text", 1, 2, {kTextOrNone, kText}, kTextOrNone, run_unparsed_text, kPure, kHere},
    Function{"unparsed-text-available", 1, 2, {kTextOrNone, kTextOrNone}, kBoolean, run_false, kPure, kHere},
    Function{"unparsed-entity-uri", 1, 1, {kText}, one(Type::any_uri), run_no_uri, kPure, kHere},
    Function{"unparsed-entity-public-id", 1, 1, {kText}, kText, run_no_text, kPure, kHere},
};

}  // namespace

std::span<const Function> xslt_functions() { return kFunctions; }

}  // namespace quittance::xpath
