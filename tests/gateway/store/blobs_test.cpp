#include "gateway/store/blobs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gateway/disk/posix_disk.h"
#include "gateway/store/sqlite_store.h"
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

/// Files and rows together, and a way to commit what was kept.
struct InBothPlaces : InTheBlobs {
  std::unique_ptr<SqliteStore> store = SqliteStore::open(home.path(), digest).value();
  KeptBlobs kept{*blobs, *store, digest};

  Result<void> commit(const core::Attachment& attachment) {
    core::Entry entry;
    entry.subject = "someone";
    entry.kind = core::kind::kNote;
    entry.actor = "test";
    return store->commit([&](core::Writing& writing) { return writing.append(entry, {attachment}); });
  }
};

TEST_F(InBothPlaces, SmallEvidenceIsThereWithTheCommitThatNamesItAndNotBefore) {
  const std::string octets("a receipt\0\xff\r\n", 13);
  const auto receipt = kept.keep("receipt", octets);
  ASSERT_TRUE(receipt.ok()) << receipt.error();
  EXPECT_EQ(receipt->blob, digest.of(octets));
  EXPECT_EQ(kept.get(receipt->blob).error().code, "BLOB-MISSING");
  ASSERT_TRUE(commit(*receipt).ok());
  store.reset();
  store = SqliteStore::open(home.path(), digest).value();
  EXPECT_EQ(KeptBlobs(*blobs, *store, digest).get(receipt->blob).value(), octets);
  EXPECT_FALSE(std::filesystem::exists(path(receipt->blob)));
}

TEST_F(InBothPlaces, TheSameOctetsMayBeNamedTwice) {
  ASSERT_TRUE(commit(*kept.keep("answer", Body("ok"))).ok());
  ASSERT_TRUE(commit(*kept.keep("receipt", Body("ok"))).ok());
  EXPECT_EQ(kept.open(digest.of("ok"))->load().value(), "ok");
}

TEST_F(InBothPlaces, WhatIsLargeIsAFileBeforeItIsNamed) {
  const std::string large(KeptBlobs::kInARow + 1, 'x');
  const auto request = kept.keep("request", large);
  ASSERT_TRUE(request.ok()) << request.error();
  EXPECT_TRUE(std::filesystem::exists(path(request->blob)));
  EXPECT_EQ(kept.open(request->blob)->size(), large.size());
}

TEST_F(InBothPlaces, EvidenceOfAnOlderVersionIsFoundAsTheFileItIs) {
  const auto hash = *blobs->put("an old receipt");
  EXPECT_EQ(kept.get(hash).value(), "an old receipt");
}

TEST_F(InBothPlaces, ARowThatWasDamagedIsNotGivenOut) {
  ASSERT_TRUE(commit(*kept.keep("receipt", Body("proof"))).ok());
  store.reset();
  {
    auto sql = Sql::open(home / "store.db", Sql::Mode::write).value();
    sql->run("UPDATE octets SET bytes = ?", {Value::octets("pr00f")});
    ASSERT_TRUE(sql->outcome().ok());
  }
  store = SqliteStore::open(home.path(), digest).value();
  KeptBlobs again(*blobs, *store, digest);
  EXPECT_EQ(again.get(digest.of("proof")).error().code, "BLOB-DAMAGED");
  EXPECT_EQ(again.open(digest.of("proof")).error().code, "BLOB-DAMAGED");
}

}  // namespace
}  // namespace quittance::store
