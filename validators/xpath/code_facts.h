// Conditions put together, for what facts say of code.
#pragma once

#include "validators/xpath/code.h"

namespace quittance::xpath {

/// When the effective boolean value can be had without a failure.
When safe_truth(const Code& code, const Place& place);

/// Nodes of any of these origins; not known when one of them is not.
Origin union_of(const std::vector<Origin>& origins);

/// May it be one side of either()?
inline bool is_choice(const Condition& condition) { return condition.clauses.size() == 1; }
/// A condition under which what either of two says is certain. Both are choices; the result asks for all that
/// both ask for beyond their clause.
Condition either(const Condition& a, const Condition& b);

}  // namespace quittance::xpath
