// From syntax tree to code: resolves names against the static context, decides types where that pays, and
// picks the code for each expression.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "validators/xpath/code/code.h"
#include "validators/xpath/code/logic.h"
#include "validators/xpath/code/path.h"
#include "validators/xpath/functions/functions.h"
#include "validators/xpath/syntax/ast.h"
#include "validators/xpath/syntax/parser.h"

namespace quittance::xpath {

/// What an Expression or a Pattern is made of.
struct ExpressionAccess {
  static Expression make(std::shared_ptr<const Compiled> code) {
    Expression made;
    made.code_ = std::move(code);
    return made;
  }
  static Pattern make(std::shared_ptr<const CompiledPattern> code) {
    Pattern made;
    made.code_ = std::move(code);
    return made;
  }
  static const Compiled& of(const Expression& expression) { return *expression.code_; }
};

class Compiler {
 public:
  /// Compiles into `target`, whose statics are set and whose constants the code will refer to. Variables of
  /// the static context that are local take the first slots.
  explicit Compiler(Compiled& target);

  /// Marks the expression and all its parts; to be done before anything is compiled.
  void mark(Expr& expr) const;
  /// From now on expressions with that mark are not compiled as written: their text is the context item.
  void take_for_context(const Mark& mark) { context_ = mark; }
  /// Ends by raise() with a W3C code and offset.
  CodePtr compile(const Expr& expr);
  SequenceType sequence_type(const WrittenType& written);
  NodeTest node_test(const WrittenTest& written, std::size_t offset);
  Step step(const Expr& expr);
  Predicates predicates(const Expr& expr, std::size_t first);
  [[nodiscard]] FactPool& facts() const;

 private:
  CodePtr build(const Expr& expr);
  CodePtr fold(CodePtr code);
  CodePtr keep(CodePtr code, const Mark& mark);
  CodePtr keep_once(CodePtr code, const Mark& mark);
  std::vector<CodePtr> children(const Expr& expr);

  // expression.cpp
  CodePtr literal(const Expr& expr);
  CodePtr variable(const Expr& expr);
  CodePtr operand(const Expr& expr);
  CodePtr conditional(const Expr& expr);
  CodePtr quantified(const Expr& expr);
  CodePtr let(const Expr& expr);
  std::vector<Binding> bindings(const Expr& expr);
  CodePtr membership(std::vector<Binding>& bound, CodePtr& body);
  CodePtr comparison(const Expr& expr);
  static CodePtr equality(CodePtr left, CodePtr right);
  CodePtr range(const Expr& expr);

  // path.cpp
  CodePtr path(const Expr& expr);
  std::optional<Step> step_among(const Expr& expr);
  CodePtr parallel_union(const Expr& expr);
  CodePtr add_steps(CodePtr base, Mark mark, std::vector<Step>& steps, std::size_t offset);
  CodePtr split_steps(CodePtr base, Mark& mark, std::vector<Step>& steps, std::size_t offset);

  // mark.cpp
  [[nodiscard]] Mark with_name(const Mark& mark, const WrittenName& name,
                               const std::string& default_namespace) const;
  [[nodiscard]] Mark mark_of(const WrittenTest& test) const;
  [[nodiscard]] Mark mark_of_variable(const Mark& mark, const Expr& expr) const;
  [[nodiscard]] Mark mark_of_call(const Mark& mark, const Expr& expr) const;
  CodePtr filter(const Expr& expr);
  void add_predicate(Predicates& to, const Expr& expr);

  // type.cpp
  Name element_name(const WrittenName& name, std::size_t offset, bool use_default);
  std::string namespace_of(const std::string& prefix, std::size_t offset);
  Type atomic_type(const WrittenName& name, std::size_t offset);
  CodePtr cast(const Expr& expr);
  CodePtr cast_to(CodePtr operand, Type target, bool empty_allowed, std::size_t offset);
  CodePtr cast_to_name(const Code& operand, std::size_t offset);

  // call.cpp
  CodePtr call(const Expr& expr);
  CodePtr built_in(const Expr& expr, const std::string& local);
  CodePtr special(const Expr& expr, const std::string& local);
  CodePtr delimited_list(const Expr& expr);
  CodePtr constructor(const Expr& expr, const std::string& local);
  CodePtr declared(const Expr& expr, const Name& name);
  CodePtr converted(CodePtr code, const SequenceType& type, std::string what);

  // xslt.cpp
  CodePtr xslt(const Expr& expr, const std::string& local);
  CodePtr key(const Expr& expr);
  CodePtr of_instruction(const Expr& expr, const std::string& local);

  [[nodiscard]] const StaticContext& statics() const { return target_.statics; }
  [[nodiscard]] Module& module() const { return *target_.statics.module; }

  Compiled& target_;
  Mark context_;  ///< absent: nothing is taken for the context item
  struct Local {
    Name name;
    std::uint32_t slot;
    bool fallible = false;  ///< of a let, whose value may have failed
  };
  std::vector<Local> locals_;  ///< variables in scope, innermost last
};

}  // namespace quittance::xpath
