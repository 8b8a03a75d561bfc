// The folders inside a drop folder: processing/ (claimed files, one folder each, and temporary files),
// accepted/, rejected/, receipts/.
#pragma once

#include <optional>
#include <string>

#include "gateway/core/disk.h"
#include "gateway/core/ids.h"

namespace quittance::folder {

struct Places {
  core::Folder root;

  explicit Places(const std::string& path) : root{path, ""} {}

  [[nodiscard]] core::Folder processing() const { return root.sub("processing"); }
  [[nodiscard]] core::Folder temporary() const { return processing().sub(".tmp"); }
  [[nodiscard]] core::Folder claim(const core::DeliveryId& id) const { return processing().sub(id.text()); }
  [[nodiscard]] core::Folder accepted() const { return root.sub("accepted"); }
  [[nodiscard]] core::Folder rejected() const { return root.sub("rejected"); }
  [[nodiscard]] core::Folder receipts() const { return root.sub("receipts"); }

  /// Makes those that are missing and empties the one of temporary files.
  Result<void> prepare(core::Disk& disk) const;
};

/// The uploaded file in a claim's folder: the one entry that is not an answer of ours ("<id>-…"). Nothing
/// when it is not there (any more).
Result<std::optional<core::FileEntry>> claimed_file(core::Disk& disk, const Places& places,
                                                    const core::DeliveryId& id);

}  // namespace quittance::folder
