// Numbers and their texts (F&O 17.1.2, XML Schema part 2, 3.2.3 to 3.2.5 and 3.3.13 on), and the way between
// Items and Decimals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/base/decimal.h"
#include "validators/xpath/value/value.h"

namespace quittance::xpath {

/// White space as XML knows it, taken off both ends.
std::string_view collapsed(std::string_view text);

/// "1.0E7", "0.1", "INF", "-0": the canonical text of an xs:double.
std::string text_of_double(double value);
/// The same for an xs:float, with the digits that tell floats apart.
std::string text_of_float(float value);

/// The lexical form of xs:double, "INF", "-INF", "NaN" included, with white space around it. Too large is
/// INF.
std::optional<double> parse_double(std::string_view text);
/// The same rounded to an xs:float, once.
std::optional<float> parse_float(std::string_view text);

/// Value of an item of the decimal family.
Decimal decimal_of(const Item& number);
/// Value of any numeric item as an xs:double.
double double_of(const Item& number);
/// A decimal as an item of type xs:decimal or of the integer family (the caller has checked that it fits).
/// Ends by raise(FOAR0002) when it has more digits than Decimal::kMaxDigits.
Item number_item(const Decimal& value, Type type, Arena& arena);
/// Does a whole number lie in the value space of that integer type?
bool in_range(const Decimal& whole, Type type);
bool in_range(std::int64_t whole, Type type);

}  // namespace quittance::xpath
