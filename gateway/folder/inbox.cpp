#include "gateway/folder/inbox.h"

#include <algorithm>
#include <set>

namespace quittance::folder {
namespace {

constexpr const char* kTemporary = ".tmp";

/// Whether the file has just these octets. Fails with the codes of Disk and Body.
Result<bool> same(core::Disk& disk, const core::Folder& folder, const std::string& name,
                  const Body& document) {
  const auto file = disk.open(folder, name);
  if (!file) return file.error();
  bool equal = true;
  auto compared = document.for_each([&](BytesView piece) -> Result<void> {
    while (equal && !piece.empty()) {
      const auto part = (*file)->read(std::min(piece.size(), Body::kPiece));
      if (!part) return part.error();
      equal = !part->empty() && piece.starts_with(*part);
      piece.remove_prefix(std::min(part->size(), piece.size()));
    }
    return {};
  });
  if (!compared) return compared.error();
  const auto rest = (*file)->read(1);
  if (!rest) return rest.error();
  return equal && rest->empty();
}

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
                                         const Sha256& hash, const Body& document) {
  const auto found = by_recipient_.find(recipient);
  if (found == by_recipient_.end())
    return Error{"INBOX-UNKNOWN", Retry::never, "nobody here is " + recipient};
  return write(found->second, instance, hash, document);
}

Result<std::string> FileInbox::quarantine(const std::string&, const core::InstanceId& instance,
                                          const Sha256& hash, const Body& document,
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
                                     const Sha256& hash, const Body& document) {
  const core::Folder folder = folder_at(path);
  std::string name = inbox_name(instance, hash) + ".xml";
  const auto present = same(disk_, folder, name, document);
  if (present.ok() && *present) return folder.path() + "/" + name;
  // Another sender may have used the same InstanceIdentifier: his document is not replaced.
  if (present.ok() || present.error().code != "DISK-MISSING") name = hash.hex() + ".xml";
  if (auto written = disk_.write(folder.sub(kTemporary), folder, name, document); !written)
    return written.error();
  return folder.path() + "/" + name;
}

}  // namespace quittance::folder
