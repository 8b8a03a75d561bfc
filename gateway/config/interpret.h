// From what was written to the value a key asks for.
#pragma once

#include <string>

#include "formats/base/result.h"
#include "gateway/config/document.h"
#include "gateway/config/option.h"

namespace quittance::config {

/// The value, or CONFIG with the sentence that says what it must be and what it is. Relative paths are taken
/// from `folder`. What was written for a secret is never repeated.
Result<Value> interpret(const Option& option, const Written& written, const Path& folder);

/// The default, as if it had been written. Only for options that have one.
Value fallback_of(const Option& option);

/// The default in TOML, with its quotes.
std::string written_fallback(const Option& option);

/// `value` in TOML, as it would be written (which is also JSON).
std::string print_value(const Option& option, const Value& value);

/// "a duration such as …": what the option wants, with its range.
std::string wanted(const Option& option);

/// A TOML basic string that is a JSON string too.
std::string quote(std::string_view text);

}  // namespace quittance::config
