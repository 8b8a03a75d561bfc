// From XPath source to its syntax tree (XPath 2.0, appendix A.1).
#pragma once

#include <string_view>

#include "validators/xpath/ast.h"

namespace quittance::xpath {

/// An expression is refused that nests deeper: compiling and evaluating it recurse.
inline constexpr std::uint32_t kMaxHeight = 400;

/// Ends by raise(XPST0003) with the offset of the token that does not fit, BUDGET beyond kMaxHeight.
ExprPtr parse(std::string_view source);
/// A sequence type, as in "as" attributes.
WrittenType parse_type(std::string_view source);

}  // namespace quittance::xpath
