// A file descriptor that closes itself, errors of system calls as values, and folders opened without links.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <string>
#include <utility>

#include "formats/base/result.h"
#include "gateway/core/disk.h"

namespace quittance::disk {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }

 private:
  int number_;
};

/// The Error of the system call that just failed (errno), with the codes of core::Disk. `what` names call and
/// file.
Error system_error(const std::string& what);

/// DISK-NAME unless `name` is one path component other than "." and "..".
Result<void> check_name(const std::string& name);

/// Opens the folder itself. The root may be reached by links (it is configured); nothing below it may be one.
Result<Descriptor> open_folder(const core::Folder& folder);

/// fsync; a failure sets `halted` and is DISK-SYNC.
Result<void> sync(int descriptor, const std::string& what, std::atomic<bool>& halted);

/// What fstat or fstatat says.
core::FileEntry entry_of(const struct stat& status, std::string name);

}  // namespace quittance::disk
