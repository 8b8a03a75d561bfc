// Lexical forms of the atomic types: the way from xs:string and xs:untypedAtomic (F&O 17.1.1).
#pragma once

#include <optional>
#include <string_view>

#include "validators/xpath/value/value.h"

namespace quittance::xpath {

/// Reads a text as a value of an atomic type, after the white space handling of that type. Nothing when it is
/// none; `code` is then set to what cast raises where that is not FORG0001. The value may share memory with
/// `text`.
std::optional<Item> parse_text(std::string_view text, Type target, Arena& arena, const char*& code);

/// The xs:decimal that most amounts are: up to 17 digits with a point among them, nothing around them.
/// Nothing for any other text, which may be a decimal all the same.
std::optional<Item> parse_plain_decimal(std::string_view text);

}  // namespace quittance::xpath
