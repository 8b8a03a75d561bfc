// \s \i \c \d \w and their inverses (XML Schema part 2, appendix F.1.1).
#pragma once

#include <optional>

#include "validators/regex/char_set.h"

namespace quittance::regex {

/// The characters that backslash and `letter` stand for; nothing when the letter is none of these.
std::optional<CharSet> multi_escape(char32_t letter);

}  // namespace quittance::regex
