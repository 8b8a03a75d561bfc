// Arithmetic on atomic values (XPath 2.0, 3.4; F&O 6.2 and 10.6 to 10.8).
#pragma once

#include <chrono>

#include "validators/xpath/syntax/ast.h"
#include "validators/xpath/value/value.h"

namespace quittance::xpath {

/// a op b; untypedAtomic is taken as xs:double. Ends by raise(): XPTY0004 when the types have no such
/// operator, FORG0001 for untyped text that is no number, FOAR0001 division by zero, FOAR0002, FODT0001,
/// FODT0002, FOCA0005.
Item arithmetic(Operator op, const Item& a, const Item& b, Arena& arena, std::chrono::minutes implicit_zone);

/// -a and +a. Ends by raise(XPTY0004).
Item negated(const Item& a, Arena& arena);
Item unchanged(const Item& a, Arena& arena);

}  // namespace quittance::xpath
