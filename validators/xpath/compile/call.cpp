#include "validators/xpath/code/call.h"
#include "validators/xpath/code/basic.h"
#include "validators/xpath/code/compatible.h"
#include "validators/xpath/code/logic.h"
#include "validators/xpath/code/membership.h"
#include "validators/xpath/code/type.h"
#include "validators/xpath/compile/compiler.h"
#include "validators/xpath/module_shared.h"

namespace quittance::xpath {

namespace {

[[noreturn]] void no_function(std::string_view name, std::size_t arguments, std::size_t offset) {
  raise("XPST0017", "there is no function " + std::string(name) + "#" + std::to_string(arguments), offset);
}

/// Is every value of this code already what the conversion would make of it?
bool conforms(const Traits& traits, const SequenceType& type) {
  if (type.kind == ItemKind::item && type.occurrence == Occurrence::many) {
    return true;
  }
  const bool counted = allows_many(type.occurrence)
                           ? type.occurrence == Occurrence::many || traits.occurrence == Occurrence::one
                           : traits.occurrence == Occurrence::one ||
                                 (type.occurrence == Occurrence::optional && traits.at_most_one());
  if (!counted) {
    return false;
  }
  if (traits.occurrence == Occurrence::empty || type.kind == ItemKind::item) {
    return true;
  }
  if (type.kind == ItemKind::node) {
    return traits.items == Traits::Items::nodes;
  }
  if (type.kind != ItemKind::atomic || traits.items != Traits::Items::atomic) {
    return false;
  }
  return traits.atomic != Type::numeric && derives_from(traits.atomic, type.atomic);
}

}  // namespace

CodePtr Compiler::converted(CodePtr code, const SequenceType& type, std::string what) {
  if (conforms(code->traits, type)) {
    return code;
  }
  const std::uint32_t offset = code->offset;
  if (statics().compatibility && !allows_many(type.occurrence) && type.occurrence != Occurrence::empty) {
    const Type wanted = type.kind == ItemKind::atomic ? type.atomic : Type::any_atomic;
    code = std::make_unique<CompatibleArgumentCode>(std::move(code), wanted);
    code->offset = offset;
    if (conforms(code->traits, type)) {
      return fold(std::move(code));
    }
  }
  CodePtr made = std::make_unique<ConvertCode>(std::move(code), type, std::move(what));
  made->offset = offset;
  return fold(std::move(made));
}

CodePtr Compiler::call(const Expr& expr) {
  const std::string uri = expr.name.prefix.empty() ? statics().default_function_namespace
                                                   : namespace_of(expr.name.prefix, expr.offset);
  if (uri == kFunctionsUri) {
    return built_in(expr, expr.name.local);
  }
  if (uri == kSchemaUri) {
    return constructor(expr, expr.name.local);
  }
  return declared(expr, {uri, expr.name.local});
}

CodePtr Compiler::built_in(const Expr& expr, const std::string& local) {
  if (CodePtr made = special(expr, local)) {
    return made;
  }
  if (statics().xslt) {
    if (CodePtr made = xslt(expr, local)) {
      return made;
    }
  }
  const Function* function = find_function(local, expr.children.size(), statics());
  if (function == nullptr) {
    no_function(local, expr.children.size(), expr.offset);
  }
  std::vector<CodePtr> arguments;
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    std::string what = "argument " + std::to_string(i + 1) + " of " + local + "()";
    arguments.push_back(converted(compile(*expr.children[i]), parameter_type(*function, i), std::move(what)));
  }
  return std::make_unique<CallCode>(*function, std::move(arguments), statics());
}

/// Functions that need not see all of their argument.
CodePtr Compiler::special(const Expr& expr, const std::string& local) {
  if (local == "contains" && expr.children.size() == 2) {
    return delimited_list(expr);
  }
  if (expr.children.size() != 1) {
    return nullptr;
  }
  const auto argument = [&] { return compile(*expr.children.front()); };
  if (local == "not") {
    return std::make_unique<TruthCode>(true, argument());
  }
  if (local == "boolean") {
    return std::make_unique<TruthCode>(false, argument());
  }
  if (local == "exists") {
    return std::make_unique<ExistsCode>(false, argument());
  }
  if (local == "empty") {
    return std::make_unique<ExistsCode>(true, argument());
  }
  if (local == "count") {
    return std::make_unique<CountCode>(argument());
  }
  if (local == "doc") {
    return std::make_unique<DocumentCode>(
        converted(argument(), type::optional(Type::string), "the argument of doc()"), false, statics());
  }
  return nullptr;
}

/// contains(' A B ', concat(' ', e, ' ')): nullptr when it is not of that form.
CodePtr Compiler::delimited_list(const Expr& expr) {
  const Expr& joined = *expr.children[1];
  const bool concat = joined.kind == Kind::call && joined.children.size() == 3 &&
                      joined.name.local == "concat" && joined.name.prefix == expr.name.prefix;
  const auto delimiter = [](const Expr& literal) {
    return literal.kind == Kind::string && literal.text.size() == 1;
  };
  if (!concat || statics().compatibility || expr.children[0]->kind != Kind::string) {
    return nullptr;
  }
  if (!delimiter(*joined.children[0]) || !delimiter(*joined.children[2])) {
    return nullptr;
  }
  if (joined.children[0]->text != joined.children[2]->text) {
    return nullptr;
  }
  CodePtr entry =
      converted(compile(*joined.children[1]), type::optional(Type::any_atomic), "argument 2 of concat()");
  const std::string_view list = target_.constants.copy(expr.children[0]->text);
  return std::make_unique<DelimitedListCode>(list, joined.children[0]->text.front(), std::move(entry));
}

CodePtr Compiler::constructor(const Expr& expr, const std::string& local) {
  const auto type = find_type(local);
  const bool constructs = type && *type != Type::notation && *type != Type::any_atomic;
  if (!constructs || expr.children.size() != 1) {
    no_function("xs:" + local, expr.children.size(), expr.offset);
  }
  return cast_to(compile(*expr.children.front()), *type, true, expr.offset);
}

CodePtr Compiler::declared(const Expr& expr, const Name& name) {
  const auto& shared = module().shared();
  const auto found = shared.function_index.find({name, expr.children.size()});
  if (found == shared.function_index.end()) {
    no_function(name.local, expr.children.size(), expr.offset);
  }
  const FunctionDeclaration& declaration = shared.functions[found->second].declaration;
  std::vector<CodePtr> arguments;
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    std::string what = "argument " + std::to_string(i + 1) + " of " + name.local + "()";
    arguments.push_back(converted(compile(*expr.children[i]), declaration.parameters[i], std::move(what)));
  }
  return std::make_unique<DeclaredCallCode>(found->second, declaration, std::move(arguments));
}

}  // namespace quittance::xpath
