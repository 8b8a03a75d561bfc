// The sub-expressions of an XPath expression that have a value of their own where the expression stands, for
// people who ask why a rule fired.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/base/result.h"

namespace quittance::validators {

struct Part {
  std::size_t depth = 0;  ///< 0: the whole expression
  std::string source;
  bool operator==(const Part&) const = default;
};

/// The expression, the operands of its operators and the arguments of its calls, outermost first, as written
/// but without parentheses around them. Literals are left out, and what stands in a predicate or behind
/// `for`, `some`, `every`: there the context or a variable is another. At most `at_most` parts. Fails with
/// XPST0003 when it is no XPath.
Result<std::vector<Part>> outline(std::string_view expression, std::size_t at_most);

}  // namespace quittance::validators
