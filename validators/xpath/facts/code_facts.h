// Conditions put together, for what facts say of code.
#pragma once

#include <utility>
#include <vector>

#include "validators/xpath/code/code.h"

namespace quittance::xpath {

/// What is known as a list of alternatives.
Code::Alternatives one_of(const When& known);
/// Each of `a` together with each of `b`; not too many of them.
Code::Alternatives pairs(const Code::Alternatives& a, const Code::Alternatives& b);
/// Further alternatives; not too many of them.
void append(Code::Alternatives& to, const Code::Alternatives& more);
/// What `ask` finds of all parts together.
template <typename Ask>
When of_all(const std::vector<CodePtr>& parts, Ask&& ask) {
  When all = Condition();
  for (const CodePtr& part : parts) {
    all = both(std::move(all), ask(*part));
  }
  return all;
}

/// Are all items nodes? The context item is one where its name is known.
bool is_nodes(const Code& code, const Place& place);
/// Are all items nodes or texts?
bool is_textual(const Code& code, const Place& place);
/// When the text of each node can be cast to the type.
When castable(const Code& nodes, Type type, const Place& place);

/// When the effective boolean value can be had without a failure.
When safe_truth(const Code& code, const Place& place);

/// When the text of each node of an origin has more than white space.
When all_filled(const Origin& origin, const Place& place);

/// Nodes of any of these origins; not known when one of them is not.
Origin union_of(const std::vector<Origin>& origins);

/// May it be one side of either()?
inline bool is_choice(const Condition& condition) { return condition.clauses.size() == 1; }
/// A condition under which what either of two says is certain. Both are choices; the result asks for all that
/// both ask for beyond their clause.
Condition either(const Condition& a, const Condition& b);

}  // namespace quittance::xpath
