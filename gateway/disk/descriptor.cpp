#include "gateway/disk/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace quittance::disk {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Error system_error(const std::string& what) {
  const int number = errno;
  const std::string detail = what + ": " + std::strerror(number);
  switch (number) {
    case EEXIST:
    case ENOTEMPTY: return {"DISK-EXISTS", Retry::never, detail};
    case ENOENT: return {"DISK-MISSING", Retry::never, detail};
    case ENOSPC:
    case EDQUOT: return {"DISK-FULL", Retry::later, detail};
    case ELOOP:
    case ENOTDIR:
    case ENXIO: return {"DISK-KIND", Retry::never, detail};
    case ENAMETOOLONG: return {"DISK-NAME", Retry::never, detail};
    default: return {"DISK-IO", Retry::later, detail};
  }
}

Result<void> check_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." || name.size() > 255 ||
      name.find_first_of(std::string_view("/\0", 2)) != std::string::npos) {
    return Error{"DISK-NAME", Retry::never, "not a name of one file: " + name.substr(0, 80)};
  }
  return {};
}

Result<Descriptor> open_folder(const core::Folder& folder) {
  Descriptor at(::open(folder.root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!at.valid()) return system_error("open " + folder.root);
  std::string_view rest = folder.inside;
  while (!rest.empty()) {
    const auto slash = rest.find('/');
    const std::string part(rest.substr(0, slash));
    rest = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
    if (auto good = check_name(part); !good) return good.error();
    at = Descriptor(::openat(at.number(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!at.valid()) return system_error("open " + folder.path());
  }
  return at;
}

Result<void> sync(int descriptor, const std::string& what, std::atomic<bool>& halted) {
  if (::fsync(descriptor) == 0) return {};
  halted = true;
  return Error{"DISK-SYNC", Retry::never, "fsync " + what + ": " + std::strerror(errno)};
}

core::FileEntry entry_of(const struct stat& status, std::string name) {
  const auto nanoseconds = [](const timespec& time) { return time.tv_sec * 1'000'000'000LL + time.tv_nsec; };
  core::FileEntry entry;
  entry.name = std::move(name);
  entry.kind = S_ISREG(status.st_mode)   ? core::FileKind::regular
               : S_ISDIR(status.st_mode) ? core::FileKind::directory
               : S_ISLNK(status.st_mode) ? core::FileKind::link
                                         : core::FileKind::other;
  entry.size = static_cast<std::uint64_t>(status.st_size);
  entry.device = status.st_dev;
  entry.inode = status.st_ino;
  entry.links = status.st_nlink;
  entry.modified_ns = nanoseconds(status.st_mtim);
  entry.changed_ns = nanoseconds(status.st_ctim);
  entry.owner = status.st_uid;
  return entry;
}

}  // namespace quittance::disk
