#include "gateway/http/head.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/gateway/http/smuggling.h"

namespace quittance::http {
namespace {

using test::Ambiguous;
using test::kAmbiguousHeads;
using test::post;
using State = HeadReader::State;

struct Answer {
  State state;
  int status;
  std::string why;
  std::size_t used;
  bool operator==(const Answer&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Answer& a) {
    return out << (a.state == State::done   ? "taken"
                   : a.state == State::more ? "waiting"
                                            : "refused")
               << " " << a.status << " " << a.why << " after " << a.used;
  }
};

Answer read(std::string_view octets, std::size_t piece = std::string_view::npos) {
  HeadReader reader;
  std::size_t used = 0;
  while (used < octets.size() && reader.state() == State::more)
    used += reader.feed(octets.substr(used, piece));
  const auto refused = reader.state() == State::refused;
  return {reader.state(), refused ? reader.refusal().status : 0, refused ? reader.refusal().why : "", used};
}

class Smuggling : public testing::TestWithParam<Ambiguous> {};

TEST_P(Smuggling, IsRefusedWithItsStatus) {
  const auto answer = read(GetParam().octets);
  EXPECT_EQ(answer.state, State::refused) << answer;
  EXPECT_EQ(answer.status, GetParam().status) << answer;
  EXPECT_FALSE(answer.why.empty());
}

TEST_P(Smuggling, IsRefusedTheSameWhenItComesInDrops) {
  EXPECT_EQ(read(GetParam().octets, 1), read(GetParam().octets));
}

INSTANTIATE_TEST_SUITE_P(Table, Smuggling, testing::ValuesIn(kAmbiguousHeads),
                         [](const auto& row) { return row.param.name; });

TEST(HeadReader, TakesAnOrdinaryRequestAndLeavesWhatFollows) {
  HeadReader reader;
  const std::string octets = post("Content-Length: 4\r\nX-Note:\t two words \r\n");
  EXPECT_EQ(reader.feed(octets + "body"), octets.size());
  ASSERT_EQ(reader.state(), State::done);
  const auto& head = reader.head();
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/as4");
  EXPECT_EQ(head.framing, Framing::length);
  EXPECT_EQ(head.content_length, 4U);
  EXPECT_EQ(head.fields.find("x-note"), "two words");
  EXPECT_FALSE(head.close);
}

TEST(HeadReader, FramesByChunksWhateverTheCase) {
  HeadReader reader;
  reader.feed(post("TRANSFER-encoding: Chunked\r\n"));
  ASSERT_EQ(reader.state(), State::done);
  EXPECT_EQ(reader.head().framing, Framing::chunked);
}

TEST(HeadReader, TakesNoBodyForALengthOfZero) {
  HeadReader reader;
  reader.feed(post("Content-Length: 0\r\n"));
  ASSERT_EQ(reader.state(), State::done);
  EXPECT_EQ(reader.head().framing, Framing::none);
}

TEST(HeadReader, SeesTheWishToEndAmongOtherOptions) {
  HeadReader reader;
  reader.feed(post("Connection: keep-alive, Close\r\n"));
  ASSERT_EQ(reader.state(), State::done);
  EXPECT_TRUE(reader.head().close);
}

TEST(HeadReader, TurnsAnAbsoluteTargetIntoItsPath) {
  HeadReader reader;
  reader.feed("GET HTTP://AP.example:8443?x=1 HTTP/1.1\r\nHost: ap.example:8443\r\n\r\n");
  ASSERT_EQ(reader.state(), State::done) << reader.refusal().why;
  EXPECT_EQ(reader.head().target, "/?x=1");
}

TEST(HeadReader, IgnoresOneEmptyLineInFront) {
  HeadReader reader;
  reader.feed("\r\nGET /a%20b HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n");
  ASSERT_EQ(reader.state(), State::done) << reader.refusal().why;
  EXPECT_EQ(reader.head().target, "/a%20b");
}

TEST(HeadReader, TakesAHeadOfExactlyItsLimit) {
  const auto frame = post("X: \r\n").size();
  HeadReader at({.total_bytes = frame + 10});
  at.feed(post("X: " + std::string(10, 'a') + "\r\n"));
  EXPECT_EQ(at.state(), State::done);
  HeadReader beyond({.total_bytes = frame + 10});
  beyond.feed(post("X: " + std::string(11, 'a') + "\r\n"));
  ASSERT_EQ(beyond.state(), State::refused);
  EXPECT_EQ(beyond.refusal(),
            (Refusal{431, "the head is larger than " + std::to_string(frame + 10) + " octets"}));
}

TEST(HeadReader, RefusesABareLineFeedAtOnceAndNotAtTheEndOfTheHead) {
  EXPECT_EQ(read("GET / HTTP/1.1\n"),
            (Answer{State::refused, 400, "a line feed without a carriage return", 15}));
}

}  // namespace
}  // namespace quittance::http
