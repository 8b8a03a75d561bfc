// The names of the business terms and groups of EN 16931-1.
#pragma once

#include <string_view>

namespace quittance::validators {

/// "BT-20" → "Payment terms", "BG-25" → "Invoice line"; "" for what the European model does not have.
std::string_view term_name(std::string_view term);

}  // namespace quittance::validators
