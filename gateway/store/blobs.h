// Bytes by their SHA-256. Documents, and all that is large, as files: blobs/<first digit>/<64 digits>,
// written whole, synced, then renamed. Small evidence as rows of the store, committed with what names it.
// Whoever reads one gets the bytes of that hash or an error.
#pragma once

#include "formats/base/digest.h"
#include "gateway/core/disk.h"
#include "gateway/core/store.h"

namespace quittance::store {

/// What was stored from a file.
struct StoredFile {
  Sha256 hash;
  std::uint64_t size_bytes = 0;
};

/// Any thread.
class FileBlobs {
 public:
  /// Makes the folders below `root`/blobs, empties the one of temporary files. Fails with the codes of Disk.
  static Result<std::unique_ptr<FileBlobs>> open(core::Disk& disk, const Digest& digest,
                                                 const std::string& root);

  Result<Sha256> put(const Body& bytes);
  Result<Bytes> get(const Sha256& hash);
  Result<Body> open(const Sha256& hash);
  /// Copies a file in steps of 64 KB. BLOB-SIZE when it has more than `at_most` octets.
  Result<StoredFile> put_file(core::ReadFile& file, std::uint64_t at_most);
  /// The same without keeping anything.
  Result<StoredFile> hash_file(core::ReadFile& file, std::uint64_t at_most);

 private:
  FileBlobs(core::Disk& disk, const Digest& digest, core::Folder folder)
      : disk_(disk), digest_(digest), folder_(std::move(folder)), temporary_(folder_.sub("tmp")) {}
  Result<Sha256> commit(core::WriteFile& file, RunningDigest& digest);
  Result<std::uint64_t> copy(core::ReadFile& source, std::uint64_t at_most, RunningDigest& digest,
                             core::WriteFile* target);
  Result<std::unique_ptr<core::ReadFile>> find(const Sha256& hash);

  core::Disk& disk_;
  const Digest& digest_;
  core::Folder folder_, temporary_;
};

/// Both places behind the port. Any thread; files and store outlive it.
class KeptBlobs : public core::Blobs {
 public:
  /// Up to this many octets are kept as a row.
  static constexpr std::uint64_t kInARow = 64 << 10;

  KeptBlobs(FileBlobs& files, core::Store& store, const Digest& digest)
      : files_(files), store_(store), digest_(digest) {}

  Result<Sha256> put(const Body& bytes) override { return files_.put(bytes); }
  Result<core::Attachment> keep(const std::string& name, const Body& bytes) override;
  Result<Bytes> get(const Sha256& hash) override;
  Result<Body> open(const Sha256& hash) override;

 private:
  FileBlobs& files_;
  core::Store& store_;
  const Digest& digest_;
};

}  // namespace quittance::store
