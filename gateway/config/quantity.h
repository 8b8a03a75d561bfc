// Durations and sizes as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/config/config.h"

namespace quittance::config {

/// "500ms", "30s", "90m", "24h", "3d", "2w", or several in falling order: "1h30m". No fractions, no sign.
/// Nothing when it is anything else or longer than a hundred years.
std::optional<Duration> parse_duration(std::string_view text);

/// "16KB", "64MB", "2GB" (powers of 1000), "16KiB", "64MiB", "2GiB" (of 1024), "512B". Nothing when it is
/// anything else.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// The shortest form that parse_duration() reads back: "1d", "1h30m", "250ms", "0s".
std::string print_duration(Duration duration);

/// The shortest exact form that parse_size() reads back: "16KB", "1024B".
std::string print_size(std::uint64_t bytes);

}  // namespace quittance::config
