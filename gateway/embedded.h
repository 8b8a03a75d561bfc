// Files of conf/ that are part of the program: stylesheets, the scenarios. See conf/setup/embed.cmake.
#pragma once

#include <string_view>

namespace quittance {

/// The file's bytes by its name below conf/ ("stylesheets/invoice.xsl"); empty when it was not embedded.
std::string_view embedded(std::string_view name);

}  // namespace quittance
