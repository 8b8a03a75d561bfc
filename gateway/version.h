#pragma once

#include <string_view>

namespace quittance {

/// "0.1.0", the project's version.
std::string_view version();

}  // namespace quittance
