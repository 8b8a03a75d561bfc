// From XPath source to its syntax tree (XPath 2.0, appendix A.1).
#pragma once

#include <string_view>

#include "validators/xpath/syntax/ast.h"

namespace quittance::xpath {

/// An expression is refused that nests deeper: compiling and evaluating it recurse.
inline constexpr std::uint32_t kMaxHeight = 400;

/// Ends by raise(XPST0003) with the offset of the token that does not fit, BUDGET beyond kMaxHeight.
/// `version3`: with what XPath 3.1 adds to expressions: let, ||, ! and =>.
ExprPtr parse(std::string_view source, bool version3 = false);
/// A sequence type, as in "as" attributes.
WrittenType parse_type(std::string_view source, bool version3 = false);

}  // namespace quittance::xpath
