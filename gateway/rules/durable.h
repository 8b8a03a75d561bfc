// Lays a folder of files down so that all of it is there or none.
#pragma once

#include <map>
#include <string>

#include "formats/base/bytes.h"
#include "gateway/rules/catalogue.h"

namespace quittance::rules {

/// Writes every file (folders made as its name asks) into a hidden folder beside, syncs it, and renames it to
/// parent/name, which must not exist. Readable by all: rules are public, and the daemon is another user than
/// the operator. Fails with RULES; nothing is left then.
Result<void> write_folder(const Path& parent, const std::string& name,
                          const std::map<std::string, Bytes>& files);

/// Writes one file by way of a hidden one beside it, syncs, and renames it over what was there. `mode` as of
/// chmod. Fails with RULES.
Result<void> write_file(const Path& file, BytesView bytes, unsigned mode);

}  // namespace quittance::rules
