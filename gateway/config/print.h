// The option table and the settings as text: for people, for scripts, for the documentation.
#pragma once

#include <string>
#include <string_view>

#include "gateway/config/config.h"

namespace quittance::config {

enum class Which { changed, all };

/// TOML that load() reads back to the same configuration, each key with the place it was said at.
std::string show_toml(const Config& config, Which which);

/// One JSON object a line: {"section","key","value","changed","file","line"}. value is null where there is
/// none.
std::string show_json(const Config& config, Which which);

/// The reference copy, conf/quittance.toml: every key with its purpose, unit and default, commented out.
std::string reference_copy();

/// quittance.toml(5) in mdoc.
std::string manual_page();

/// A sender that works, in as few lines as it takes: for the manual, and for a test.
std::string smallest_sender();

/// What a key is for: of "retry.give_up_after", or of every key of a bare name. Empty when there is none.
std::string explain_option(std::string_view name);

}  // namespace quittance::config
