// When two atomic values are equal, and which is less (XPath 2.0, appendix B.2): what value comparisons, min,
// max, index-of, distinct-values and deep-equal ask. xs:untypedAtomic and xs:anyURI count as strings; strings
// compare by code point.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "validators/xpath/value/value.h"

namespace quittance::xpath {

/// a eq b. Nothing when there is no eq for the two types (XPTY0004 to who asked). NaN is equal to nothing.
std::optional<bool> equal(const Item& a, const Item& b, std::chrono::minutes implicit_zone);

enum class Order : std::uint8_t { less, equal, greater, unordered };  ///< unordered: NaN is there

/// How a compares with b by lt and gt. Nothing when there is no lt for the two types.
std::optional<Order> order_of(const Item& a, const Item& b, std::chrono::minutes implicit_zone);

/// The same for values that are eq, and for NaN and NaN. With `floats`, which must be given when xs:float
/// values are among those compared, numbers are hashed by the float nearest to them: 0.1 is eq to that and to
/// the nearest double.
std::size_t hash_of(const Item& value, std::chrono::minutes implicit_zone, bool floats = false);

}  // namespace quittance::xpath
