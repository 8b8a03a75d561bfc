#include "gateway/store/blobs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gateway/disk/posix_disk.h"
#include "keys/crypto.h"
#include "tests/support/temporary_folder.h"

namespace quittance::store {
namespace {

struct InTheBlobs : ::testing::Test {
  test::TemporaryFolder home;
  disk::PosixDisk disk;
  keys::OpenSslDigest digest;
  std::unique_ptr<FileBlobs> blobs = FileBlobs::open(disk, digest, home.path()).value();

  std::string path(const Sha256& hash) {
    return home / ("blobs/" + hash.hex().substr(0, 1) + "/" + hash.hex());
  }
};

TEST_F(InTheBlobs, WhatIsPutIsFoundByItsHash) {
  const auto hash = blobs->put("an invoice");
  ASSERT_TRUE(hash.ok()) << hash.error();
  EXPECT_EQ(*hash, digest.of("an invoice"));
  EXPECT_EQ(*blobs->get(*hash), "an invoice");
  EXPECT_EQ(*blobs->put("an invoice"), *hash);
}

TEST_F(InTheBlobs, DamagedBytesAreNotGivenOut) {
  const auto hash = *blobs->put("an invoice");
  std::ofstream(path(hash)) << "an invoicE";
  EXPECT_EQ(blobs->get(hash).error().code, "BLOB-DAMAGED");
  std::filesystem::remove(path(hash));
  EXPECT_EQ(blobs->get(hash).error().code, "BLOB-MISSING");
}

TEST_F(InTheBlobs, AFileIsTakenUpToTheLimitAndNoFurther) {
  std::ofstream(home / "upload") << std::string(200'000, 'x');
  auto file = disk.open({home.path(), ""}, "upload");
  ASSERT_TRUE(file.ok());
  const auto stored = blobs->put_file(**file, 200'000);
  ASSERT_TRUE(stored.ok()) << stored.error();
  EXPECT_EQ(stored->size_bytes, 200'000u);
  EXPECT_EQ(blobs->get(stored->hash)->size(), 200'000u);
  ASSERT_TRUE((*file)->seek(0).ok());
  EXPECT_EQ(blobs->put_file(**file, 199'999).error().code, "BLOB-SIZE");
  EXPECT_TRUE(std::filesystem::is_empty(home / "blobs/tmp"));
}

TEST_F(InTheBlobs, WhatACrashLeftHalfWrittenIsClearedAway) {
  std::ofstream(home / "blobs/tmp/1-1.tmp") << "half";
  const auto again = FileBlobs::open(disk, digest, home.path());
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(std::filesystem::is_empty(home / "blobs/tmp"));
}

}  // namespace
}  // namespace quittance::store
