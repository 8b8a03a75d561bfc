// The words of the option table, broken into lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/option.h"

namespace quittance::config {

/// `text` in lines of at most `width`, each behind `prefix` and with a line end.
std::string wrap(std::string_view text, std::string_view prefix, std::size_t width);

/// The sentences of `text`: cut behind each full stop that a space follows.
std::vector<std::string_view> sentences(std::string_view text);

/// "A duration such as …, from … to …. Default: "24h"."
std::string terms(const Option& option);

/// "[retry]" or "[[folder]]".
std::string heading(const Section& section);

}  // namespace quittance::config
