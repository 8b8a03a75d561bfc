// Writes a file whole: for what is ours, and for what a person named on the command line.
#pragma once

#include <filesystem>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::disk {

/// Writes all of it to an open descriptor. Fails with FILE; `path` is for its words.
Result<void> write_all(int descriptor, BytesView bytes, const std::filesystem::path& path);

/// Syncs a folder, so that the names in it last. Fails with FILE.
Result<void> sync_folder(const std::filesystem::path& path);

/// Writes by way of a hidden file beside, syncs, and renames it over whatever had the name; a link is
/// replaced, not followed. For places of our own. `mode` as of chmod. Fails with FILE; nothing is left then.
Result<void> replace_file(const std::filesystem::path& file, BytesView bytes, unsigned mode);

/// Writes where a person said. A regular file, or one that is not there yet, is whole or as before (links are
/// followed, then as replace_file). Into anything else (a device, a FIFO, /dev/stdout) goes what is
/// written, and it stays what it is; `mode` is not for it. Fails with FILE.
Result<void> write_file(const std::filesystem::path& file, BytesView bytes, unsigned mode);

}  // namespace quittance::disk
