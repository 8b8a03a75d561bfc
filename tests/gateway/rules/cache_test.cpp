#include "gateway/rules/cache.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "keys/crypto.h"
#include "tests/gateway/config/scratch.h"

namespace quittance::rules {
namespace {

namespace fs = std::filesystem;

class CacheFiles : public testing::Test {
 protected:
  [[nodiscard]] fs::path file() const { return scratch_.path() / "cache" / ("grammar-" + key_.hex()); }

  Scratch scratch_;
  keys::OpenSslDigest digest_;
  Cache cache_{scratch_.path() / "cache", digest_};
  Sha256 key_ = keys::sha256("sources");
};

TEST_F(CacheFiles, GiveBackWhatWasPutIn) {
  const Bytes content("any\0octets", 10);
  ASSERT_TRUE(cache_.put("grammar", key_, content).ok());
  EXPECT_EQ(cache_.get("grammar", key_), content);
}

TEST_F(CacheFiles, GiveNothingForAnotherKeyOrKind) {
  ASSERT_TRUE(cache_.put("grammar", key_, "content").ok());
  EXPECT_EQ(cache_.get("grammar", keys::sha256("other")), std::nullopt);
  EXPECT_EQ(cache_.get("pack", key_), std::nullopt);
}

TEST_F(CacheFiles, GiveNothingOfADamagedFile) {
  ASSERT_TRUE(cache_.put("grammar", key_, "content").ok());
  std::ofstream(file(), std::ios::binary | std::ios::in | std::ios::ate) << "x";
  EXPECT_EQ(cache_.get("grammar", key_), std::nullopt);
  fs::resize_file(file(), 60);
  EXPECT_EQ(cache_.get("grammar", key_), std::nullopt);
  fs::resize_file(file(), 10);
  EXPECT_EQ(cache_.get("grammar", key_), std::nullopt);
}

TEST_F(CacheFiles, GiveNothingOfAFileMovedToAnotherKey) {
  ASSERT_TRUE(cache_.put("grammar", key_, "content").ok());
  const auto other = keys::sha256("other");
  fs::rename(file(), scratch_.path() / "cache" / ("grammar-" + other.hex()));
  EXPECT_EQ(cache_.get("grammar", other), std::nullopt);
}

TEST_F(CacheFiles, GiveNothingThatOthersMayHaveWritten) {
  ASSERT_TRUE(cache_.put("grammar", key_, "content").ok());
  fs::permissions(file(), fs::perms::group_write, fs::perm_options::add);
  EXPECT_EQ(cache_.get("grammar", key_), std::nullopt);
  fs::permissions(file(), fs::perms::group_write, fs::perm_options::remove);
  EXPECT_EQ(cache_.get("grammar", key_), "content");
  fs::permissions(scratch_.path() / "cache", fs::perms::others_write, fs::perm_options::add);
  EXPECT_EQ(cache_.get("grammar", key_), std::nullopt);
}

TEST_F(CacheFiles, GiveNothingThroughALink) {
  ASSERT_TRUE(cache_.put("grammar", key_, "content").ok());
  fs::rename(file(), scratch_.path() / "elsewhere");
  fs::create_symlink(scratch_.path() / "elsewhere", file());
  EXPECT_EQ(cache_.get("grammar", key_), std::nullopt);
}

TEST_F(CacheFiles, ReplaceWhatIsThere) {
  ASSERT_TRUE(cache_.put("grammar", key_, "old").ok());
  ASSERT_TRUE(cache_.put("grammar", key_, "new").ok());
  EXPECT_EQ(cache_.get("grammar", key_), "new");
}

TEST_F(CacheFiles, OfOneKindAreKeptUpToANumber) {
  ASSERT_TRUE(cache_.put("other", key_, "stays").ok());
  for (std::size_t i = 0; i < Cache::kMostKept; ++i) {
    scratch_.write(fmt::format("cache/grammar-{}", i), "");
  }
  const auto oldest = scratch_.path() / "cache" / "grammar-7";
  fs::last_write_time(oldest, fs::last_write_time(oldest) - std::chrono::hours(1));
  ASSERT_TRUE(cache_.put("grammar", key_, "content").ok());
  EXPECT_FALSE(fs::exists(oldest));
  EXPECT_TRUE(fs::exists(scratch_.path() / "cache" / "grammar-8"));
  EXPECT_EQ(cache_.get("grammar", key_), "content");
  EXPECT_EQ(cache_.get("other", key_), "stays");
}

TEST_F(CacheFiles, SayWhyTheyCannotBeWritten) {
  const auto put = Cache("/proc/nowhere", digest_).put("grammar", key_, "content");
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.error().code, "RULES");
}

TEST(CacheKey, ChangesWithEverySourceNameHashKindAndEngine) {
  const keys::OpenSslDigest digest;
  const std::vector<PinnedFile> sources{{"a", keys::sha256("1")}, {"b", keys::sha256("2")}};
  const auto key = cache_key("grammar", "engine 1", sources, digest);
  EXPECT_EQ(cache_key("grammar", "engine 1", sources, digest), key);
  EXPECT_NE(cache_key("pack", "engine 1", sources, digest), key);
  EXPECT_NE(cache_key("grammar", "engine 2", sources, digest), key);
  EXPECT_NE(cache_key("grammarengine", " 1", sources, digest), key);
  auto other = sources;
  other[1].sha256 = keys::sha256("3");
  EXPECT_NE(cache_key("grammar", "engine 1", other, digest), key);
  other = sources;
  other[0].name = "c";
  EXPECT_NE(cache_key("grammar", "engine 1", other, digest), key);
}

}  // namespace
}  // namespace quittance::rules
