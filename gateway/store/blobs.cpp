#include "gateway/store/blobs.h"

#include <limits>

namespace quittance::store {
namespace {

constexpr std::size_t kStep = 1 << 16;

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

Result<Sha256> FileBlobs::put(BytesView bytes) {
  auto file = disk_.create(temporary_);
  if (!file) return file.error();
  if (auto written = (*file)->write(bytes); !written) return written.error();
  auto digest = digest_.start();
  digest->update(bytes);
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

Result<Bytes> FileBlobs::get(const Sha256& hash) {
  auto bytes = disk_.read(folder_.sub(shelf(hash)), hash.hex(), std::numeric_limits<std::size_t>::max());
  if (!bytes) {
    const bool missing = bytes.error().code == "DISK-MISSING";
    return missing ? Error{"BLOB-MISSING", Retry::never, hash.hex()} : bytes.error();
  }
  if (digest_.of(*bytes) != hash) return Error{"BLOB-DAMAGED", Retry::never, hash.hex()};
  return bytes;
}

}  // namespace quittance::store
