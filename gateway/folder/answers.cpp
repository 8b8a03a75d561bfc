#include "gateway/folder/answers.h"

#include "gateway/folder/profile.h"

namespace quittance::folder {

Result<void> FileAnswers::show(const core::Placement& placement) {
  if (placement.origin.folder.empty()) return {};
  const Places places(placement.origin.folder);
  const std::string answer = answer_name(placement.delivery.text(), placement.origin.file_name);
  if (placement.place == core::Place::processing) {
    if (auto cleared = clear_claim(places, placement.delivery); !cleared) return cleared;
    return write_all(places, places.claim(placement.delivery), answer, placement.beside);
  }
  const bool accepted = placement.place == core::Place::accepted;
  const core::Folder to = accepted ? places.accepted() : places.rejected();
  // Reports first: who waits for the file to appear finds them beside it.
  if (auto written = write_all(places, to, answer, placement.beside); !written) return written;
  if (auto moved = move_upload(places, placement.delivery, to, answer); !moved) return moved;
  return write_all(places, places.receipts(), answer, placement.receipts);
}

Result<void> FileAnswers::write_all(const Places& places, const core::Folder& folder,
                                    const std::string& answer, const std::vector<core::Report>& reports) {
  for (const core::Report& report : reports) {
    auto written = disk_.write(places.temporary(), folder, answer + report.suffix, report.bytes);
    if (!written) return written;
  }
  return {};
}

Result<void> FileAnswers::move_upload(const Places& places, const core::DeliveryId& id,
                                      const core::Folder& to, const std::string& answer) {
  auto file = claimed_file(disk_, places, id);
  if (!file) return file.error();
  if (*file) {
    if (auto moved = disk_.move(places.claim(id), (*file)->name, to, answer); !moved) return moved;
  }
  if (auto cleared = clear_claim(places, id); !cleared) return cleared;
  return disk_.remove_folder(places.processing(), id.text());
}

/// Removes our own files (".held.json") from the claim's folder.
Result<void> FileAnswers::clear_claim(const Places& places, const core::DeliveryId& id) {
  std::vector<std::string> ours;
  auto listed = disk_.list(places.claim(id), [&](const core::FileEntry& entry) {
    if (entry.name.starts_with(id.text() + "-")) ours.push_back(entry.name);
    return true;
  });
  if (!listed) {
    if (listed.error().code == "DISK-MISSING") return {};
    return listed;
  }
  for (const auto& name : ours) {
    if (auto removed = disk_.remove(places.claim(id), name); !removed) return removed;
  }
  return {};
}

}  // namespace quittance::folder
