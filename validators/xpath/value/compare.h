// Comparison of atomic values (XPath 2.0, 3.5; F&O 6.3, 7.3, 9.2, 10.4, 11.2, 12.1).
#pragma once

#include <chrono>
#include <compare>

#include "validators/xpath/syntax/ast.h"
#include "validators/xpath/value/value.h"

namespace quittance::xpath {

/// What comparing needs to know besides the values.
struct ComparisonContext {
  Arena& arena;
  std::chrono::minutes implicit_zone;
};

/// a eq b, a lt b …; untypedAtomic is taken as a string. Ends by raise(XPTY0004) when the types have no such
/// operator.
bool compare_values(Operator op, const Item& a, const Item& b, const ComparisonContext& context);

/// One pair of a general comparison: untypedAtomic is cast to the type of the other side (3.5.2).
/// Ends by raise(): XPTY0004, FORG0001.
bool compare_general(Operator op, const Item& a, const Item& b, const ComparisonContext& context);

/// Is that order what the comparison asks for?
bool holds(Operator op, std::partial_ordering order);

/// The operator with its sides exchanged.
Operator mirrored(Operator op);

}  // namespace quittance::xpath
