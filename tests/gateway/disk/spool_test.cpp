#include "gateway/disk/spool.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace quittance::disk {
namespace {

Body spooled(const FileSpool& spool, const Bytes& bytes, std::size_t step) {
  const auto writer = spool.start();
  for (std::size_t at = 0; at < bytes.size(); at += step)
    EXPECT_TRUE(writer->write(BytesView(bytes).substr(at, step)));
  return writer->finish().value();
}

TEST(FileSpool, KeepsALittleInMemoryAndMoreInAFileWithoutAName) {
  const test::TemporaryFolder folder;
  const FileSpool spool(folder.path(), 1000);
  EXPECT_TRUE(spooled(spool, Bytes(1000, 'a'), 100).in_memory());
  Bytes large;
  for (int i = 0; i < 100'000; ++i) large += static_cast<char>('a' + i % 23);
  const Body body = spooled(spool, large, 999);
  EXPECT_FALSE(body.in_memory());
  EXPECT_EQ(*body.load(), large);
  EXPECT_EQ(*body.range(50'000, 10).load(), large.substr(50'000, 10));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(FileSpool, SaysWhenThereIsNoPlace) {
  const auto writer = FileSpool("/nowhere/at/all", 10).start();
  EXPECT_TRUE(writer->write("ten octets"));
  const auto failed = writer->write("!");
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, "SPOOL");
  EXPECT_EQ(failed.error().retry, Retry::later);
}

}  // namespace
}  // namespace quittance::disk
