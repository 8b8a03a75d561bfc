#include "gateway/core/disk.h"

namespace quittance::core {

Result<void> Disk::write(const Folder& folder, const std::string& name, BytesView bytes) {
  auto file = create(folder);
  if (!file) return file.error();
  if (auto written = (*file)->write(bytes); !written) return written;
  return (*file)->commit(name);
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
