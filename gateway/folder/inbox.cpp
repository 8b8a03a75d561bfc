#include "gateway/folder/inbox.h"

#include <algorithm>
#include <set>

namespace quittance::folder {
namespace {

constexpr const char* kTemporary = ".tmp";

core::Folder folder_at(const std::string& path) { return {path, ""}; }

}  // namespace

std::string inbox_name(const core::InstanceId& instance, const Sha256& hash) {
  const std::string& text = instance.text();
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  const bool good = text.size() <= 100 && text.front() != '.' && std::ranges::all_of(text, plain);
  return good ? text : hash.hex();
}

Result<void> FileInbox::prepare() {
  std::set<std::string> paths{quarantine_};
  for (const auto& [recipient, path] : by_recipient_) paths.insert(path);
  for (const std::string& path : paths) {
    if (auto made = disk_.make_folder(folder_at(path), kTemporary); !made) return made;
    if (auto cleared = disk_.clear(folder_at(path).sub(kTemporary)); !cleared) return cleared;
  }
  return {};
}

Result<std::string> FileInbox::hand_over(const std::string& recipient, const core::InstanceId& instance,
                                         const Sha256& hash, BytesView document) {
  const auto found = by_recipient_.find(recipient);
  if (found == by_recipient_.end())
    return Error{"INBOX-UNKNOWN", Retry::never, "nobody here is " + recipient};
  return write(found->second, instance, hash, document);
}

Result<std::string> FileInbox::quarantine(const std::string&, const core::InstanceId& instance,
                                          const Sha256& hash, BytesView document,
                                          const std::vector<core::Report>& reports) {
  const core::Folder folder = folder_at(quarantine_);
  for (const core::Report& report : reports) {
    const std::string name = inbox_name(instance, hash) + report.suffix;
    if (auto written = disk_.write(folder.sub(kTemporary), folder, name, report.bytes); !written) {
      return written.error();
    }
  }
  return write(quarantine_, instance, hash, document);
}

Result<std::string> FileInbox::write(const std::string& path, const core::InstanceId& instance,
                                     const Sha256& hash, BytesView document) {
  const core::Folder folder = folder_at(path);
  std::string name = inbox_name(instance, hash) + ".xml";
  const auto present = disk_.read(folder, name, document.size());
  if (present.ok() && *present == document) return folder.path() + "/" + name;
  // Another sender may have used the same InstanceIdentifier: his document is not replaced.
  if (present.ok() || present.error().code != "DISK-MISSING") name = hash.hex() + ".xml";
  if (auto written = disk_.write(folder.sub(kTemporary), folder, name, document); !written)
    return written.error();
  return folder.path() + "/" + name;
}

}  // namespace quittance::folder
