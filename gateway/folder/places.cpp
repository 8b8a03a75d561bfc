#include "gateway/folder/places.h"

namespace quittance::folder {

Result<void> Places::prepare(core::Disk& disk) const {
  for (const char* name : {"processing", "accepted", "rejected", "receipts"}) {
    if (auto made = disk.make_folder(root, name); !made) return made;
  }
  if (auto made = disk.make_folder(processing(), ".tmp"); !made) return made;
  return disk.clear(temporary());
}

Result<std::optional<core::FileEntry>> claimed_file(core::Disk& disk, const Places& places,
                                                    const core::DeliveryId& id) {
  std::optional<core::FileEntry> found;
  auto listed = disk.list(places.claim(id), [&](const core::FileEntry& entry) {
    if (entry.name.starts_with(id.text() + "-")) return true;
    found = entry;
    return false;
  });
  if (!listed) {
    if (listed.error().code == "DISK-MISSING") return std::optional<core::FileEntry>();
    return listed.error();
  }
  return found;
}

}  // namespace quittance::folder
