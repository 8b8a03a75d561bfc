// A disk whose n-th writing operation fails, once or from then on. What fails does not happen.
#pragma once

#include <atomic>
#include <optional>

#include "gateway/core/disk.h"

namespace quittance::test {

class FaultyDisk : public core::Disk {
 public:
  explicit FaultyDisk(core::Disk& disk) : disk_(disk) {}

  void fail_at(long n, Error error, bool for_ever) {
    count_ = 0;
    at_ = n;
    error_ = std::move(error);
    for_ever_ = for_ever;
  }
  void heal() { at_ = 0; }
  /// Writing operations since fail_at().
  [[nodiscard]] long count() const { return count_; }

  Result<void> list(const core::Folder& folder,
                    const std::function<bool(const core::FileEntry&)>& each) override {
    return disk_.list(folder, each);
  }
  Result<core::FileEntry> look(const core::Folder& folder, const std::string& name) override {
    return disk_.look(folder, name);
  }
  Result<std::unique_ptr<core::ReadFile>> open(const core::Folder& folder, const std::string& name) override {
    return disk_.open(folder, name);
  }
  Result<std::unique_ptr<core::WriteFile>> create(const core::Folder& folder) override {
    if (auto fault = next_fault()) return *fault;
    auto file = disk_.create(folder);
    if (!file) return file.error();
    return std::unique_ptr<core::WriteFile>(std::make_unique<FaultyFile>(*this, std::move(file).value()));
  }
  Result<void> make_folder(const core::Folder& folder, const std::string& name) override {
    if (auto fault = next_fault()) return *fault;
    return disk_.make_folder(folder, name);
  }
  Result<void> move(const core::Folder& from, const std::string& name, const core::Folder& to,
                    const std::string& new_name) override {
    if (auto fault = next_fault()) return *fault;
    return disk_.move(from, name, to, new_name);
  }
  Result<void> remove(const core::Folder& folder, const std::string& name) override {
    if (auto fault = next_fault()) return *fault;
    return disk_.remove(folder, name);
  }
  Result<void> remove_folder(const core::Folder& folder, const std::string& name) override {
    if (auto fault = next_fault()) return *fault;
    return disk_.remove_folder(folder, name);
  }
  Result<Room> room(const core::Folder& folder) override { return disk_.room(folder); }
  [[nodiscard]] bool halted() const override { return disk_.halted(); }

 private:
  class FaultyFile : public core::WriteFile {
   public:
    FaultyFile(FaultyDisk& disk, std::unique_ptr<core::WriteFile> file)
        : disk_(disk), file_(std::move(file)) {}
    Result<void> write(BytesView bytes) override {
      if (auto fault = disk_.next_fault()) return *fault;
      return file_->write(bytes);
    }
    Result<void> commit(const core::Folder& folder, const std::string& name) override {
      if (auto fault = disk_.next_fault()) return *fault;
      return file_->commit(folder, name);
    }

   private:
    FaultyDisk& disk_;
    std::unique_ptr<core::WriteFile> file_;
  };

  std::optional<Error> next_fault() {
    const long n = ++count_;
    if (at_ != 0 && (n == at_ || (for_ever_ && n > at_))) return error_;
    return std::nullopt;
  }

  core::Disk& disk_;
  std::atomic<long> count_{0}, at_{0};
  Error error_;
  bool for_ever_ = false;
};

}  // namespace quittance::test
