// One key as it is in force: for `config show`, and for messages about it.
#pragma once

#include <string>

#include "gateway/config/problem.h"

namespace quittance::config {

struct Setting {
  std::string section;  ///< "retry"; the second [[partner]] is "partner[2]"
  std::string key;
  std::string value;     ///< in TOML, with its quotes; a secret as the place it is read from
  bool changed = false;  ///< said in a file, not the default
  Place at;              ///< where it was said

  bool operator==(const Setting&) const = default;
};

}  // namespace quittance::config
