// A message body: small ones in memory, large ones in an unlinked temporary file that is mapped for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::http {

/// Complete octets of a request. Move-only: it may own a file.
class Body {
 public:
  Body() = default;
  explicit Body(Bytes bytes) : memory_(std::move(bytes)) {}

  [[nodiscard]] std::uint64_t size() const { return map_ ? map_->size : memory_.size(); }
  [[nodiscard]] bool in_file() const { return map_ != nullptr; }
  /// All octets, valid as long as this Body. Those of a file are mapped pages: they cost page cache, not
  /// heap.
  [[nodiscard]] BytesView bytes() const {
    return map_ ? BytesView{map_->start, map_->size} : BytesView{memory_};
  }

 private:
  friend class BodyWriter;
  struct Map {
    const char* start;
    std::size_t size;
    Map(const char* s, std::size_t n) : start(s), size(n) {}
    ~Map();
    Map(const Map&) = delete;
    Map& operator=(const Map&) = delete;
  };
  Bytes memory_;
  std::unique_ptr<Map> map_;
};

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
  ~BodyWriter();
  BodyWriter(BodyWriter&&) = delete;

  /// Fails with HTTP:413 beyond the limit, with HTTP:507 when the disk is full and HTTP:500 on another disk
  /// error.
  Result<void> write(BytesView piece);
  /// Ends the body. Fails with HTTP:500 when the file cannot be mapped.
  Result<Body> finish();
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  Result<void> spill();
  Result<void> write_file(BytesView piece);

  BodyPolicy policy_;
  std::string folder_;
  Bytes memory_;
  std::uint64_t size_ = 0;
  int file_ = -1;
};

}  // namespace quittance::http
