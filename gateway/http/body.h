// How much of a request's body is taken, and where it is kept while it comes in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "formats/base/body.h"

namespace quittance::http {

/// How much of a body is taken, and where to.
struct BodyPolicy {
  std::uint64_t limit_bytes = 1 << 20;   ///< a larger body is refused with 413
  std::size_t memory_bytes = 256 << 10;  ///< what is longer goes to a file
};

/// Takes a body piece by piece.
class BodyWriter {
 public:
  /// `folder` is where a large body's unlinked file lies.
  BodyWriter(BodyPolicy policy, std::string folder);

  /// Fails with HTTP:413 beyond the limit, with HTTP:507 when the disk is full and HTTP:500 on another disk
  /// error.
  Result<void> write(BytesView piece);
  /// Ends the body. Fails as write() does.
  Result<Body> finish();
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  std::uint64_t limit_bytes_;
  std::unique_ptr<quittance::BodyWriter> spooled_;
  std::uint64_t size_ = 0;
};

}  // namespace quittance::http
