#include "gateway/http/chunked.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

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

struct Bad {
  std::string name;
  int status;
  std::string octets;
};

const std::vector<Bad> kBad{
    {"NoSize", 400, "\r\n"},
    {"NoSizeButExtension", 400, ";a=b\r\n"},
    {"SizeWithSpaceBehind", 400, "4 \r\nWiki\r\n0\r\n\r\n"},
    {"SizeWithSpaceInFront", 400, " 4\r\nWiki\r\n0\r\n\r\n"},
    {"SizeWithPrefix", 400, "0x4\r\nWiki\r\n0\r\n\r\n"},
    {"SizeWithSign", 400, "+4\r\nWiki\r\n0\r\n\r\n"},
    {"NegativeSize", 400, "-1\r\n"},
    {"SizeWithUnderscore", 400, "1_0\r\n"},
    {"SizeBeyondSixtyBits", 400, "1000000000000000\r\n"},
    {"SizeOfManyZeros", 400, "0000000000000004\r\nWiki\r\n"},
    {"SizeEndedByLineFeed", 400, "4\nWiki\r\n0\r\n\r\n"},
    {"SizeEndedByCarriageReturn", 400, "4\rWiki\r\n0\r\n\r\n"},
    {"LineFeedInExtension", 400, "4;a\nb\r\nWiki\r\n0\r\n\r\n"},
    {"NulInExtension", 400, std::string("4;a\0\r\n", 6)},
    {"ChunkLongerThanItsSize", 400, "3\r\nWiki\r\n0\r\n\r\n"},
    {"ChunkShorterThanItsSize", 400, "5\r\nWiki\r\n0\r\n\r\n"},
    {"ChunkEndedByLineFeed", 400, "4\r\nWiki\n0\r\n\r\n"},
    {"EndWithLineFeed", 400, "4\r\nWiki\r\n0\n\n"},
    {"TrailerWithoutColon", 400, "0\r\nTrailer\r\n\r\n"},
    {"TrailerFolded", 400, "0\r\na: b\r\n c\r\n\r\n"},
    {"TrailerWithSpaceBeforeColon", 400, "0\r\na : b\r\n\r\n"},
    {"TrailerWithLineFeed", 400, "0\r\na: b\n\r\n"},
    {"EndlessExtension", 431, "4;" + std::string(17 << 10, 'a')},
    {"EndlessTrailer", 431, "0\r\na: " + std::string(17 << 10, 'a')},
    {"EndlessTrailers", 431,
     "0\r\n" +
         [] {
           std::string lines;
           for (int i = 0; i < 5000; ++i) lines += "a:b\r\n";
           return lines;
         }()},
};

class BadCoding : public testing::TestWithParam<Bad> {};

TEST_P(BadCoding, IsRefused) {
  const auto got = read(GetParam().octets);
  EXPECT_EQ(got.state, State::refused);
  EXPECT_EQ(got.refusal.status, GetParam().status) << got.refusal.why;
}

INSTANTIATE_TEST_SUITE_P(Table, BadCoding, testing::ValuesIn(kBad),
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
