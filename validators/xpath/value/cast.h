// From values to text and from type to type (F&O 17).
#pragma once

#include <optional>
#include <string_view>

#include "validators/xpath/value/value.h"

namespace quittance::xpath {

/// Canonical text of an atomic value, as cast to xs:string gives it. Lies in `arena` unless it is the value's
/// own.
std::string_view text_of(const Item& value, Arena& arena);

/// Casts an atomic value to an atomic type (F&O 17). Ends by raise(): XPTY0004 where the table says never,
/// FORG0001 for a value that has no place in the type, FOCA0001 … FOCA0006. Casting to xs:QName from text is
/// not done here.
Item cast(const Item& value, Type target, Arena& arena);

/// Would cast() give a value? Never raises.
bool castable(const Item& value, Type target, Arena& arena);

}  // namespace quittance::xpath
