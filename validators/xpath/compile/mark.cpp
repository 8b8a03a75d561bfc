// Marks of expressions: names resolved, so that what is written with other prefixes is still the same.
#include "validators/xpath/compile/compiler.h"
#include "validators/xpath/functions/functions.h"
#include "validators/xpath/syntax/lexer.h"

namespace quittance::xpath {

namespace {

constexpr Mark kBegin{0x243F6A8885A308D3ULL, 0x13198A2E03707344ULL};

/// Does the value hang on more of the static context than names?
bool looks_at_statics(const std::string& local, std::size_t arguments, const StaticContext& statics) {
  const bool of_instructions =
      local == "current-group" || local == "current-grouping-key" || local == "regex-group";
  if (local == "key" || local == "current" || of_instructions) {
    return true;
  }
  const Function* function = find_function(local, arguments, statics);
  return function != nullptr && (function->looks & kAtStatics) != 0;
}

}  // namespace

Mark Compiler::with_name(const Mark& mark, const WrittenName& name,
                         const std::string& default_namespace) const {
  if (const auto braced = braced_uri(name.prefix)) {
    return mark.with(*braced).with(name.local);
  }
  std::string_view uri = default_namespace;
  if (!name.prefix.empty()) {
    const auto declared = statics().namespaces.find(name.prefix);
    if (declared != statics().namespaces.end()) {
      uri = declared->second;
    } else if (name.prefix == "xs") {
      uri = kSchemaUri;
    } else if (name.prefix == "fn") {
      uri = kFunctionsUri;
    } else {
      return {};
    }
  }
  return mark.with(uri).with(name.local);
}

Mark Compiler::mark_of(const WrittenTest& test) const {
  if (test.schema || test.document_element || !test.type.local.empty()) {
    return {};
  }
  const bool element = test.kind == ItemKind::element || test.kind == ItemKind::atomic;
  const Mark mark =
      kBegin.with(static_cast<std::uint64_t>(test.kind)).with(static_cast<std::uint64_t>(test.names));
  return with_name(mark, test.name, element ? statics().default_element_namespace : std::string());
}

Mark Compiler::mark_of_variable(const Mark& mark, const Expr& expr) const {
  const Mark named = with_name(mark, expr.name, "");
  if (!expr.name.prefix.empty()) {
    return {};
  }
  const auto declared = statics().variables.find(Name{"", expr.name.local});
  if (declared == statics().variables.end()) {
    return named;
  }
  return named.with(static_cast<std::uint64_t>(declared->second.kind)).with(declared->second.slot + 1);
}

Mark Compiler::mark_of_call(const Mark& mark, const Expr& expr) const {
  if (looks_at_statics(expr.name.local, expr.children.size(), statics())) {
    return {};
  }
  const Mark named = with_name(mark, expr.name, statics().default_function_namespace);
  const bool document = expr.name.local == "document" || expr.name.local == "doc";
  return document ? named.with(statics().base_uri) : named;
}

/// Marks the expression and all its parts.
void Compiler::mark(Expr& expr) const {
  Mark made = kBegin.with(static_cast<std::uint64_t>(expr.kind))
                  .with(static_cast<std::uint64_t>(expr.op) << 8U | static_cast<std::uint64_t>(expr.axis))
                  .with(statics().compatibility ? 1 : 0)
                  .with(expr.text);
  if (expr.kind == Kind::variable) {
    made = mark_of_variable(made, expr);
  } else if (expr.kind == Kind::call) {
    made = mark_of_call(made, expr);
  } else if (expr.kind == Kind::step) {
    made = made.with(mark_of(expr.test));
  } else if (expr.type) {
    const bool name = expr.type->item.name.local == "QName" || expr.type->item.name.local == "NOTATION";
    made = name ? Mark()
                : made.with(mark_of(expr.type->item)).with(static_cast<std::uint64_t>(expr.type->occurrence));
  }
  expr.own_mark = made;
  for (const WrittenName& name : expr.names) {
    made = with_name(made, name, "");
  }
  for (const ExprPtr& child : expr.children) {
    mark(*child);
    made = made.with(child->mark);
  }
  expr.mark = made.with(expr.children.size());
}

}  // namespace quittance::xpath
