#include "as4/http_answer.h"

#include <gtest/gtest.h>

#include "as4/egress.h"

namespace quittance::as4 {
namespace {

using State = HttpAnswerReader::State;

struct Case {
  const char* name;
  std::string wire;
  bool closed;  ///< the peer closes behind it
  State state;
  int status;
  std::string body;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Answers : public testing::TestWithParam<Case> {
 protected:
  static void expect(const HttpAnswerReader& reader) {
    EXPECT_EQ(reader.state(), GetParam().state) << reader.fault();
    if (GetParam().state != State::complete) return;
    EXPECT_EQ(reader.status(), GetParam().status);
    EXPECT_EQ(reader.body(), GetParam().body);
  }
};

TEST_P(Answers, AreReadWhole) {
  HttpAnswerReader reader(1000);
  reader.feed(GetParam().wire);
  if (GetParam().closed) reader.end_of_stream();
  expect(reader);
}

TEST_P(Answers, AreReadTheSameOctetByOctet) {
  HttpAnswerReader reader(1000);
  for (const char octet : GetParam().wire) {
    if (reader.state() == State::complete || reader.state() == State::broken) break;
    reader.feed({&octet, 1});
  }
  if (GetParam().closed) reader.end_of_stream();
  expect(reader);
}

std::string ok(const std::string& rest) { return "HTTP/1.1 200 OK\r\n" + rest; }

INSTANTIATE_TEST_SUITE_P(
    All, Answers,
    testing::Values(
        Case{"Length", ok("Content-Length: 3\r\n\r\nabc"), false, State::complete, 200, "abc"},
        Case{"LengthZero", ok("content-length: 0\r\n\r\n"), false, State::complete, 200, ""},
        Case{"Chunked", ok("Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), false,
             State::complete, 200, "abcde"},
        Case{"ChunkedWithTrailer", ok("Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n"), false,
             State::complete, 200, "a"},
        Case{"UntilClosed", ok("\r\nabc"), true, State::complete, 200, "abc"},
        Case{"NoContent", "HTTP/1.1 204 No Content\r\n\r\n", false, State::complete, 204, ""},
        Case{"WithoutReason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", false, State::complete, 200, ""},
        Case{"ContinueFirst",
             "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 1\r\n\r\nx", false,
             State::complete, 202, "x"},
        Case{"LengthTwiceTheSame", ok("Content-Length: 1\r\nContent-Length: 1\r\n\r\nx"), false,
             State::complete, 200, "x"},

        Case{"NothingYet", "", false, State::head, 0, ""},
        Case{"HeadUnfinished", ok("Content-Length: 3\r\n"), false, State::head, 0, ""},
        Case{"BodyUnfinished", ok("Content-Length: 3\r\n\r\nab"), false, State::body, 0, ""},
        Case{"ChunkUnfinished", ok("Transfer-Encoding: chunked\r\n\r\n3\r\nab"), false, State::body, 0, ""},
        Case{"LastChunkMissing", ok("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), false, State::body, 0,
             ""},

        Case{"ClosedWithoutAnswer", "", true, State::broken, 0, ""},
        Case{"ClosedInHead", "HTTP/1.1 20", true, State::broken, 0, ""},
        Case{"ClosedInBody", ok("Content-Length: 3\r\n\r\nab"), true, State::broken, 0, ""},
        Case{"ClosedInChunk", ok("Transfer-Encoding: chunked\r\n\r\n3\r\nab"), true, State::broken, 0, ""},
        Case{"ClosedBeforeLastChunk", ok("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), true,
             State::broken, 0, ""},
        Case{"NotHttp", "SSH-2.0-x\r\n\r\n", false, State::broken, 0, ""},
        Case{"Http2", "HTTP/2 200\r\n\r\n", false, State::broken, 0, ""},
        Case{"BadStatus", "HTTP/1.1 2x0 OK\r\n\r\n", false, State::broken, 0, ""},
        Case{"StatusOutOfRange", "HTTP/1.1 999 ?\r\n\r\n", false, State::broken, 0, ""},
        Case{"LengthsDiffer", ok("Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"), false, State::broken, 0,
             ""},
        Case{"LengthNegative", ok("Content-Length: -1\r\n\r\n"), false, State::broken, 0, ""},
        Case{"LengthWithPlus", ok("Content-Length: +1\r\n\r\nx"), false, State::broken, 0, ""},
        Case{"LengthHuge", ok("Content-Length: 99999999999999999999\r\n\r\n"), false, State::broken, 0, ""},
        Case{"LengthOverTheLimit", ok("Content-Length: 1001\r\n\r\n"), false, State::broken, 0, ""},
        Case{"LengthAndChunked", ok("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"), false,
             State::broken, 0, ""},
        Case{"OtherTransferEncoding", ok("Transfer-Encoding: gzip, chunked\r\n\r\n"), false, State::broken, 0,
             ""},
        Case{"ChunkSizeNoNumber", ok("Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), false, State::broken, 0,
             ""},
        Case{"ChunkSizeHuge", ok("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"), false,
             State::broken, 0, ""},
        Case{"ChunkTooLong", ok("Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"), false, State::broken, 0,
             ""},
        Case{"ChunksOverTheLimit", ok("Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x')),
             false, State::broken, 0, ""},
        Case{"FoldedField", ok("A: b\r\n c\r\n\r\n"), false, State::broken, 0, ""},
        Case{"SpaceBeforeColon", ok("A : b\r\n\r\n"), false, State::broken, 0, ""},
        Case{"BareLineFeed", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", false, State::broken, 0, ""},
        Case{"NulInField", ok(std::string("A: b\0c\r\n\r\n", 10)), false, State::broken, 0, ""},
        Case{"HugeHead", ok("A: " + std::string(20'000, 'x') + "\r\n\r\n"), false, State::broken, 0, ""}),
    [](const auto& one) { return one.param.name; });

TEST(AnswerReuse, OnlyAWholeAnswerWithoutMoreBehindItKeepsTheConnection) {
  const auto reusable = [](const std::string& wire) {
    HttpAnswerReader reader(1000);
    reader.feed(wire);
    return reader.reusable();
  };
  EXPECT_TRUE(reusable(ok("Content-Length: 1\r\n\r\nx")));
  EXPECT_FALSE(reusable(ok("Content-Length: 1\r\n\r\nxy")));
  EXPECT_FALSE(reusable(ok("Content-Length: 2\r\n\r\nx")));
  EXPECT_FALSE(reusable(ok("Connection: close\r\nContent-Length: 1\r\n\r\nx")));
  EXPECT_FALSE(reusable("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx"));
}

TEST(Url, IsTakenApart) {
  const auto url = Url::parse("HTTPS://AP.Example.org/as4?x=y");
  ASSERT_TRUE(url) << url.error();
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->authority(), "ap.example.org:443");
  EXPECT_EQ(url->host_field(), "ap.example.org");
  EXPECT_EQ(url->target, "/as4?x=y");
  EXPECT_EQ(Url::parse("https://x.test:8443")->host_field(), "x.test:8443");
  EXPECT_EQ(Url::parse("https://x.test?y")->target, "/?y");
  EXPECT_EQ(Url::parse("https://[2001:DB8::1]:444/")->authority(), "[2001:db8::1]:444");
  EXPECT_TRUE(Url::parse("http://127.0.0.1/")->is_address());
}

TEST(Url, WhatCouldMeanTwoThingsIsRefused) {
  for (const char* bad :
       {"", "ap.example.org", "ftp://x/", "file:///etc/passwd", "https://", "https://user@x/", "https://x#y",
        "https://x:0/", "https://x:65536/", "https://x:a/", "https://x y/", "https://x\r\nHost: y/",
        "https://x\\@y/", "https://\xc3\xa9.test/", "https://[::1", "https://x_%00/"})
    EXPECT_FALSE(Url::parse(bad)) << bad;
}

TEST(PublicAddress, LeavesOutEverythingThatIsNotTheOpenInternet) {
  const auto four = [](unsigned char a, unsigned char b, unsigned char c, unsigned char d) {
    const unsigned char octets[] = {a, b, c, d};
    return is_public_address(octets);
  };
  EXPECT_TRUE(four(8, 8, 8, 8));
  EXPECT_TRUE(four(172, 32, 0, 1));
  EXPECT_TRUE(four(100, 128, 0, 1));
  for (const auto& [a, b] : {std::pair{0, 1},
                             {10, 1},
                             {100, 64},
                             {127, 0},
                             {169, 254},
                             {172, 16},
                             {172, 31},
                             {192, 168},
                             {198, 18},
                             {224, 0},
                             {255, 255}})
    EXPECT_FALSE(four(static_cast<unsigned char>(a), static_cast<unsigned char>(b), 0, 1)) << a << '.' << b;
  EXPECT_FALSE(four(192, 0, 2, 1));
  const auto six = [](std::initializer_list<unsigned char> first, std::initializer_list<unsigned char> last) {
    unsigned char octets[16] = {};
    std::copy(first.begin(), first.end(), octets);
    std::copy(last.begin(), last.end(), octets + 16 - last.size());
    return is_public_address(octets);
  };
  EXPECT_TRUE(six({0x2a, 0x00, 0x14, 0x50}, {1}));
  EXPECT_FALSE(six({}, {1}));
  EXPECT_FALSE(six({}, {}));
  EXPECT_FALSE(six({0xfd, 0x00}, {1}));
  EXPECT_FALSE(six({0xfe, 0x80}, {1}));
  EXPECT_FALSE(six({0xff, 0x02}, {1}));
  EXPECT_FALSE(six({0x20, 0x01, 0x0d, 0xb8}, {1}));
  EXPECT_FALSE(six({}, {0xff, 0xff, 127, 0, 0, 1}));
  EXPECT_TRUE(six({}, {0xff, 0xff, 8, 8, 8, 8}));
  EXPECT_FALSE(six({0x20, 0x02, 10, 0, 0, 1}, {}));
  EXPECT_FALSE(six({0x00, 0x64, 0xff, 0x9b}, {169, 254, 169, 254}));
}

}  // namespace
}  // namespace quittance::as4
