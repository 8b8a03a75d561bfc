#include "gateway/core/disk.h"

namespace quittance::core {

Result<void> Disk::write(const Folder& temporary, const Folder& folder, const std::string& name,
                         const Body& bytes) {
  auto file = create(temporary);
  if (!file) return file.error();
  auto written = bytes.for_each([&](BytesView piece) { return (*file)->write(piece); });
  if (!written) return written;
  return (*file)->commit(folder, name);
}

Result<void> Disk::clear(const Folder& temporary) {
  std::vector<std::string> names;
  auto listed = list(temporary, [&](const FileEntry& entry) {
    if (entry.kind != FileKind::directory) names.push_back(entry.name);
    return true;
  });
  for (const auto& name : names) {
    if (!listed) break;
    listed = remove(temporary, name);
  }
  return listed;
}

Result<Bytes> Disk::read(const Folder& folder, const std::string& name, std::size_t at_most) {
  auto file = open(folder, name);
  if (!file) return file.error();
  Bytes all;
  while (true) {
    auto part = (*file)->read(1 << 16);
    if (!part) return part.error();
    if (part->empty()) return all;
    all += *part;
    if (all.size() > at_most)
      return Error{"DISK-SIZE", Retry::never, folder.path() + "/" + name + " is too large"};
  }
}

}  // namespace quittance::core
