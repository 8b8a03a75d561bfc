// Expanded names and the namespaces in scope (F&O 11), errors and traces (F&O 3, 4).
#include <array>
#include <string>

#include "validators/regex/unicode.h"
#include "validators/xpath/code/namespaces.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

/// Reads "prefix:local" or "local". Ends by raise(FOCA0002).
QName lexical_qname(std::string_view text) {
  text = collapsed(text);
  const std::size_t colon = text.find(':');
  QName out;
  if (colon != std::string_view::npos) out.prefix = text.substr(0, colon);
  out.local = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (!unicode::is_ncname(out.local) || (colon != std::string_view::npos && !unicode::is_ncname(out.prefix)))
    raise("FOCA0002", "no lexical QName: '" + std::string(text.substr(0, 80)) + "'");
  return out;
}

Sequence run_resolve_qname(const Call& call) {
  if (call.empty(0)) return {};
  QName name = lexical_qname(call.text(0));
  const Item& element = call.item(1);
  name.uri = call.evaluation.tree_of(element).resolve_prefix(element.id(), name.prefix);
  if (name.uri.data() == nullptr)
    raise("FONS0004", "no namespace is bound to the prefix " + std::string(name.prefix));
  return Item::qname(call.arena.make(name));
}

Sequence run_qname(const Call& call) {
  QName name = lexical_qname(call.text(1));
  name.uri = call.text(0);
  if (name.uri.empty() && !name.prefix.empty())
    raise("FOCA0002", "a prefix without a namespace: " + std::string(call.text(1)));
  return Item::qname(call.arena.make(name));
}

Sequence run_prefix(const Call& call) {
  if (call.empty(0) || call.item(0).qname().prefix.empty()) return {};
  return Item::text(call.item(0).qname().prefix, Type::ncname);
}

Sequence run_local(const Call& call) {
  if (call.empty(0)) return {};
  return Item::text(call.item(0).qname().local, Type::ncname);
}

Sequence run_uri(const Call& call) {
  if (call.empty(0)) return {};
  return Item::text(call.item(0).qname().uri, Type::any_uri);
}

Sequence run_uri_for_prefix(const Call& call) {
  const Item& element = call.item(1);
  const std::string_view uri = call.evaluation.tree_of(element).resolve_prefix(element.id(), call.text(0));
  if (uri.empty()) return {};
  return Item::text(uri, Type::any_uri);
}

Sequence run_in_scope_prefixes(const Call& call) {
  const Item& element = call.item(0);
  SequenceBuilder out(call.arena);
  for (const auto& binding : namespaces_in_scope(call.evaluation.tree_of(element), element.id()))
    out.add(Item::text(binding.prefix));
  return out.finish();
}

Sequence run_error(const Call& call) {
  const bool named = call.count() > 0 && !call.empty(0);
  const std::string code = named ? std::string(call.item(0).qname().local) : "FOER0000";
  const std::string message = call.count() > 1 ? std::string(call.text(1)) : "error() was called";
  raise(code.c_str(), message);
}

/// Returns its value; layers below the gateway do not print, so the label goes nowhere.
Sequence run_trace(const Call& call) { return call.arguments[0]; }

using type::one;
using type::optional;
constexpr SequenceType kName = optional(Type::qname);
constexpr SequenceType kText = one(Type::string);

constexpr std::array kFunctions{
    Function{"resolve-QName", 2, 2, {optional(Type::string), type::element}, kName, run_resolve_qname},
    Function{"QName", 2, 2, {optional(Type::string), kText}, one(Type::qname), run_qname},
    Function{"prefix-from-QName", 1, 1, {kName}, optional(Type::ncname), run_prefix},
    Function{"local-name-from-QName", 1, 1, {kName}, optional(Type::ncname), run_local},
    Function{"namespace-uri-from-QName", 1, 1, {kName}, optional(Type::any_uri), run_uri},
    Function{"namespace-uri-for-prefix",
             2,
             2,
             {optional(Type::string), type::element},
             optional(Type::any_uri),
             run_uri_for_prefix},
    Function{"in-scope-prefixes", 1, 1, {type::element}, type::many(Type::string), run_in_scope_prefixes},
    // What it looks at keeps the compiler from calling it ahead of time: it must fail only when it is
    // reached.
    Function{"error", 0, 0, {}, type::items, run_error, kAtEnvironment},
    Function{"error", 1, 3, {kName, kText, type::items}, type::items, run_error, kAtEnvironment},
    Function{"trace", 1, 2, {type::items, kText}, type::items, run_trace},
};

}  // namespace

std::span<const Function> qname_functions() { return kFunctions; }

}  // namespace quittance::xpath
