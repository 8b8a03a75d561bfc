// Answers in files: the claimed upload moves to accepted/ or rejected/, reports and receipts lie where the
// submitter looks. Every answer is named "<id>-<name>" (profile.h), so two uploads of one name never meet.
#pragma once

#include "gateway/core/ports.h"
#include "gateway/folder/places.h"

namespace quittance::folder {

/// Any thread; one delivery at a time.
class FileAnswers : public core::FolderAnswers {
 public:
  explicit FileAnswers(core::Disk& disk) : disk_(disk) {}
  /// Nothing to do for deliveries that did not come in by a folder.
  Result<void> show(const core::Placement& placement) override;

 private:
  Result<void> write_all(const Places& places, const core::Folder& folder, const std::string& answer,
                         const std::vector<core::Report>& reports);
  Result<void> move_upload(const Places& places, const core::DeliveryId& id, const core::Folder& to,
                           const std::string& answer);
  Result<void> clear_claim(const Places& places, const core::DeliveryId& id);

  core::Disk& disk_;
};

}  // namespace quittance::folder
