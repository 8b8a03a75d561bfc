// Calls of the functions that XSLT adds to XPath (XSLT 2.0, 14 to 16).
#include "validators/xpath/code/basic.h"
#include "validators/xpath/code/call.h"
#include "validators/xpath/compile/compiler.h"
#include "validators/xpath/module_shared.h"

namespace quittance::xpath {

namespace {

[[noreturn]] void no_function(std::string_view name, std::size_t arguments, std::size_t offset) {
  raise("XPST0017", "there is no function " + std::string(name) + "#" + std::to_string(arguments), offset);
}

/// current-group() where there is none.
class NoGroupCode final : public Code {
 public:
  explicit NoGroupCode(const char* code) : code_(code) { traits.environment = true; }
  Sequence evaluate(Frame&) const override { raise(code_, "there is no current group here", offset); }

 private:
  const char* code_;
};

}  // namespace

CodePtr Compiler::xslt(const Expr& expr, const std::string& local) {
  const std::size_t arguments = expr.children.size();
  if (local == "current") {
    if (arguments != 0) {
      no_function(local, arguments, expr.offset);
    }
    return std::make_unique<CurrentCode>();
  }
  if (local == "document") {
    if (arguments < 1 || arguments > 2) {
      no_function(local, arguments, expr.offset);
    }
    CodePtr base = arguments == 2
                       ? converted(compile(*expr.children[1]), type::node, "argument 2 of document()")
                       : nullptr;
    return std::make_unique<DocumentCode>(compile(*expr.children.front()), true, statics(), std::move(base));
  }
  if (local == "key") {
    return key(expr);
  }
  if ((local == "current-group" || local == "current-grouping-key") && arguments == 0) {
    return of_instruction(expr, local);
  }
  if (local == "regex-group" && arguments == 1) {
    CodePtr number =
        converted(compile(*expr.children.front()), type::one(Type::integer), "the argument of regex-group()");
    return std::make_unique<RegexGroupCode>(of_instruction(expr, local), std::move(number));
  }
  return nullptr;
}

/// What the xsl:for-each-group or xsl:analyze-string around gives. Without a group it is an error
/// (XSLT 3.0, 14.2, as the reference has it; nothing in XSLT 2.0), without a match there are no groups.
CodePtr Compiler::of_instruction(const Expr& expr, const std::string& local) {
  if (!statics().variables.contains(Name{"http://www.w3.org/1999/XSL/Transform", local})) {
    if (local == "regex-group") {
      return compile(Expr(Kind::sequence, expr.offset));
    }
    return std::make_unique<NoGroupCode>(local == "current-group" ? "XTDE1061" : "XTDE1071");
  }
  const std::uint32_t slot = statics().variables.at(Name{"http://www.w3.org/1999/XSL/Transform", local}).slot;
  return std::make_unique<LocalVariableCode>(slot);
}

CodePtr Compiler::key(const Expr& expr) {
  const std::size_t arguments = expr.children.size();
  if (arguments < 2 || arguments > 3) {
    no_function("key", arguments, expr.offset);
  }
  const CodePtr name = compile(*expr.children[0]);
  const Sequence* value = name->constant();
  if (value == nullptr || value->size() != 1 || !is_text(value->front().type())) {
    raise("XTDE1260", "the name of a key must be a string literal", expr.offset);
  }
  const std::string text(value->front().text());
  const std::size_t colon = text.find(':');
  const Name wanted = colon == std::string::npos
                          ? Name{"", text}
                          : Name{namespace_of(text.substr(0, colon), expr.offset), text.substr(colon + 1)};
  const auto& keys = module().shared().keys;
  const auto found = keys.find(wanted);
  if (found == keys.end()) {
    raise("XTDE1260", "key '" + text + "' is not declared", expr.offset);
  }
  CodePtr values = compile(*expr.children[1]);
  CodePtr top =
      arguments == 3 ? converted(compile(*expr.children[2]), type::node, "argument 3 of key()") : nullptr;
  return std::make_unique<KeyCode>(found->second, std::move(values), std::move(top));
}

}  // namespace quittance::xpath
