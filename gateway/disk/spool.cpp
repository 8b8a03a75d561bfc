#include "gateway/disk/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "gateway/disk/descriptor.h"

namespace quittance::disk {

namespace {

Error spool_error(const char* what) {
  const int number = errno;
  const bool full = number == ENOSPC || number == EDQUOT;
  return {full ? "SPOOL-FULL" : "SPOOL", Retry::later,
          std::string(what) + ": " + std::generic_category().message(number)};
}

class SpooledFile : public BodySource {
 public:
  explicit SpooledFile(Descriptor file) : file_(std::move(file)) {}

  Result<void> read(std::uint64_t offset, char* to, std::size_t count) const override {
    while (count > 0) {
      const ssize_t got = ::pread(file_.number(), to, count, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0)
        return Error{"BODY-READ", Retry::later,
                     got == 0 ? "the file is shorter than it was" : "pread failed"};
      to += got;
      offset += static_cast<std::uint64_t>(got);
      count -= static_cast<std::size_t>(got);
    }
    return {};
  }

 private:
  Descriptor file_;
};

class SpoolWriter : public BodyWriter {
 public:
  SpoolWriter(std::string folder, std::size_t memory_bytes)
      : folder_(std::move(folder)), memory_bytes_(memory_bytes) {}

  Result<void> write(BytesView piece) override {
    size_ += piece.size();
    memory_.append(piece);
    const bool spilled = file_.valid();
    if (!spilled && size_ <= memory_bytes_) return {};
    if (spilled && memory_.size() < Body::kPiece) return {};
    return spill();
  }

  Result<Body> finish() override {
    if (!file_.valid()) return Body(std::move(memory_));
    if (auto written = spill(); !written) return written.error();
    return Body::stored(std::make_shared<SpooledFile>(std::move(file_)), size_);
  }

 private:
  Result<void> spill() {
    if (!file_.valid()) file_ = Descriptor(::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file_.valid()) return spool_error("a file cannot be made");
    for (BytesView rest = memory_; !rest.empty();) {
      const ssize_t done = ::write(file_.number(), rest.data(), rest.size());
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) return spool_error("a file cannot be written");
      rest.remove_prefix(static_cast<std::size_t>(done));
    }
    // The room it had while it was small is given back: many may be under way.
    Bytes().swap(memory_);
    return {};
  }

  std::string folder_;
  std::size_t memory_bytes_;
  Bytes memory_;
  std::uint64_t size_ = 0;
  Descriptor file_;
};

}  // namespace

std::unique_ptr<BodyWriter> FileSpool::start() const {
  return std::make_unique<SpoolWriter>(folder_, memory_bytes_);
}

}  // namespace quittance::disk
