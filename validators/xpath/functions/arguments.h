// What many functions ask of a call: its context item, the string of an item, a collation, a new text.
#pragma once

#include <cmath>
#include <string_view>

#include "validators/xpath/functions/functions.h"

namespace quittance::xpath {

inline constexpr std::string_view kCodepointCollation =
    "http://www.w3.org/2005/xpath-functions/collation/codepoint";

/// The context item; ends by raise(XPDY0002) when there is none.
const Item& context_item(const Call& call);
/// The context item, which must be a node: ends by raise(XPTY0004) when it is not.
const Item& context_node(const Call& call);
/// Argument `i` when it is there, else the context node.
const Item& node_argument(const Call& call, std::size_t i);
/// fn:string of one item.
std::string_view string_of(const Call& call, const Item& item);
/// Argument 0 as text, or fn:string(.) when there is no argument.
std::string_view text_or_context(const Call& call);
/// Ends by raise(FOCH0002) when argument `i` is there and names another collation than that of code points.
void check_collation(const Call& call, std::size_t i);

/// A text that is not stored yet.
inline Item new_text(const Call& call, std::string_view text, Type type = Type::string) {
  return Item::text(call.arena.copy(text), type);
}

/// fn:round of a double: ties toward positive infinity, -0 for what rounds to zero from below.
inline double round_half_up(double value) {
  const double below = std::floor(value);
  return std::copysign(value - below >= 0.5 ? below + 1 : below, value);
}

}  // namespace quittance::xpath
