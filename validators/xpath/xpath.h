// xpath: compiles XPath 2.0 expressions and XSLT match patterns, and evaluates them over xml::Tree.
//
// A Module holds what the expressions of one rule pack share: names, declared variables and functions, keys,
// other documents. compile() turns source text into an Expression under a StaticContext. A Module and its
// Expressions are immutable once all are compiled and are shared by threads; an Evaluation belongs to one
// thread and one document at a time: it holds variable values, caches and the budget. Nothing here logs or
// reads the outside world.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/result.h"
#include "formats/base/time.h"
#include "formats/xml/tree.h"
#include "validators/thread_clock.h"
#include "validators/xpath/facts/fact.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/value/value.h"

namespace quittance::xpath {

struct Compiled;   // code.h: the compiled form
class Evaluation;  // evaluation.h
class Expression;
class Module;
class Pattern;

/// An expanded name that owns its text.
struct Name {
  std::string uri;
  std::string local;
  auto operator<=>(const Name&) const = default;
};

/// Where an expression stands: what "the context" is while it is evaluated (XPath 2.0, 2.1.2).
struct Focus {
  Item item;  ///< absent: expressions that need it end with XPDY0002
  std::int64_t position = 1;
  std::int64_t size = 1;
  Item current;  ///< what XSLT's current() gives; absent outside XSLT
};

/// A variable that expressions may name.
struct Variable {
  enum class Kind : std::uint8_t {
    global,    ///< `slot` of the Evaluation: bound by bind()/bind_lazily() outside of a scope, once for a
               ///< document: what hangs on nothing else is evaluated once for a document
    scoped,    ///< the same, bound anew in each scope
    local,     ///< `slot` of the locals handed to evaluate(): parameters of a function body
    fallible,  ///< the same, but the slot may hold Item::failure() instead of a value: a variable of a
               ///< function body whose evaluation failed; reading it ends by that failure
  };
  Kind kind = Kind::global;
  std::uint32_t slot = 0;
  SequenceType type = type::items;
};

/// What an expression means besides its text (XPath 2.0, 2.1.1). Copied by compile(), all but the module.
struct StaticContext {
  std::shared_ptr<Module> module;
  std::map<std::string, std::string, std::less<>>
      namespaces;                         ///< prefix → URI; xs, fn, xml are known without
  std::string default_element_namespace;  ///< for unprefixed element names (xpath-default-namespace)
  std::string default_function_namespace = "http://www.w3.org/2005/xpath-functions";
  std::string base_uri;
  std::map<Name, Variable> variables;
  bool xslt = false;           ///< current(), key(), document(), generate-id() … are known
  bool compatibility = false;  ///< XPath 1.0 compatibility mode (queryBinding "xslt")
  bool version3 = false;       ///< also let, ||, ! and => of XPath 3.1, as processors of XSLT 3.0 take them
};

/// The body of a declared function, written elsewhere (an xsl:function). `arguments` have been converted to
/// the declared types; the result is converted by the caller of this. Errors are Errors, or raised by what it
/// evaluates.
class FunctionBody {
 public:
  virtual ~FunctionBody() = default;
  virtual Sequence call(Evaluation& evaluation, std::span<const Sequence> arguments) const = 0;
};

/// A function declared by the pack.
struct FunctionDeclaration {
  Name name;
  std::vector<SequenceType> parameters;
  SequenceType result = type::items;
};
using FunctionNumber = std::uint32_t;

/// xsl:key: the nodes that `match` matches, found by the atomised items of `use`.
struct KeyDeclaration {
  Name name;
  std::shared_ptr<const Pattern> match;
  std::shared_ptr<const Expression> use;
};

/// What the expressions of one pack share. Filled while the pack is compiled by one thread, then only read.
class Module {
 public:
  Module();
  ~Module();
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  /// Makes a name comparable by number.
  PooledName intern(std::string_view uri, std::string_view local);
  [[nodiscard]] std::string_view uri_of(PooledName name) const;
  [[nodiscard]] std::string_view local_of(PooledName name) const;
  [[nodiscard]] std::size_t name_count() const;
  /// kAnyPooled when no expression names it.
  [[nodiscard]] PooledName find(std::string_view uri, std::string_view local) const;

  /// Tells expressions compiled from now on that a global variable always has the value of `expression`,
  /// which is constant().
  void set_constant(std::uint32_t slot, const Expression& expression);
  /// A new slot for a global variable.
  std::uint32_t new_global() { return globals_++; }
  [[nodiscard]] std::uint32_t global_count() const { return globals_; }

  /// Declares a function so that expressions can call it; the body may follow after they are compiled, before
  /// the first evaluation. Fails with XTSE0770 when name and number of parameters are taken.
  Result<FunctionNumber> declare_function(FunctionDeclaration declaration);
  void define_function(FunctionNumber number, std::shared_ptr<const FunctionBody> body);

  /// Several declarations of one name add up (XSLT 2.0, 16.3).
  void declare_key(KeyDeclaration declaration);

  /// Facts the expressions ask for; complete once all are compiled.
  [[nodiscard]] const FactPool& facts() const;

  /// Makes a parsed document known to doc() and document() under an absolute URI or a plain file name: a
  /// reference finds it when it resolves to that URI, or is that text itself.
  void add_document(std::string uri, std::shared_ptr<const xml::Tree> tree);

  struct Shared;  ///< what the compiler and the evaluator of this folder keep here
  [[nodiscard]] const Shared& shared() const { return *shared_; }
  [[nodiscard]] Shared& shared() { return *shared_; }

 private:
  std::unique_ptr<Shared> shared_;
  std::uint32_t globals_ = 0;
};

/// A compiled expression. Copies share the code.
class Expression {
 public:
  Expression() = default;
  /// The value. It is valid until the next evaluation of a value, test or pattern in the same Evaluation, or
  /// its start() or finish(). Fails with the W3C code of the dynamic error, or BUDGET.
  Result<Sequence> evaluate(Evaluation& evaluation, const Focus& focus,
                            std::span<const Sequence> locals = {}) const;
  /// The effective boolean value, stopping as soon as it is certain.
  Result<bool> test(Evaluation& evaluation, const Focus& focus, std::span<const Sequence> locals = {}) const;
  /// The value as xsl:value-of gives it: string values joined by `separator`, but for text nodes side by
  /// side, which become one (XSLT 2.0, 5.7.2).
  Result<std::string> text(Evaluation& evaluation, const Focus& focus, std::string_view separator = " ",
                           std::span<const Sequence> locals = {}) const;

  /// For function bodies, which run inside an evaluation: like evaluate(), but ends by raise() and the value
  /// lives as long as the values of the evaluation it is part of.
  Sequence run(Evaluation& evaluation, const Focus& focus, std::span<const Sequence> locals = {}) const;
  bool run_test(Evaluation& evaluation, const Focus& focus, std::span<const Sequence> locals = {}) const;

  /// Conditions, for FactSheet::any_holds(), under which the effective boolean value is `answer` for every
  /// element with one of these names; of any node where there are no names. To be asked while the module is
  /// filled.
  [[nodiscard]] FlatConditions settled(Module& module, std::span<const PooledName> names, bool answer) const;

  [[nodiscard]] const std::string& source() const;
  /// Is it the same value whatever the context (and so decided before any document is seen)? true() is.
  [[nodiscard]] bool constant() const;
  /// Is the value the same for all nodes of a document? A variable with such a value may be declared
  /// Variable::Kind::global even where it is bound in a scope.
  [[nodiscard]] bool per_document() const;
  /// Does the value depend on the context item, position or size?
  [[nodiscard]] bool uses_focus() const;
  /// Is the value never more than one item, whatever the document?
  [[nodiscard]] bool at_most_one() const;
  /// Is the value never a node, whatever the document?
  [[nodiscard]] bool atomic() const;
  /// Can the evaluation end in an error other than BUDGET?
  [[nodiscard]] bool may_fail() const;
  [[nodiscard]] explicit operator bool() const { return code_ != nullptr; }

 private:
  friend struct ExpressionAccess;
  std::shared_ptr<const Compiled> code_;
};

/// Compiles XPath 2.0. Fails with XPST0003 (grammar), XPST0008 (variable, name), XPST0017 (function),
/// XPST0081 (prefix), XPST0051 (type), XPTY0004 … ; `offset`, if given, is set to where in the source, in
/// octets.
Result<Expression> compile(std::string_view source, const StaticContext& context,
                           std::size_t* offset = nullptr);

/// Reads an XSLT "as" attribute. Fails with XPST0003, XPST0051, XPST0081.
Result<SequenceType> compile_type(std::string_view source, const StaticContext& context);

/// Converts a value to a type by the function conversion rules (XPath 2.0, 3.1.5). Ends by raise(XPTY0004 …).
Sequence convert(Evaluation& evaluation, const Sequence& value, const SequenceType& type,
                 std::string_view what);

/// What a node is by its kind and name; the names of its ancestors and its own make a path.
struct NamedNode {
  xml::NodeKind kind = xml::NodeKind::document;
  PooledName name = kAnyPooled;  ///< kAnyPooled: no expression mentions it
  std::string_view uri, local;   ///< of elements, attributes, processing instructions
};

/// Which alternatives of a pattern are left for nodes of one path of names, and what there is still to ask.
struct Chance {
  enum class Ask : std::uint8_t { nothing, last_step, all };
  struct Alternative {
    std::uint32_t number;
    Ask ask;
  };
  std::vector<Alternative> alternatives;  ///< to be tried in this order
  bool general = false;                   ///< the pattern has parts that names tell nothing about
  [[nodiscard]] bool none() const { return alternatives.empty() && !general; }
};

/// A compiled match pattern: XSLT 2.0 5.5.2, and of XSLT 3.0 parentheses, steps with unions, predicates on
/// them,
/// `.`, variables and functions at the start, intersect and except.
class Pattern {
 public:
  /// What a node must be for this pattern to have a chance.
  struct Target {
    xml::NodeKind kind;
    PooledName name = kAnyPooled;  ///< of elements, attributes, processing instructions
  };
  /// Does the node match? current() inside is the node. Fails with the code of a dynamic error in a
  /// predicate.
  Result<bool> matches(Evaluation& evaluation, Item node) const;
  /// What is left to ask of nodes whose kinds and names, and those of all above, are `path`: the node itself
  /// first, the document node last. `node` is one of them. Valid for all documents.
  [[nodiscard]] Chance chance(Evaluation& evaluation, Item node, std::span<const NamedNode> path) const;
  /// As matches(), asking only what `chance` left open.
  Result<bool> matches(Evaluation& evaluation, Item node, const Chance& chance) const;
  /// Do the facts leave any of those alternatives a chance in the document under way? For nodes of these
  /// shapes: bits of xml::Shape, all where they are no elements.
  [[nodiscard]] bool possible(const Evaluation& evaluation, const Chance& chance, std::uint8_t shapes) const;
  /// Every node that matches has the kind and name of one of these.
  [[nodiscard]] std::span<const Target> targets() const;
  [[nodiscard]] const std::string& source() const;
  [[nodiscard]] explicit operator bool() const { return code_ != nullptr; }

 private:
  friend struct ExpressionAccess;
  std::shared_ptr<const struct CompiledPattern> code_;
};

/// Compiles a match pattern; fails as compile() does, XTSE0340 for an expression that is no pattern.
Result<Pattern> compile_pattern(std::string_view source, const StaticContext& context,
                                std::size_t* offset = nullptr);

/// What one document may cost. More of anything ends the evaluation with BUDGET.
struct Budget {
  std::uint64_t steps = 2'000'000'000;  ///< nodes visited, items made and calls, roughly
  std::uint32_t depth = 400;            ///< function calls and evaluations inside one another
  std::size_t memory = 256U << 20U;     ///< octets of intermediate values
  std::chrono::nanoseconds cpu{std::chrono::seconds{5}};         ///< of the thread that evaluates
  std::chrono::nanoseconds (*meter)() = validators::thread_cpu;  ///< what `cpu` is measured by, now and then
};

}  // namespace quittance::xpath
