// The disk as the gateway needs it: few operations, each durable when it returns. Foreign names are single
// path components below a trusted root and are never followed as links.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "formats/base/body.h"
#include "formats/base/result.h"

namespace quittance::core {

/// A folder: a trusted root (from the configuration) and a way below it made of our own names
/// ("processing/<id>", or empty). The way is walked without following links and without "..": the root's
/// users may not redirect it.
struct Folder {
  std::string root;
  std::string inside;

  [[nodiscard]] Folder sub(const std::string& name) const {
    return {root, inside.empty() ? name : inside + "/" + name};
  }
  [[nodiscard]] std::string path() const { return inside.empty() ? root : root + "/" + inside; }
  bool operator==(const Folder&) const = default;
};

/// What the kernel could not sync it may have dropped: only a new start, which checks, can go on.
[[nodiscard]] inline bool is_halt(const Error& error) {
  return error.code == "DISK-SYNC" || error.code == "DISK-HALTED";
}

enum class FileKind : std::uint8_t { regular, directory, link, other };

/// What lstat or fstat says. Two equal entries of one file mean that nobody wrote to it in between.
struct FileEntry {
  std::string name;
  FileKind kind = FileKind::other;
  std::uint64_t size = 0;
  std::uint64_t device = 0, inode = 0, links = 0;
  std::int64_t modified_ns = 0, changed_ns = 0;  ///< mtime and ctime, since the epoch
  std::uint32_t owner = 0;

  bool operator==(const FileEntry&) const = default;
};

/// A regular file open for reading; what was opened cannot be exchanged under it.
class ReadFile {
 public:
  virtual ~ReadFile() = default;
  [[nodiscard]] virtual Result<FileEntry> entry() const = 0;  ///< fstat, now; the name is empty
  /// From the current place; an empty answer is the end of the file.
  virtual Result<Bytes> read(std::size_t at_most) = 0;
  /// The next read begins at this octet.
  virtual Result<void> seek(std::uint64_t to) = 0;
};

/// A file being written under a temporary name. Destroyed without commit: it is removed.
class WriteFile {
 public:
  virtual ~WriteFile() = default;
  virtual Result<void> write(BytesView bytes) = 0;
  /// fsync, rename to `name` in `folder` (of the same file system), fsync of that folder. An existing file is
  /// replaced.
  virtual Result<void> commit(const Folder& folder, const std::string& name) = 0;
};

/// Codes: DISK-EXISTS, DISK-MISSING, DISK-FULL (later), DISK-KIND (not a regular file), DISK-NAME (not one
/// component), DISK-IO, DISK-SYNC. After DISK-SYNC nothing more is written: what the kernel dropped it does
/// not report twice, so every later call that writes fails with DISK-HALTED until the process is started
/// anew.
class Disk {
 public:
  virtual ~Disk() = default;
  /// Calls `each` for every entry but "." and "..", in no order, until it answers false. Names that vanish
  /// are left out.
  virtual Result<void> list(const Folder& folder, const std::function<bool(const FileEntry&)>& each) = 0;
  virtual Result<FileEntry> look(const Folder& folder, const std::string& name) = 0;
  /// Opens a regular file without following a link and without waiting for a FIFO.
  virtual Result<std::unique_ptr<ReadFile>> open(const Folder& folder, const std::string& name) = 0;
  /// A new file under a temporary name in `folder`; what a crash leaves there is removed by clear().
  virtual Result<std::unique_ptr<WriteFile>> create(const Folder& folder) = 0;
  /// Makes the folder `name` in `folder` (mode 0770 and umask) and syncs. Fine when it exists as a directory.
  virtual Result<void> make_folder(const Folder& folder, const std::string& name) = 0;
  /// Renames without replacing (DISK-EXISTS), then syncs both folders.
  virtual Result<void> move(const Folder& from, const std::string& name, const Folder& to,
                            const std::string& new_name) = 0;
  /// Removes a file; fine when it is gone.
  virtual Result<void> remove(const Folder& folder, const std::string& name) = 0;
  /// Removes an empty folder; fine when it is gone.
  virtual Result<void> remove_folder(const Folder& folder, const std::string& name) = 0;
  /// Free octets and free inodes in percent, for those who are not root.
  struct Room {
    std::uint64_t free_bytes = 0;
    double free_bytes_percent = 100, free_inodes_percent = 100;
  };
  virtual Result<Room> room(const Folder& folder) = 0;
  /// Did a sync fail?
  [[nodiscard]] virtual bool halted() const = 0;

  /// create in `temporary`, write, commit to `folder`.
  Result<void> write(const Folder& temporary, const Folder& folder, const std::string& name,
                     const Body& bytes);
  /// Removes all files in a folder of temporary files.
  Result<void> clear(const Folder& temporary);
  /// open and read to the end; DISK-SIZE when it is longer than `at_most`.
  Result<Bytes> read(const Folder& folder, const std::string& name, std::size_t at_most);
};

}  // namespace quittance::core
