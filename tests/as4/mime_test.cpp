#include "as4/mime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "as4/gzip.h"

namespace quittance::as4 {
namespace {

constexpr const char* kType = "multipart/related; boundary=\"b\"; type=\"application/soap+xml\"";
const std::string kRoot = "--b\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n\r\n<a/>\r\n";
const std::string kPart =
    "--b\r\nContent-Type: application/octet-stream\r\nContent-ID: <x@y>\r\n\r\nbytes\r\n";
const std::string kEnd = "--b--\r\n";

struct Case {
  const char* name;
  std::string type;
  std::string body;
  const char* fault;  ///< "" = it is read
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Related : public testing::TestWithParam<Case> {};

TEST_P(Related, IsReadStrictly) {
  const auto parts = read_related(GetParam().type, GetParam().body);
  if (*GetParam().fault == '\0') {
    ASSERT_TRUE(parts) << parts.error();
    EXPECT_EQ(parts->front().content.view(), "<a/>");
    return;
  }
  ASSERT_FALSE(parts);
  EXPECT_EQ(parts.error().code, "MIME");
  EXPECT_EQ(parts.error().detail, GetParam().fault);
}

std::string many_parts(int count) {
  std::string body = kRoot;
  for (int i = 1; i < count; ++i) body += "--b\r\n\r\nx\r\n";
  return body + kEnd;
}
std::string part_with(const std::string& header) {
  return kRoot + "--b\r\n" + header + "\r\n\r\nx\r\n" + kEnd;
}

INSTANTIATE_TEST_SUITE_P(
    All, Related,
    testing::Values(
        Case{"TwoParts", kType, kRoot + kPart + kEnd, ""},
        Case{"PreambleOfPhase4", kType, "\r\n" + kRoot + kPart + kEnd, ""},
        Case{"PreambleWithText", kType, "this is MIME\r\n" + kRoot + kEnd, ""},
        Case{"EpilogueWithText", kType, kRoot + kEnd + "bye", ""},
        Case{"NoLineEndAtTheVeryEnd", kType, kRoot + "--b--", ""},
        Case{"PaddingBehindTheDelimiter", kType, "--b \t\r\n" + kRoot.substr(5) + kEnd, ""},
        Case{"BoundaryWithoutQuotes", "multipart/related; type=\"application/soap+xml\"; boundary=b",
             kRoot + kEnd, ""},
        Case{"BoundaryWithEquals",
             "Multipart/Related;boundary=\"----=_Part_0\";type=\"application/soap+xml\"",
             "------=_Part_0\r\nContent-Type: application/soap+xml\r\n\r\n<a/>\r\n------=_Part_0--", ""},
        Case{"TypeWithParameters", "multipart/related; boundary=b; type=\"application/soap+xml; action=x\"",
             kRoot + kEnd, ""},
        Case{"StartNamesARootThatIsNotFirst", std::string(kType) + "; start=\"<r@s>\"",
             kPart + "--b\r\nContent-Type: application/soap+xml\r\nContent-Id: <r@s>\r\n\r\n<a/>\r\n" + kEnd,
             ""},
        Case{"StartWithoutBrackets", std::string(kType) + "; start=\"r@s\"",
             "--b\r\nContent-Type: application/soap+xml\r\nCONTENT-ID: <r@s>\r\n\r\n<a/>\r\n" + kEnd, ""},
        Case{"TransferEncodingBinary", kType, part_with("Content-Transfer-Encoding: BINARY"), ""},
        Case{"ThirtyParts", kType, many_parts(30), ""},

        Case{"ThirtyOneParts", kType, many_parts(31), "more than 30 parts"},
        Case{"AnotherType", "multipart/mixed; boundary=b", kRoot + kEnd, "not multipart/related"},
        Case{"NoType", "", kRoot + kEnd, "malformed media type"},
        Case{"NoBoundary", "multipart/related; type=\"application/soap+xml\"", kRoot + kEnd,
             "no usable boundary"},
        Case{"EmptyBoundary", "multipart/related; boundary=\"\"; type=\"application/soap+xml\"", kRoot + kEnd,
             "no usable boundary"},
        Case{"LongBoundary",
             "multipart/related; boundary=" + std::string(71, 'b') + "; type=\"application/soap+xml\"",
             kRoot + kEnd, "no usable boundary"},
        Case{"BoundaryTwice", std::string(kType) + "; boundary=c", kRoot + kEnd,
             "media type parameter twice: boundary"},
        Case{"BrokenQuotes", "multipart/related; boundary=\"b", kRoot + kEnd, "malformed media type"},
        Case{"NoDelimiter", kType, "<a/>", "closing delimiter missing"},
        Case{"Empty", kType, "", "closing delimiter missing"},
        Case{"NoClosingDelimiter", kType, kRoot + kPart, "closing delimiter missing"},
        Case{"OnlyTheClosingDelimiter", kType, kEnd, "no part"},
        Case{"BoundaryThatGoesOn", kType, kRoot + "--bc\r\n\r\nx\r\n" + kEnd,
             "a line begins like the delimiter and goes on"},
        Case{"BareLineFeeds", kType, "--b\nContent-Type: application/soap+xml\n\n<a/>\n--b--\n",
             "a line begins like the delimiter and goes on"},
        Case{"BareLineFeedInAHeader", kType, part_with("A: b\nC: d"), "bare line end in a part header"},
        Case{"FoldedHeader", kType, part_with("A: b\r\n c"), "folded part header"},
        Case{"HeaderWithoutColon", kType, part_with("A"), "malformed part header"},
        Case{"HeaderWithSpaceBeforeColon", kType, part_with("A : b"), "malformed part header"},
        Case{"HeaderTwice", kType, part_with("Content-Type: a/b\r\ncontent-type: c/d"),
             "part header field twice: content-type"},
        Case{"HeaderWithControlCharacter", kType, part_with("A: b\x01"),
             "control character in a part header"},
        Case{"HugeHeader", kType, part_with("A: " + std::string(20'000, 'x')),
             "part header without end, or too large"},
        Case{"HeaderWithoutEnd", kType, kRoot + "--b\r\nA: b\r\n" + kEnd,
             "part header without end, or too large"},
        Case{"DelimiterRightAway", kType, kRoot + "--b\r\n" + kEnd, "part without header"},
        Case{"Base64", kType, part_with("Content-Transfer-Encoding: base64"), "transfer encoding base64"},
        Case{"QuotedPrintable", kType, part_with("Content-Transfer-Encoding: quoted-printable"),
             "transfer encoding quoted-printable"},
        Case{"NestedMultipart", kType, part_with("Content-Type: Multipart/mixed; boundary=c"),
             "multipart inside a part"},
        Case{"ContentIdTwice", kType, kRoot + kPart + kPart + kEnd, "Content-ID twice"},
        Case{"ContentIdWithoutBrackets", kType, part_with("Content-ID: x@y"), "malformed Content-ID"},
        Case{"ContentIdWithSpace", kType, part_with("Content-ID: <x y>"), "malformed Content-ID"},
        Case{"ContentIdWithQuotes", kType, part_with("Content-ID: <x\"y>"), "malformed Content-ID"},
        Case{"EmptyContentId", kType, part_with("Content-ID: <>"), "malformed Content-ID"},
        Case{"StartNamesNothing", std::string(kType) + "; start=\"<q@q>\"", kRoot + kEnd,
             "start names no part"},
        Case{"StartNamesAnAttachment", std::string(kType) + "; start=\"<x@y>\"", kRoot + kPart + kEnd,
             "type is not the root part's media type"},
        Case{"RootOfAnotherType", kType, kPart + kEnd, "type is not the root part's media type"},
        Case{"RootWithoutType", kType, "--b\r\n\r\n<a/>\r\n" + kEnd, "root part without media type"}),
    [](const auto& one) { return one.param.name; });

TEST(RelatedContent, MayHoldLineEndsAndWhatLooksLikeADelimiter) {
  const std::string content = std::string("\r\n--\r\n--a\n--b\r--b--\r\n-b", 23);
  const Body body = RelatedWriter::body("q.b", "<a/>", "x@y", content);
  const auto parts = read_related(RelatedWriter::content_type("q.b"), body);
  ASSERT_TRUE(parts) << parts.error();
  EXPECT_EQ(parts->at(1).content.view(), content);
  EXPECT_EQ(parts->at(1).content_id, "x@y");
}

TEST(RelatedContent, EmptyContentIsNoContent) {
  const auto parts =
      read_related(RelatedWriter::content_type("q"), RelatedWriter::body("q", "<a/>", "x@y", ""));
  ASSERT_TRUE(parts) << parts.error();
  EXPECT_EQ(parts->at(1).content.view(), "");
}

TEST(ContentIdUrl, IsDecodedOnceAndExactly) {
  EXPECT_EQ(*content_id_of("cid:a%40b"), "a@b");
  EXPECT_EQ(*content_id_of("CID:a%2540b"), "a%40b");
  for (const char* bad : {"", "cid:", "a@b", "cid:a b", "cid:a%", "cid:a%4", "cid:a%zz", "cid:a%00b",
                          "cid:a%0d%0ab", "http://x/", "cid:<a@b>", "cid:\xc3\xa9"})
    EXPECT_FALSE(content_id_of(bad)) << bad;
}

TEST(Gzip, ComesBackAsItWas) {
  for (const std::size_t size : {0U, 1U, 100U, 70'000U, 3'000'000U}) {
    std::string text;
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < size; ++i)
      text.push_back("0123456789abcdef"[(state = state * 1664525 + 1013904223) >> 28]);
    EXPECT_EQ(*gunzip(gzip(text)), text);
  }
  EXPECT_EQ(gzip("same"), gzip("same"));
}

TEST(Gzip, BombIsStoppedAtItsLimit) {
  const Bytes bomb = gzip(Bytes(20 << 20, '0'));
  EXPECT_EQ(gunzip(bomb).error().code, "GZIP-LIMIT");
  EXPECT_EQ(gunzip(gzip(Bytes(1001, 'x')), {1000, 100, 1 << 20}).error().code, "GZIP-LIMIT");
  EXPECT_TRUE(gunzip(gzip(Bytes(1000, 'x')), {1000, 100, 1 << 20}));
}

TEST(Gzip, AnythingButOneMemberIsRefused) {
  const Bytes member = gzip("text");
  EXPECT_EQ(gunzip("").error().code, "GZIP");
  EXPECT_EQ(gunzip("plain").error().code, "GZIP");
  EXPECT_EQ(gunzip(member + "x").error().code, "GZIP");
  EXPECT_EQ(gunzip(member + member).error().code, "GZIP");
  for (std::size_t at = 0; at < member.size(); ++at) EXPECT_FALSE(gunzip(member.substr(0, at))) << at;
}

}  // namespace
}  // namespace quittance::as4
