#include "gateway/disk/write_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "gateway/disk/descriptor.h"
#include "tests/support/temporary_folder.h"

namespace quittance::disk {
namespace {

namespace fs = std::filesystem;

Bytes content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class WriteFile : public testing::Test {
 protected:
  [[nodiscard]] fs::path in(const std::string& name) const { return fs::path(folder_.path()) / name; }

  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path()), {}));
  }

  test::TemporaryFolder folder_;
};

TEST_F(WriteFile, MakesAFileAndReplacesItWhole) {
  ASSERT_TRUE(write_file(in("out"), "a long first word", 0644).ok());
  ASSERT_TRUE(write_file(in("out"), "second", 0600).ok());
  EXPECT_EQ(content_of(in("out")), "second");
  EXPECT_EQ(fs::status(in("out")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(count(), 1U);
}

TEST_F(WriteFile, WritesIntoAFifoAndLeavesItOne) {
  ASSERT_EQ(::mkfifo(in("pipe").c_str(), 0600), 0);
  const Descriptor reader(::open(in("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  ASSERT_TRUE(reader.valid());
  ASSERT_TRUE(write_file(in("pipe"), "into it", 0644).ok());
  Bytes read(100, '\0');
  const auto length = ::read(reader.number(), read.data(), read.size());
  ASSERT_GT(length, 0);
  EXPECT_EQ(read.substr(0, static_cast<std::size_t>(length)), "into it");
  EXPECT_TRUE(fs::is_fifo(in("pipe")));
  EXPECT_EQ(count(), 1U);
}

TEST_F(WriteFile, LeavesADeviceADevice) {
  fs::create_symlink("/dev/null", in("link"));
  ASSERT_TRUE(write_file(in("link"), "nowhere", 0644).ok());
  EXPECT_TRUE(fs::is_symlink(in("link")));
  EXPECT_TRUE(fs::is_character_file(in("link")));
}

TEST_F(WriteFile, FollowsALinkToAFile) {
  ASSERT_TRUE(write_file(in("file"), "before", 0644).ok());
  fs::create_symlink("file", in("link"));
  ASSERT_TRUE(write_file(in("link"), "after", 0644).ok());
  EXPECT_TRUE(fs::is_symlink(in("link")));
  EXPECT_EQ(content_of(in("file")), "after");
}

TEST_F(WriteFile, WritesIntoAnOpenFileThatHasNoNameAnyMore) {
  const Descriptor open(::open(in("gone").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_TRUE(open.valid());
  fs::remove(in("gone"));
  ASSERT_TRUE(write_file("/proc/self/fd/" + std::to_string(open.number()), "still there", 0644).ok());
  Bytes read(11, '\0');
  ASSERT_EQ(::pread(open.number(), read.data(), read.size(), 0), 11);
  EXPECT_EQ(read, "still there");
  EXPECT_EQ(count(), 0U);
}

TEST_F(WriteFile, SaysWhereItCannot) {
  fs::create_directory(in("folder"));
  const auto folder = write_file(in("folder"), "x", 0644);
  ASSERT_FALSE(folder.ok());
  EXPECT_EQ(folder.error().code, "FILE");
  EXPECT_EQ(folder.error().detail, in("folder").string() + ": Is a directory");
  const auto missing = write_file(in("none/out"), "x", 0644);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().detail, in("none/out").string() + ": No such file or directory");
}

TEST_F(WriteFile, InPlacesOfOurOwnALinkIsReplacedNotFollowed) {
  ASSERT_TRUE(write_file(in("file"), "before", 0644).ok());
  fs::create_symlink("file", in("link"));
  ASSERT_TRUE(replace_file(in("link"), "after", 0644).ok());
  EXPECT_FALSE(fs::is_symlink(in("link")));
  EXPECT_EQ(content_of(in("file")), "before");
}

}  // namespace
}  // namespace quittance::disk
