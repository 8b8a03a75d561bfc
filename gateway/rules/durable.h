// Lays a folder of files down so that all of it is there or none.
#pragma once

#include <map>
#include <string>

#include "formats/base/bytes.h"
#include "gateway/rules/catalogue.h"

namespace quittance::rules {

/// Writes every file (folders made as its name asks) into a hidden folder beside, syncs it, and renames it to
/// parent/name, which must not exist. Readable by all: rules are public, and the daemon is another user than
/// the operator. Fails with RULES or FILE; nothing is left then.
Result<void> write_folder(const Path& parent, const std::string& name,
                          const std::map<std::string, Bytes>& files);

}  // namespace quittance::rules
