// Which variables an expression names, by its text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quittance::schematron {

/// The names that follow a '$', as written, once for each time. Text in literals and comments counts too:
/// more names than the expression means do no harm to those who ask, which is when a variable is evaluated,
/// not whether.
std::vector<std::string> named_variables(std::string_view source);

}  // namespace quittance::schematron
