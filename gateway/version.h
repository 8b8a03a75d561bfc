#pragma once

#include <string>
#include <string_view>

namespace quittance {

/// "0.1.0", the project's version.
std::string_view version();

/// The linker's build id of the running program, in hexadecimal: programs that differ in anything have
/// different ones. "" when it was linked without.
std::string build_id();

}  // namespace quittance
