#include "gateway/store/blobs.h"

#include <algorithm>
#include <mutex>

namespace quittance::store {
namespace {

constexpr std::size_t kStep = 1 << 16;

constexpr std::uint64_t kSmall = 256 << 10;  // what may as well lie in memory

/// A file that is read from several places at a time.
class BlobFile : public BodySource {
 public:
  explicit BlobFile(std::unique_ptr<core::ReadFile> file) : file_(std::move(file)) {}

  Result<void> read(std::uint64_t offset, char* to, std::size_t count) const override {
    const std::lock_guard lock(mutex_);
    if (auto at = file_->seek(offset); !at) return at;
    while (count > 0) {
      const auto part = file_->read(count);
      if (!part) return part.error();
      if (part->empty()) return Error{"BODY-READ", Retry::later, "the file is shorter than it was"};
      to = std::copy(part->begin(), part->end(), to);
      count -= part->size();
    }
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::unique_ptr<core::ReadFile> file_;
};

std::string shelf(const Sha256& hash) { return hash.hex().substr(0, 1); }

}  // namespace

Result<std::unique_ptr<FileBlobs>> FileBlobs::open(core::Disk& disk, const Digest& digest,
                                                   const std::string& root) {
  const core::Folder home{root, ""};
  const core::Folder folder = home.sub("blobs");
  if (auto made = disk.make_folder(home, "blobs"); !made) return made.error();
  if (auto made = disk.make_folder(folder, "tmp"); !made) return made.error();
  for (const char shelf : std::string_view("0123456789abcdef")) {
    if (disk.look(folder, {shelf}).ok()) continue;
    if (auto made = disk.make_folder(folder, {shelf}); !made) return made.error();
  }
  if (auto cleared = disk.clear(folder.sub("tmp")); !cleared) return cleared.error();
  return std::unique_ptr<FileBlobs>(new FileBlobs(disk, digest, folder));
}

Result<Sha256> FileBlobs::commit(core::WriteFile& file, RunningDigest& digest) {
  const Sha256 hash = digest.finish();
  // Written anew even when it is there: then its durability does not rest on what an earlier process managed
  // to sync.
  if (auto done = file.commit(folder_.sub(shelf(hash)), hash.hex()); !done) return done.error();
  return hash;
}

Result<Sha256> FileBlobs::put(const Body& bytes) {
  auto file = disk_.create(temporary_);
  if (!file) return file.error();
  auto digest = digest_.start();
  auto written = bytes.for_each([&](BytesView piece) {
    digest->update(piece);
    return (*file)->write(piece);
  });
  if (!written) return written.error();
  return commit(**file, *digest);
}

Result<std::uint64_t> FileBlobs::copy(core::ReadFile& source, std::uint64_t at_most, RunningDigest& digest,
                                      core::WriteFile* target) {
  std::uint64_t size = 0;
  while (true) {
    auto part = source.read(kStep);
    if (!part) return part.error();
    if (part->empty()) return size;
    size += part->size();
    if (size > at_most) {
      return Error{"BLOB-SIZE", Retry::never, "larger than " + std::to_string(at_most) + " octets"};
    }
    digest.update(*part);
    if (target == nullptr) continue;
    if (auto written = target->write(*part); !written) return written.error();
  }
}

Result<StoredFile> FileBlobs::put_file(core::ReadFile& source, std::uint64_t at_most) {
  auto file = disk_.create(temporary_);
  if (!file) return file.error();
  auto digest = digest_.start();
  const auto size = copy(source, at_most, *digest, file->get());
  if (!size) return size.error();
  const auto hash = commit(**file, *digest);
  if (!hash) return hash.error();
  return StoredFile{*hash, *size};
}

Result<StoredFile> FileBlobs::hash_file(core::ReadFile& source, std::uint64_t at_most) {
  auto digest = digest_.start();
  const auto size = copy(source, at_most, *digest, nullptr);
  if (!size) return size.error();
  return StoredFile{digest->finish(), *size};
}

Result<std::unique_ptr<core::ReadFile>> FileBlobs::find(const Sha256& hash) {
  auto file = disk_.open(folder_.sub(shelf(hash)), hash.hex());
  if (!file && file.error().code == "DISK-MISSING") return Error{"BLOB-MISSING", Retry::never, hash.hex()};
  return file;
}

Result<Bytes> FileBlobs::get(const Sha256& hash) {
  const auto body = open(hash);
  if (!body) return body.error();
  return body->load();
}

Result<Body> FileBlobs::open(const Sha256& hash) {
  auto file = find(hash);
  if (!file) return file.error();
  auto digest = digest_.start();
  Bytes small;
  std::uint64_t size = 0;
  while (true) {
    auto part = (*file)->read(kStep);
    if (!part) return part.error();
    if (part->empty()) break;
    digest->update(*part);
    size += part->size();
    if (size <= kSmall)
      small += *part;
    else
      Bytes().swap(small);
  }
  if (digest->finish() != hash) return Error{"BLOB-DAMAGED", Retry::never, hash.hex()};
  if (size <= kSmall) return Body(std::move(small));
  return Body::stored(std::make_shared<BlobFile>(std::move(file).value()), size);
}

Result<core::Attachment> KeptBlobs::keep(const std::string& name, const Body& bytes) {
  if (bytes.size() > kInARow) {
    auto hash = files_.put(bytes);
    if (!hash) return hash.error();
    return core::Attachment{name, *hash};
  }
  auto loaded = bytes.load();
  if (!loaded) return loaded.error();
  const Sha256 hash = digest_.of(*loaded);
  return core::Attachment{name, hash, std::make_shared<const Bytes>(std::move(*loaded))};
}

Result<Bytes> KeptBlobs::get(const Sha256& hash) {
  auto row = store_.octets(hash);
  if (!row) return row.error();
  if (!*row) return files_.get(hash);
  if (digest_.of(**row) != hash) return Error{"BLOB-DAMAGED", Retry::never, hash.hex()};
  return std::move(**row);
}

Result<Body> KeptBlobs::open(const Sha256& hash) {
  auto row = store_.octets(hash);
  if (!row) return row.error();
  if (!*row) return files_.open(hash);
  if (digest_.of(**row) != hash) return Error{"BLOB-DAMAGED", Retry::never, hash.hex()};
  return Body(std::move(**row));
}

}  // namespace quittance::store
