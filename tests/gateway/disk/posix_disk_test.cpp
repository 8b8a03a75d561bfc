#include "gateway/disk/posix_disk.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace quittance::disk {
namespace {

using core::FileKind;
using core::Folder;

struct OnDisk : ::testing::Test {
  test::TemporaryFolder home;
  PosixDisk disk;
  Folder root{home.path(), ""};

  void make(const std::string& name, const std::string& content = "x") {
    std::ofstream(home / name) << content;
  }
  std::string code(const Result<void>& result) { return result.ok() ? "" : result.error().code; }
};

TEST_F(OnDisk, WhatIsWrittenIsReadBack) {
  ASSERT_TRUE(disk.make_folder(root, "tmp").ok());
  ASSERT_TRUE(disk.write(root.sub("tmp"), root, "a", std::string("one\0two", 7)).ok());
  const auto read = disk.read(root, "a", 100);
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(*read, std::string("one\0two", 7));
  EXPECT_TRUE(std::filesystem::is_empty(home / "tmp"));
}

TEST_F(OnDisk, AWriteThatIsNotCommittedLeavesNothing) {
  {
    auto file = disk.create(root);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->write("half").ok());
  }
  EXPECT_TRUE(std::filesystem::is_empty(home.path()));
}

TEST_F(OnDisk, MoveNeverReplaces) {
  make("a", "new");
  make("b", "old");
  EXPECT_EQ(code(disk.move(root, "a", root, "b")), "DISK-EXISTS");
  EXPECT_EQ(*disk.read(root, "b", 10), "old");
  EXPECT_TRUE(disk.move(root, "a", root, "c").ok());
  EXPECT_EQ(*disk.read(root, "c", 10), "new");
}

TEST_F(OnDisk, NamesAreSingleComponents) {
  for (const auto& bad : {std::string(), std::string("."), std::string(".."), std::string("../x"),
                          std::string("a/b"), std::string("a\0b", 3), std::string(256, 'n')}) {
    EXPECT_EQ(disk.look(root, bad).error().code, "DISK-NAME") << bad;
    EXPECT_EQ(disk.open(root, bad).error().code, "DISK-NAME") << bad;
    EXPECT_EQ(code(disk.move(root, bad, root, "c")), "DISK-NAME") << bad;
    EXPECT_EQ(code(disk.remove(root, bad)), "DISK-NAME") << bad;
  }
}

TEST_F(OnDisk, LinksAndFifosAreSeenAsSuchAndNotOpened) {
  make("target");
  ASSERT_EQ(::symlink("target", (home / "link").c_str()), 0);
  ASSERT_EQ(::mkfifo((home / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(disk.look(root, "link")->kind, FileKind::link);
  EXPECT_EQ(disk.look(root, "fifo")->kind, FileKind::other);
  EXPECT_EQ(disk.open(root, "link").error().code, "DISK-KIND");
  EXPECT_EQ(disk.open(root, "fifo").error().code, "DISK-KIND");  // and does not wait for a writer
}

TEST_F(OnDisk, AFolderThatIsALinkIsNotEntered) {
  std::filesystem::create_directory(home / "elsewhere");
  ASSERT_EQ(::symlink("elsewhere", (home / "processing").c_str()), 0);
  make("a");
  EXPECT_EQ(code(disk.make_folder(root, "processing")), "DISK-KIND");
  EXPECT_EQ(code(disk.move(root, "a", root.sub("processing"), "a")), "DISK-KIND");
  EXPECT_TRUE(std::filesystem::exists(home / "a"));
}

TEST_F(OnDisk, TheWayBelowARootHasNoWayUp) {
  std::filesystem::create_directory(home / "in");
  make("secret");
  EXPECT_EQ(disk.look(Folder{home / "in", ".."}, "secret").error().code, "DISK-NAME");
}

TEST_F(OnDisk, AnOpenFileTellsThatItWasWrittenTo) {
  make("a", "12345");
  auto file = disk.open(root, "a");
  ASSERT_TRUE(file.ok());
  const auto before = (*file)->entry();
  std::ofstream(home / "a", std::ios::app) << "6";
  const auto after = (*file)->entry();
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_NE(*before, *after);
  EXPECT_EQ(after->size, 6u);
}

TEST_F(OnDisk, ReadingStopsAtTheBound) {
  make("a", std::string(100, 'x'));
  EXPECT_TRUE(disk.read(root, "a", 100).ok());
  EXPECT_EQ(disk.read(root, "a", 99).error().code, "DISK-SIZE");
}

TEST_F(OnDisk, RemovingWhatIsGoneIsFine) {
  EXPECT_TRUE(disk.remove(root, "nothing").ok());
  EXPECT_TRUE(disk.remove_folder(root, "nothing").ok());
  std::filesystem::create_directory(home / "full");
  make("full/a");
  EXPECT_EQ(code(disk.remove_folder(root, "full")), "DISK-EXISTS");
}

TEST_F(OnDisk, ListGivesEveryEntryButTheDots) {
  make("a");
  make(".hidden");
  std::filesystem::create_directory(home / "d");
  std::vector<std::string> names;
  ASSERT_TRUE(disk.list(root,
                        [&](const core::FileEntry& entry) {
                          names.push_back(entry.name);
                          return true;
                        })
                  .ok());
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{".hidden", "a", "d"}));
}

TEST_F(OnDisk, RoomIsTold) {
  const auto room = disk.room(root);
  ASSERT_TRUE(room.ok());
  EXPECT_GT(room->free_bytes, 0u);
  EXPECT_LE(room->free_bytes_percent, 100);
}

}  // namespace
}  // namespace quittance::disk
