// The port Spool on POSIX: what is under way lies in memory while it is small, and in a file without a name
// when it is not. Whatever ends the process, nothing of it is left behind.
#pragma once

#include <string>

#include "formats/base/body.h"

namespace quittance::disk {

class FileSpool : public Spool {
 public:
  static constexpr std::size_t kMemoryBytes = std::size_t{256} << 10;

  /// `folder` is where the files lie (O_TMPFILE); what is no longer than `memory_bytes` gets none.
  explicit FileSpool(std::string folder, std::size_t memory_bytes = kMemoryBytes)
      : folder_(std::move(folder)), memory_bytes_(memory_bytes) {}

  [[nodiscard]] std::unique_ptr<BodyWriter> start() const override;

 private:
  std::string folder_;
  std::size_t memory_bytes_;
};

}  // namespace quittance::disk
