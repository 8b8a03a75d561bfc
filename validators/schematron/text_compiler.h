// XPath texts of a schema → code: each under the namespaces of its scope and the variables it may see.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "formats/xml/parse.h"
#include "validators/schematron/function_body.h"
#include "validators/schematron/read.h"
#include "validators/schematron/source.h"
#include "validators/xpath/xpath.h"

namespace quittance::schematron {

/// Used while one pack is compiled. All its calls throw Refused, with file:line:column, for what is wrong.
class TextCompiler {
 public:
  /// All must outlive it, `templates` all that is compiled too.
  TextCompiler(const Schema& schema, const Files& files, std::shared_ptr<xpath::Module> module,
               const Templates& templates);

  [[nodiscard]] xpath::StaticContext context(std::uint32_t scope, const Variables& variables) const;
  /// `what` names the text in errors: "assert BR-01".
  xpath::Expression expression(const Text& text, const xpath::StaticContext& context,
                               const std::string& what);
  xpath::Pattern pattern(const Text& text, const xpath::StaticContext& context, const std::string& what);
  [[nodiscard]] xpath::SequenceType type(const std::string& as, std::uint32_t scope,
                                         const Place& place) const;
  /// Expands "u:name" in a scope.
  [[nodiscard]] xpath::Name name(const std::string& written, std::uint32_t scope, const Place& place) const;

  /// What a variable is bound to: its expression, or a call of a hidden function that computes it.
  xpath::Expression value(const Let& let, const Variables& variables);
  /// The value of a key: its expression, or a call of a hidden function.
  xpath::Expression use(const Key& key, const Variables& variables);
  std::shared_ptr<const xpath::FunctionBody> body(const Function& function, const Variables& variables);

  /// For instructions that see these variables besides their own.
  BodyCompiler body_compiler(const Variables& variables);

  [[noreturn]] void refuse(const Place& place, const std::string& code, const std::string& why) const;

 private:
  xpath::StaticContext make_context(std::uint32_t scope) const;
  void load_documents(const Text& text);
  std::shared_ptr<const xpath::FunctionBody> identity(const Let& let);
  xpath::Expression document_value(const Let& let, const Variables& variables);
  std::string hide(std::vector<xpath::SequenceType> parameters, xpath::SequenceType result,
                   std::shared_ptr<const xpath::FunctionBody> body, xpath::StaticContext& context);

  const Schema& schema_;
  const Files& files_;
  std::shared_ptr<xpath::Module> module_;
  const Templates& templates_;
  xml::Reader reader_;
  std::vector<xpath::StaticContext> contexts_;  ///< by scope
  std::set<std::string> documents_;
  int hidden_ = 0;
};

}  // namespace quittance::schematron
