// The sub-expressions of an XPath expression, for people who ask why a rule fired: those that have a value
// where the expression stands, and those inside predicates, loops and functions, which have one for each
// item.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/result.h"

namespace quittance::validators {

/// What lies between an expression and a part of it that is evaluated elsewhere.
struct Binder {
  enum class Kind {
    each,     ///< once for each item of `source`, which `variable` is bound to
    context,  ///< once for each item of `source`, which becomes the context item
    guard,    ///< only when `source` holds
    let,      ///< with `variable` bound to `source`
  };
  Kind kind = Kind::each;
  std::string variable;  ///< without "$"
  std::string source;
  [[nodiscard]] bool repeats() const { return kind == Kind::each || kind == Kind::context; }
  bool operator==(const Binder&) const = default;
};

struct Part {
  std::size_t depth = 0;  ///< 0: the whole expression
  std::string source;
  std::vector<Binder> binders;  ///< outermost first
  bool operator==(const Part&) const = default;
};

/// An expression that a call or a variable stands for, and what must be bound for it.
struct Meaning {
  std::vector<Binder> binders;
  std::string source;
};

/// Looks into what a rule leans on; both may be empty.
struct Definitions {
  /// What a function as written ("u:gln") gives for these arguments: one expression for each way through it.
  std::function<std::vector<Meaning>(const std::string& name, const std::vector<std::string>& arguments)>
      function;
  /// What a variable of the rule is bound to; "" when it is none.
  std::function<std::string(const std::string& name)> variable;
};

/// The expression, the operands of its operators and the arguments of its calls, outermost first, as written
/// but without parentheses around them; behind them what stands in predicates, behind `for`, `some`, `every`,
/// `let` and in branches, with what must be bound. Literals are left out, and predicates that hang on
/// positions. At most `at_most` parts. Fails with XPST0003 when it is no XPath.
Result<std::vector<Part>> outline(std::string_view expression, std::size_t at_most,
                                  const Definitions& definitions = {});

}  // namespace quittance::validators
