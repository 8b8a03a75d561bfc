#include "gateway/http/chunked.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/gateway/http/smuggling.h"

namespace quittance::http {
namespace {

using State = ChunkedReader::State;

struct Read {
  State state = State::more;
  Bytes data;
  std::size_t used = 0;
  Refusal refusal;
};

Read read(std::string_view octets, std::size_t piece = std::string_view::npos) {
  ChunkedReader reader;
  Read result;
  while (result.used < octets.size() && reader.state() == State::more) {
    result.used += reader.feed(octets.substr(result.used, piece), result.data);
  }
  result.state = reader.state();
  if (result.state == State::refused) result.refusal = reader.refusal();
  return result;
}

TEST(ChunkedReader, JoinsChunksAndLeavesWhatFollows) {
  const std::string coded = "4\r\nWiki\r\n6\r\npedia \r\nB;name=\"v;x\"\r\nin \r\nchunks\r\n0\r\n\r\n";
  const auto got = read(coded + "GET ");
  EXPECT_EQ(got.state, State::done) << got.refusal.why;
  EXPECT_EQ(got.data, "Wikipedia in \r\nchunks");
  EXPECT_EQ(got.used, coded.size());
}

TEST(ChunkedReader, ReadsTheSameInDrops) {
  const std::string octets = "4\r\nWiki\r\n5;a=b\r\npedia\r\n0\r\nTrailer: x\r\n\r\n";
  const auto whole = read(octets);
  const auto drops = read(octets, 1);
  EXPECT_EQ(whole.state, State::done);
  EXPECT_EQ(whole.data, "Wikipedia");
  EXPECT_EQ(drops.data, whole.data);
  EXPECT_EQ(drops.state, State::done);
  EXPECT_EQ(whole.used, octets.size());
}

TEST(ChunkedReader, IsNotDoneBeforeTheLastEmptyLine) {
  const std::string octets = "4\r\nWiki\r\n0\r\n\r\n";
  for (std::size_t length = 0; length < octets.size(); ++length) {
    EXPECT_EQ(read(octets.substr(0, length)).state, State::more) << "cut at " << length;
  }
  EXPECT_EQ(read(octets).state, State::done);
}

class BadCoding : public testing::TestWithParam<test::Ambiguous> {};

TEST_P(BadCoding, IsRefused) {
  const auto got = read(GetParam().octets);
  EXPECT_EQ(got.state, State::refused);
  EXPECT_EQ(got.refusal.status, GetParam().status) << got.refusal.why;
}

INSTANTIATE_TEST_SUITE_P(Table, BadCoding, testing::ValuesIn(test::kAmbiguousChunks),
                         [](const auto& row) { return row.param.name; });

TEST(ChunkedReader, RefusesACodingThatOutweighsItsDataManyTimes) {
  std::string octets;
  for (int i = 0; i < 4000; ++i) octets += "1;" + std::string(20, 'x') + "\r\ny\r\n";
  const auto got = read(octets);
  EXPECT_EQ(got.state, State::refused);
  EXPECT_EQ(got.refusal.status, 431);
}

TEST(ChunkedReader, TakesTenThousandChunksOfOneOctet) {
  std::string octets;
  for (int i = 0; i < 10000; ++i) octets += "1\r\ny\r\n";
  const auto got = read(octets + "0\r\n\r\n");
  EXPECT_EQ(got.state, State::done) << got.refusal.why;
  EXPECT_EQ(got.data, std::string(10000, 'y'));
}

}  // namespace
}  // namespace quittance::http
