#include "gateway/http/head.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace quittance::http {
namespace {

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

struct Refused {
  std::string name;
  int status;
  std::string octets;
};

/// A request that is fine but for `lines` between its Host and its end.
std::string post(const std::string& lines) {
  return "POST /as4 HTTP/1.1\r\nHost: ap.example\r\n" + lines + "\r\n";
}

const std::vector<Refused> kSmuggling{
    {"LengthAndChunked", 400, post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")},
    {"ChunkedAndLength", 400, post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n")},
    {"TwoLengths", 400, post("Content-Length: 4\r\nContent-Length: 5\r\n")},
    {"TwoEqualLengths", 400, post("Content-Length: 4\r\nContent-Length: 4\r\n")},
    {"ListOfLengths", 400, post("Content-Length: 4, 4\r\n")},
    {"NegativeLength", 400, post("Content-Length: -1\r\n")},
    {"SignedLength", 400, post("Content-Length: +4\r\n")},
    {"HexadecimalLength", 400, post("Content-Length: 0x4\r\n")},
    {"EmptyLength", 400, post("Content-Length:\r\n")},
    {"LengthWithSpaceInside", 400, post("Content-Length: 1 2\r\n")},
    {"LengthBeyondAllNumbers", 400, post("Content-Length: 99999999999999999999\r\n")},
    {"LengthWithFraction", 400, post("Content-Length: 4.0\r\n")},
    {"LengthWithVerticalTab", 400, post("Content-Length: \v4\r\n")},
    {"SpaceBeforeColon", 400, post("Content-Length : 4\r\n")},
    {"TabBeforeColon", 400, post("Content-Length\t: 4\r\n")},
    {"ChunkedWithSpaceBeforeColon", 400, post("Transfer-Encoding : chunked\r\n")},
    {"ChunkedTwice", 400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
    {"ChunkedBehindIdentity", 400, post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n")},
    {"GzipThenChunked", 501, post("Transfer-Encoding: gzip, chunked\r\n")},
    {"ChunkedThenIdentity", 501, post("Transfer-Encoding: chunked, identity\r\n")},
    {"UnknownCoding", 501, post("Transfer-Encoding: xchunked\r\n")},
    {"QuotedChunked", 501, post("Transfer-Encoding: \"chunked\"\r\n")},
    {"ChunkedWithParameter", 501, post("Transfer-Encoding: chunked;q=1\r\n")},
    {"ChunkedWithVerticalTab", 400, post("Transfer-Encoding: \vchunked\r\n")},
    {"EmptyCoding", 501, post("Transfer-Encoding:\r\n")},
    {"FoldedChunked", 400, post("Transfer-Encoding:\r\n chunked\r\n")},
    {"FoldedWithTab", 400, post("X-Note: a\r\n\tb\r\n")},
    {"FoldRightBehindRequestLine", 400, "GET / HTTP/1.1\r\n Host: ap.example\r\n\r\n"},
    {"BareLineFeedInHead", 400, post("X-Note: a\nTransfer-Encoding: chunked\r\n")},
    {"BareLineFeedAtEnd", 400, "GET / HTTP/1.1\r\nHost: ap.example\r\n\n"},
    {"OnlyLineFeeds", 400, "GET / HTTP/1.1\nHost: ap.example\n\n"},
    {"BareCarriageReturn", 400, post("X-Note: a\rTransfer-Encoding: chunked\r\n")},
    {"CarriageReturnTwice", 400, post("X-Note: a\r\r\n")},
    {"NulInValue", 400, post(std::string("X-Note: a\0b\r\n", 13))},
    {"NulInName", 400, post(std::string("Transfer-Encoding\0: chunked\r\n", 29))},
    {"DeleteInValue", 400, post("X-Note: a\x7f\r\n")},
    {"NameWithSpace", 400, post("Transfer Encoding: chunked\r\n")},
    {"NameWithParenthesis", 400, post("(comment): a\r\n")},
    {"NameWithHighOctet", 400, post("Content-L\xc3\xa9ngth: 4\r\n")},
    {"EmptyName", 400, post(": a\r\n")},
    {"NoColon", 400, post("Content-Length\r\n")},
    {"EncodedWord", 400, post("X-Note: =?utf-8?B?aGVsbG8=?=\r\n")},
    {"EncodedWordInUtf32", 400, post("X-Note: x =?UTF-32?Q?=00?= y\r\n")},
    {"NoHost", 400, "GET / HTTP/1.1\r\n\r\n"},
    {"TwoHosts", 400, post("Host: other.example\r\n")},
    {"HostWithPath", 400, "GET / HTTP/1.1\r\nHost: ap.example/x\r\n\r\n"},
    {"HostWithUser", 400, "GET / HTTP/1.1\r\nHost: a@ap.example\r\n\r\n"},
    {"HostList", 400, "GET / HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n"},
    {"OtherHostThanTarget", 400, "GET http://a.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n"},
    {"Http10", 505, "GET / HTTP/1.0\r\nHost: ap.example\r\n\r\n"},
    {"Http20", 505, "GET / HTTP/2.0\r\nHost: ap.example\r\n\r\n"},
    {"Http09", 400, "GET /\r\n"},
    {"LowerCaseVersion", 400, "GET / http/1.1\r\nHost: ap.example\r\n\r\n"},
    {"VersionWithTwoDigits", 400, "GET / HTTP/1.10\r\nHost: ap.example\r\n\r\n"},
    {"SpaceBehindVersion", 400, "GET / HTTP/1.1 \r\nHost: ap.example\r\n\r\n"},
    {"TwoSpacesInRequestLine", 400, "GET  / HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"TabInRequestLine", 400, "GET\t/ HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"SpaceBeforeMethod", 400, " GET / HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"MethodNoToken", 400, "G(T / HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"TargetWithoutSlash", 400, "GET as4 HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"TargetWithFragment", 400, "GET /a#b HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"TargetWithHighOctet", 400, "GET /\xc3\xa9 HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"TargetWithBackslash", 400, "GET /a\\b HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"TargetWithHalfEscape", 400, "GET /a%2 HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"StarForGet", 400, "GET * HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"FtpTarget", 400, "GET ftp://ap.example/ HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"AbsoluteTargetWithUser", 400, "GET http://a@ap.example/ HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"AbsoluteTargetWithoutHost", 400, "GET http:/// HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"Connect", 501, "CONNECT ap.example:443 HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"OtherExpectation", 417, post("Expect: 200-ok\r\n")},
    {"GzipBody", 415, post("Content-Encoding: gzip\r\nContent-Length: 4\r\n")},
    {"TwoEmptyLinesInFront", 400, "\r\n\r\nGET / HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"TlsHello", 400, std::string("\x16\x03\x01\x02\x00\x01\x00", 7)},
    {"Http2Preface", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"TargetTooLong", 414, "GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"HeadTooLarge", 431, post("X-Note: " + std::string(16 << 10, 'a') + "\r\n")},
    {"TooManyFields", 431, post([] {
       std::string lines;
       for (int i = 0; i < 100; ++i) lines += "a:b\r\n";
       return lines;
     }())},
};

class Smuggling : public testing::TestWithParam<Refused> {};

TEST_P(Smuggling, IsRefusedWithItsStatus) {
  const auto answer = read(GetParam().octets);
  EXPECT_EQ(answer.state, State::refused) << answer;
  EXPECT_EQ(answer.status, GetParam().status) << answer;
  EXPECT_FALSE(answer.why.empty());
}

TEST_P(Smuggling, IsRefusedTheSameWhenItComesInDrops) {
  EXPECT_EQ(read(GetParam().octets, 1), read(GetParam().octets));
}

INSTANTIATE_TEST_SUITE_P(Table, Smuggling, testing::ValuesIn(kSmuggling),
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
