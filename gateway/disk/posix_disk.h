// disk: the port Disk on POSIX. A durable write is: temporary file, fsync, rename, fsync of the folder. Every
// way below a root is walked without following links; the first failed sync stops all further writing.
#pragma once

#include <atomic>

#include "gateway/core/disk.h"

namespace quittance::disk {

/// Stateless but for the halt; any thread.
class PosixDisk : public core::Disk {
 public:
  Result<void> list(const core::Folder& folder,
                    const std::function<bool(const core::FileEntry&)>& each) override;
  Result<core::FileEntry> look(const core::Folder& folder, const std::string& name) override;
  Result<std::unique_ptr<core::ReadFile>> open(const core::Folder& folder, const std::string& name) override;
  Result<std::unique_ptr<core::WriteFile>> create(const core::Folder& folder) override;
  Result<void> make_folder(const core::Folder& folder, const std::string& name) override;
  Result<void> move(const core::Folder& from, const std::string& name, const core::Folder& to,
                    const std::string& new_name) override;
  Result<void> remove(const core::Folder& folder, const std::string& name) override;
  Result<void> remove_folder(const core::Folder& folder, const std::string& name) override;
  Result<Room> room(const core::Folder& folder) override;
  [[nodiscard]] bool halted() const override { return halted_; }

 private:
  std::atomic<bool> halted_{false};
  std::atomic<std::uint64_t> temporary_count_{0};
};

}  // namespace quittance::disk
