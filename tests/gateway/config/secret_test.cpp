#include "gateway/config/secret.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/gateway/config/scratch.h"

namespace quittance::config {
namespace {

namespace fs = std::filesystem;

fs::path closed_file(const Scratch& scratch, const std::string& name, std::string_view text) {
  const auto path = scratch.write(name, text);
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  return path;
}

Secret secret(std::string_view text, const fs::path& folder = "/etc/quittance") {
  const auto parsed = Secret::parse(text, folder);
  EXPECT_TRUE(parsed.ok()) << text;
  return *parsed;
}

TEST(Secret, IsReadFromAFileWithoutItsLineEnd) {
  const Scratch scratch;
  closed_file(scratch, "key", "hush \n");
  const auto read = secret("file:key", scratch.path()).read();
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(*read, "hush ");
}

TEST(Secret, OfAFileOthersMayReadIsRefused) {
  const Scratch scratch;
  const auto path = closed_file(scratch, "key", "hush");
  fs::permissions(path, fs::perms::others_read, fs::perm_options::add);
  const auto read = secret("file:" + path.string()).read();
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().detail,
            path.string() + " may be read by everybody: close it with chmod o= " + path.string());
}

TEST(Secret, LargerThanAnySecretIsRefused) {
  const Scratch scratch;
  const auto path = closed_file(scratch, "key", std::string(65'537, 'x'));
  ASSERT_FALSE(secret("file:" + path.string()).read().ok());
  closed_file(scratch, "key", std::string(65'536, 'x'));
  EXPECT_TRUE(secret("file:" + path.string()).read().ok());
}

TEST(Secret, ThatIsAFolderIsRefused) {
  const Scratch scratch;
  const auto read = secret("file:" + scratch.path().string()).read();
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().detail, scratch.path().string() + " is not a regular file");
}

TEST(Secret, OfACredentialIsInTheCredentialsDirectory) {
  const Scratch scratch;
  closed_file(scratch, "as4", "hush");
  ::setenv("CREDENTIALS_DIRECTORY", scratch.path().c_str(), 1);
  const auto read = secret("credential:as4").read();
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(*read, "hush");
}

TEST(Secret, OfACredentialNeedsSystemd) {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  const auto read = secret("credential:as4").read();
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().detail,
            "credential:as4: $CREDENTIALS_DIRECTORY is not set: start under systemd with LoadCredential=");
}

TEST(Secret, ThatIsNeitherIsNotParsed) {
  for (const auto* text :
       {"", "hunter2", "credential:", "credential:a/b", "credential:..", "file:", "FILE:x"}) {
    EXPECT_FALSE(Secret::parse(text, "/").ok()) << text;
  }
}

}  // namespace
}  // namespace quittance::config
