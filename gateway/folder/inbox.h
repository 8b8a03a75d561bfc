// The inbox folders: documents that came in, as <InstanceIdentifier>.xml, for the business system to take
// away.
#pragma once

#include <map>
#include <string>

#include "gateway/core/disk.h"
#include "gateway/core/ports.h"

namespace quittance::folder {

/// Any thread.
class FileInbox : public core::Inbox {
 public:
  /// `by_recipient`: participant to inbox folder. `quarantine` is a folder of ours, made when missing.
  FileInbox(core::Disk& disk, std::map<std::string, std::string> by_recipient, std::string quarantine)
      : disk_(disk), by_recipient_(std::move(by_recipient)), quarantine_(std::move(quarantine)) {}

  /// Makes the folders for temporary files and empties them. To be called before the first hand-over.
  Result<void> prepare();
  /// Fails with INBOX-UNKNOWN when nobody here is that recipient.
  Result<std::string> hand_over(const std::string& recipient, const core::InstanceId& instance,
                                const Sha256& hash, const Body& document) override;
  Result<std::string> quarantine(const std::string& recipient, const core::InstanceId& instance,
                                 const Sha256& hash, const Body& document,
                                 const std::vector<core::Report>& reports) override;

 private:
  Result<std::string> write(const std::string& path, const core::InstanceId& instance, const Sha256& hash,
                            const Body& document);

  core::Disk& disk_;
  std::map<std::string, std::string> by_recipient_;
  std::string quarantine_;
};

/// The name without ".xml": the InstanceIdentifier if it is [A-Za-z0-9._-]{1,100} and begins with no dot,
/// else the document's hash. A repeat gives the same name.
std::string inbox_name(const core::InstanceId& instance, const Sha256& hash);

}  // namespace quittance::folder
