// What the codes of a look-up mean, for a person.
#pragma once

#include <string_view>

namespace quittance::as4 {

struct LookupCode {
  std::string_view code, meaning, advice;
};

/// nullptr when no look-up gives that code.
const LookupCode* find_lookup_code(std::string_view code);

}  // namespace quittance::as4
