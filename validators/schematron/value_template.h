// Attribute value templates: text with XPath in braces (XSLT 2.0, 5.6).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/schematron/source.h"

namespace quittance::schematron {

/// The pieces of a template as instructions: text, and value_of for what stands in braces. "{{" and "}}"
/// stand for braces; a brace inside a string or comment of an expression does not end it. `text_of` makes a
/// Text of an expression; `refuse`, which must not return, is called for braces without their other half.
std::vector<Instruction> read_value_template(std::string_view source, const Place& place,
                                             const std::function<Text(std::string)>& text_of,
                                             const std::function<void(const std::string&)>& refuse);

}  // namespace quittance::schematron
