// Attack cases A.6 of the AS4 gateways' list, each on a real connection: the peer reads the status, the
// connection ends, no handler runs, and what was hidden behind is not read as a request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "tests/gateway/http/fixture.h"
#include "tests/gateway/http/smuggling.h"

namespace quittance::http {
namespace {

using test::Ambiguous;

const std::string kChunkedHead =
    "POST /as4 HTTP/1.1\r\nHost: ap.example\r\nTransfer-Encoding: chunked\r\n\r\n";

class Refused : public HttpServer, public testing::WithParamInterface<Ambiguous> {
 protected:
  void SetUp() override {
    const auto count = [this](const Request& request) {
      ++calls_;
      return echo(request);
    };
    route("POST", "/as4", count);
    route("GET", "/", count, {}, Route::Match::below);
    start();
  }
  /// Sends it with another request hidden behind.
  void expect_refused(const std::string& octets) {
    Client client(port_);
    client.send(octets + post("/as4", "smuggled"));
    const auto answer = client.answer();
    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 " + std::to_string(GetParam().status) + " "));
    EXPECT_THAT(answer, testing::HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(client.ended()) << "something follows the refusal";
    EXPECT_EQ(calls_, 0);
    EXPECT_TRUE(events_.tell("HTTP:" + std::to_string(GetParam().status)));
  }

  std::atomic<int> calls_ = 0;
};

class RefusedHead : public Refused {};
TEST_P(RefusedHead, EndsTheConnectionAndNothingIsProcessed) { expect_refused(GetParam().octets); }
INSTANTIATE_TEST_SUITE_P(A6, RefusedHead, testing::ValuesIn(test::kAmbiguousHeads),
                         [](const auto& row) { return row.param.name; });

class RefusedChunks : public Refused {};
TEST_P(RefusedChunks, EndTheConnectionAndNothingIsProcessed) {
  expect_refused(kChunkedHead + GetParam().octets);
}
INSTANTIATE_TEST_SUITE_P(A6, RefusedChunks, testing::ValuesIn(test::kAmbiguousChunks),
                         [](const auto& row) { return row.param.name; });

/// Methods and paths nobody serves: answered by what they are, and the connection ends as well, for a body
/// may be on its way.
const std::vector<Ambiguous> kNotServed{
    {"Trace", 405, "TRACE /as4 HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"Put", 405, "PUT /as4 HTTP/1.1\r\nHost: ap.example\r\nContent-Length: 4\r\n\r\nbody"},
    {"Options", 405, "OPTIONS /as4 HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
    {"MethodInLowerCase", 405, "post /as4 HTTP/1.1\r\nHost: ap.example\r\nContent-Length: 4\r\n\r\nbody"},
    {"OtherPath", 405, "POST /as4/ HTTP/1.1\r\nHost: ap.example\r\nContent-Length: 4\r\n\r\nbody"},
    {"DotDotPath", 405, "POST /as4/../as4 HTTP/1.1\r\nHost: ap.example\r\nContent-Length: 4\r\n\r\nbody"},
    {"EscapedPath", 405, "POST /%61s4 HTTP/1.1\r\nHost: ap.example\r\nContent-Length: 4\r\n\r\nbody"},
    {"StarForOptions", 404, "OPTIONS * HTTP/1.1\r\nHost: ap.example\r\n\r\n"},
};
class NotServed : public Refused {};
TEST_P(NotServed, EndsTheConnectionAndNothingIsProcessed) { expect_refused(GetParam().octets); }
INSTANTIATE_TEST_SUITE_P(A6, NotServed, testing::ValuesIn(kNotServed),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace quittance::http
