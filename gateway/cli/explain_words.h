// What `quittance explain` says of states, codes and items, as text.
#pragma once

#include <string>
#include <string_view>

#include "gateway/control/protocol.h"

namespace quittance::cli {

/// A state of the delivery table: what it means, what may follow and what leads to it. Empty when there is
/// none of that name.
std::string explain_state(std::string_view name);

/// A code of the log, or of ebMS ("EBMS:0004"). Empty when it is neither.
std::string explain_any_code(std::string_view code);

/// One event of the journal as a sentence, without its time: "The partner refused it: EBMS:0004 Other." Of a
/// kind unknown here: its name and what it says. Empty for events that tell a reader nothing.
std::string sentence(const control::Object::Ptr& event);

/// The story of an item (the answer of `show`) as sentences, up to an instant when `as_of` is not empty: then
/// events later than that text, as far as it goes, are left out, and so is what comes next.
std::string explain_item(const control::Object::Ptr& item, const std::string& as_of);

/// A long expression in lines, broken before "and" and "or" outside of quotes and indented by parentheses.
std::string readable(std::string_view expression, std::string_view indent);

}  // namespace quittance::cli
