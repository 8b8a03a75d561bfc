#include "gateway/http/body.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace quittance::http {

namespace {

Error disk_error(int number) {
  const bool full = number == ENOSPC || number == EDQUOT;
  return Error{full ? "HTTP:507" : "HTTP:500", Retry::later,
               "the body cannot be kept: " + std::generic_category().message(number)};
}

}  // namespace

Body::Map::~Map() { ::munmap(const_cast<char*>(start), size); }

BodyWriter::BodyWriter(BodyPolicy policy, std::string folder) : policy_(policy), folder_(std::move(folder)) {}

BodyWriter::~BodyWriter() {
  if (file_ >= 0) ::close(file_);
}

Result<void> BodyWriter::write(BytesView piece) {
  if (piece.size() > policy_.limit_bytes - size_) {
    return Error{"HTTP:413", Retry::never,
                 "the body is larger than " + std::to_string(policy_.limit_bytes) + " octets"};
  }
  size_ += piece.size();
  if (file_ < 0 && size_ <= policy_.memory_bytes) {
    memory_.append(piece);
    return {};
  }
  if (file_ < 0) {
    if (auto spilled = spill(); !spilled.ok()) return spilled;
  }
  return write_file(piece);
}

Result<void> BodyWriter::spill() {
  // Without a name from the start: whatever ends us, nothing is left behind.
  file_ = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file_ < 0) return disk_error(errno);
  auto written = write_file(memory_);
  Bytes().swap(memory_);
  return written;
}

Result<void> BodyWriter::write_file(BytesView piece) {
  while (!piece.empty()) {
    const auto done = ::write(file_, piece.data(), piece.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return disk_error(errno);
    piece.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

Result<Body> BodyWriter::finish() {
  if (file_ < 0) return Body(std::move(memory_));
  void* start = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
  if (start == MAP_FAILED) return disk_error(errno);
  Body body;
  body.map_ = std::make_unique<Body::Map>(static_cast<const char*>(start), size_);
  return body;
}

}  // namespace quittance::http
