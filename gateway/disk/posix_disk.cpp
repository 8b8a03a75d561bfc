#include "gateway/disk/posix_disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

#include "gateway/disk/descriptor.h"

namespace quittance::disk {
namespace {

using core::FileEntry;
using core::Folder;

Error halted_error() {
  return {"DISK-HALTED", Retry::never, "a sync failed before: nothing is written any more"};
}

class PosixReadFile : public core::ReadFile {
 public:
  PosixReadFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  [[nodiscard]] Result<FileEntry> entry() const override {
    struct stat status{};
    if (::fstat(file_.number(), &status) != 0) return system_error("fstat " + path_);
    return entry_of(status, "");
  }

  Result<Bytes> read(std::size_t at_most) override {
    Bytes bytes(at_most, '\0');
    ssize_t count = 0;
    do count = ::read(file_.number(), bytes.data(), bytes.size());
    while (count < 0 && errno == EINTR);
    if (count < 0) return system_error("read " + path_);
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
  }

  Result<void> seek(std::uint64_t to) override {
    if (::lseek(file_.number(), static_cast<off_t>(to), SEEK_SET) < 0) return system_error("lseek " + path_);
    return {};
  }

 private:
  Descriptor file_;
  std::string path_;
};

class PosixWriteFile : public core::WriteFile {
 public:
  PosixWriteFile(Descriptor folder, Descriptor file, std::string name, std::atomic<bool>& halted)
      : folder_(std::move(folder)), file_(std::move(file)), name_(std::move(name)), halted_(halted) {}

  ~PosixWriteFile() override {
    if (!committed_) ::unlinkat(folder_.number(), name_.c_str(), 0);
  }

  Result<void> write(BytesView bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = ::write(file_.number(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return system_error("write " + name_);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

  Result<void> commit(const Folder& folder, const std::string& name) override {
    if (halted_) return halted_error();
    if (auto good = check_name(name); !good) return good;
    auto target = open_folder(folder);
    if (!target) return target.error();
    const std::string path = folder.path() + "/" + name;
    if (auto synced = sync(file_.number(), path, halted_); !synced) return synced;
    if (::renameat(folder_.number(), name_.c_str(), target->number(), name.c_str()) != 0) {
      return system_error("rename to " + path);
    }
    committed_ = true;
    return sync(target->number(), folder.path(), halted_);
  }

 private:
  Descriptor folder_, file_;
  std::string name_;
  std::atomic<bool>& halted_;
  bool committed_ = false;
};

struct Listing {
  DIR* stream;
  ~Listing() { ::closedir(stream); }
};

}  // namespace

Result<void> PosixDisk::list(const Folder& folder, const std::function<bool(const FileEntry&)>& each) {
  auto at = open_folder(folder);
  if (!at) return at.error();
  const int copy = ::fcntl(at->number(), F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return system_error("dup " + folder.path());
  const Listing listing{::fdopendir(copy)};
  if (listing.stream == nullptr) return system_error("opendir " + folder.path());
  while (true) {
    errno = 0;
    const dirent* found = ::readdir(listing.stream);
    if (found == nullptr) return errno == 0 ? Result<void>{} : system_error("readdir " + folder.path());
    const std::string name = found->d_name;
    if (name == "." || name == "..") continue;
    struct stat status{};
    if (::fstatat(at->number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) continue;
      return system_error("stat in " + folder.path());
    }
    if (!each(entry_of(status, name))) return {};
  }
}

Result<FileEntry> PosixDisk::look(const Folder& folder, const std::string& name) {
  if (auto good = check_name(name); !good) return good.error();
  auto at = open_folder(folder);
  if (!at) return at.error();
  struct stat status{};
  if (::fstatat(at->number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return system_error("stat " + folder.path() + "/" + name);
  }
  return entry_of(status, name);
}

Result<std::unique_ptr<core::ReadFile>> PosixDisk::open(const Folder& folder, const std::string& name) {
  if (auto good = check_name(name); !good) return good.error();
  auto at = open_folder(folder);
  if (!at) return at.error();
  const std::string path = folder.path() + "/" + name;
  Descriptor file(
      ::openat(at->number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.valid()) return system_error("open " + path);
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return system_error("fstat " + path);
  if (!S_ISREG(status.st_mode)) return Error{"DISK-KIND", Retry::never, path + " is no regular file"};
  return std::unique_ptr<core::ReadFile>(std::make_unique<PosixReadFile>(std::move(file), path));
}

Result<std::unique_ptr<core::WriteFile>> PosixDisk::create(const Folder& folder) {
  if (halted_) return halted_error();
  auto at = open_folder(folder);
  if (!at) return at.error();
  // Two processes never share a folder of temporary files (the state lock), but a restart may reuse a pid.
  while (true) {
    const std::string name = std::to_string(::getpid()) + "-" + std::to_string(++temporary_count_) + ".tmp";
    Descriptor file(::openat(at->number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
    if (!file.valid() && errno == EEXIST) continue;
    if (!file.valid()) return system_error("create in " + folder.path());
    return std::unique_ptr<core::WriteFile>(
        std::make_unique<PosixWriteFile>(std::move(*at), std::move(file), name, halted_));
  }
}

Result<void> PosixDisk::make_folder(const Folder& folder, const std::string& name) {
  if (halted_) return halted_error();
  if (auto good = check_name(name); !good) return good;
  auto at = open_folder(folder);
  if (!at) return at.error();
  if (::mkdirat(at->number(), name.c_str(), 0770) != 0) {
    if (errno != EEXIST) return system_error("mkdir " + folder.path() + "/" + name);
    // Only a folder will do: a link of that name would lead our files astray.
    if (auto existing = open_folder(folder.sub(name)); !existing) return existing.error();
  }
  return sync(at->number(), folder.path(), halted_);
}

Result<void> PosixDisk::move(const Folder& from, const std::string& name, const Folder& to,
                             const std::string& new_name) {
  if (halted_) return halted_error();
  for (const auto& each : {name, new_name}) {
    if (auto good = check_name(each); !good) return good;
  }
  auto source = open_folder(from);
  if (!source) return source.error();
  auto target = open_folder(to);
  if (!target) return target.error();
  if (::renameat2(source->number(), name.c_str(), target->number(), new_name.c_str(), RENAME_NOREPLACE) !=
      0) {
    return system_error("rename " + from.path() + "/" + name + " to " + to.path());
  }
  // The new place first: between the two the file may be seen twice after a power cut, but never not at all.
  if (auto synced = sync(target->number(), to.path(), halted_); !synced) return synced;
  return sync(source->number(), from.path(), halted_);
}

Result<void> PosixDisk::remove(const Folder& folder, const std::string& name) {
  if (halted_) return halted_error();
  if (auto good = check_name(name); !good) return good;
  auto at = open_folder(folder);
  if (!at) return at.error();
  if (::unlinkat(at->number(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return system_error("unlink " + folder.path() + "/" + name);
}

Result<void> PosixDisk::remove_folder(const Folder& folder, const std::string& name) {
  if (halted_) return halted_error();
  if (auto good = check_name(name); !good) return good;
  auto at = open_folder(folder);
  if (!at) return at.error();
  if (::unlinkat(at->number(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  return system_error("rmdir " + folder.path() + "/" + name);
}

Result<core::Disk::Room> PosixDisk::room(const Folder& folder) {
  auto at = open_folder(folder);
  if (!at) return at.error();
  struct statvfs status{};
  if (::fstatvfs(at->number(), &status) != 0) return system_error("statvfs " + folder.path());
  const auto percent = [](auto part, auto whole) {
    return whole == 0 ? 100.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  };
  Room room;
  room.free_bytes = static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
  room.free_bytes_percent = percent(status.f_bavail, status.f_blocks);
  room.free_inodes_percent = percent(status.f_favail, status.f_files);
  return room;
}

}  // namespace quittance::disk
