// Strings as code points, compared, and made fit for URIs (F&O 7.2.1, 7.3, 7.4.10 to 7.4.12, 8).
#include <array>
#include <cstring>
#include <string>

#include "validators/regex/unicode.h"
#include "validators/regex/utf8.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/value/uri.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

namespace {

Sequence run_codepoints_to_string(const Call& call) {
  std::string out;
  for (const Item& item : call.arguments[0]) {
    const std::int64_t code = item.is_big() ? -1 : item.integer();
    if (code < 0 || code > utf8::kLast || !unicode::is_xml_char(static_cast<char32_t>(code)))
      raise("FOCH0001", "no character of XML: " + std::to_string(code));
    utf8::append(out, static_cast<char32_t>(code));
  }
  return new_text(call, out);
}

Sequence run_string_to_codepoints(const Call& call) {
  const std::string_view text = call.text(0);
  SequenceBuilder out(call.arena);
  for (std::size_t at = 0; at < text.size();) out.add(Item::integer(utf8::next(text, at)));
  return out.finish();
}

Sequence run_compare(const Call& call) {
  check_collation(call, 2);
  if (call.empty(0) || call.empty(1)) return {};
  const auto order = call.text(0) <=> call.text(1);
  return Item::integer(order < 0 ? -1 : order > 0 ? 1 : 0);
}

Sequence run_codepoint_equal(const Call& call) {
  if (call.empty(0) || call.empty(1)) return {};
  return Item::boolean(call.text(0) == call.text(1));
}

constexpr bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

bool may_stay_in_iri(unsigned char c) {
  return c > 0x20 && c < 0x7F && std::strchr("<>\"{}|\\^`", c) == nullptr;
}

bool may_stay_in_html(unsigned char c) { return c >= 0x20 && c <= 0x7E; }

Sequence run_encode_for_uri(const Call& call) {
  return new_text(call, percent_encoded(call.text(0), is_unreserved));
}
Sequence run_iri_to_uri(const Call& call) {
  return new_text(call, percent_encoded(call.text(0), may_stay_in_iri));
}
Sequence run_escape_html_uri(const Call& call) {
  return new_text(call, percent_encoded(call.text(0), may_stay_in_html));
}

Sequence run_resolve_uri(const Call& call) {
  if (call.empty(0)) return {};
  const std::string_view reference = call.text(0);
  if (!is_uri_reference(reference))
    raise("FORG0002", "no URI reference: " + std::string(reference.substr(0, 200)));
  if (is_absolute_uri(reference)) return Item::text(reference, Type::any_uri);
  if (call.count() < 2 && call.statics.base_uri.empty()) raise("FONS0005", "there is no base URI");
  const std::string_view base = call.count() > 1 ? call.text(1) : std::string_view(call.statics.base_uri);
  const auto out = resolve_uri(reference, base);
  if (!out) raise("FORG0002", "no absolute base URI: " + std::string(base.substr(0, 200)));
  return new_text(call, *out, Type::any_uri);
}

Sequence run_static_base_uri(const Call& call) {
  if (call.statics.base_uri.empty()) return {};
  return Item::text(call.statics.base_uri, Type::any_uri);
}

Sequence run_default_collation(const Call&) { return Item::text(kCodepointCollation); }

using type::one;
using type::optional;
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kTextOrNone = optional(Type::string);
constexpr SequenceType kUri = optional(Type::any_uri);

constexpr std::array kFunctions{
    Function{"codepoints-to-string", 1, 1, {type::many(Type::integer)}, kText, run_codepoints_to_string},
    Function{
        "string-to-codepoints", 1, 1, {kTextOrNone}, type::many(Type::integer), run_string_to_codepoints},
    Function{"compare", 2, 2, {kTextOrNone, kTextOrNone}, optional(Type::integer), run_compare},
    Function{
        "compare", 3, 3, {kTextOrNone, kTextOrNone, kText}, optional(Type::integer), run_compare, kAtStatics},
    Function{
        "codepoint-equal", 2, 2, {kTextOrNone, kTextOrNone}, optional(Type::boolean), run_codepoint_equal},
    Function{"encode-for-uri", 1, 1, {kTextOrNone}, kText, run_encode_for_uri},
    Function{"iri-to-uri", 1, 1, {kTextOrNone}, kText, run_iri_to_uri},
    Function{"escape-html-uri", 1, 1, {kTextOrNone}, kText, run_escape_html_uri},
    Function{"resolve-uri", 1, 1, {kTextOrNone}, kUri, run_resolve_uri, kAtStatics},
    Function{"resolve-uri", 2, 2, {kTextOrNone, kText}, kUri, run_resolve_uri},
    Function{"static-base-uri", 0, 0, {}, kUri, run_static_base_uri, kAtStatics},
    Function{"default-collation", 0, 0, {}, kText, run_default_collation},
};

}  // namespace

std::span<const Function> text_functions() { return kFunctions; }

}  // namespace quittance::xpath
