// Requests that two readers could take for different ones, or that no reader should take at all: heads, and
// chunked bodies. Each with the status it is refused with.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace quittance::http::test {

struct Ambiguous {
  std::string name;
  int status;
  std::string octets;
};
inline void PrintTo(const Ambiguous& one, std::ostream* out) { *out << one.name; }

/// A request that is fine but for `lines` between its Host and its end.
inline std::string post(const std::string& lines) {
  return "POST /as4 HTTP/1.1\r\nHost: ap.example\r\n" + lines + "\r\n";
}

inline const std::vector<Ambiguous> kAmbiguousHeads{
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

/// Bodies: what follows the empty line of a head with Transfer-Encoding: chunked.
inline const std::vector<Ambiguous> kAmbiguousChunks{
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

}  // namespace quittance::http::test
