// Peers that are slow on purpose, or many: what they cost, and when they are ended (security.md 5,
// reliability R11).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "gateway/http/tls.h"
#include "tests/gateway/http/fixture.h"
#include "tests/support/test_certificate.h"

namespace quittance::http {
namespace {

using std::chrono::seconds;

/// Sends one octet after another, each after a pause, until the server has enough; the seconds that took, at
/// most `octets.size() * pause`.
template <typename Forward>
seconds drip(Client& client, const std::string& octets, seconds pause, Forward forward) {
  seconds passed{0};
  client.be_patient_for(5);
  for (const char octet : octets) {
    client.send({&octet, 1});
    forward(pause);
    passed += pause;
    if (client.has_answer()) break;
  }
  client.be_patient_for(60'000);
  return passed;
}

TEST_F(HttpServer, EndsAHeadThatDripsWithoutEnd) {
  start();
  Client client(port_);
  std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 90; ++i) head += "a:b\r\n";
  const auto passed = drip(client, head, seconds(5), [&](seconds by) { clock_.advance(by); });
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 408 Request Timeout");
  EXPECT_TRUE(client.ended());
  EXPECT_LT(passed, seconds(5) * static_cast<int>(head.size())) << "it ended before the head did";
}

TEST_F(HttpServer, EndsABodyThatDripsThoughEachOctetComes) {
  std::atomic<int> calls = 0;
  route("POST", "/echo", [&](const Request& request) {
    ++calls;
    return echo(request);
  });
  start();
  Client client(port_);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  drip(client, std::string(999, 'x'), seconds(5), [&](seconds by) { clock_.advance(by); });
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 408 Request Timeout");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(calls, 0);
}

TEST_F(HttpServer, EndsAnEndlessChunkedBodyThatDrips) {
  route("POST", "/echo", echo);
  start();
  Client client(port_);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string chunks;
  for (int i = 0; i < 200; ++i) chunks += "1\r\nx\r\n";
  drip(client, chunks, seconds(5), [&](seconds by) { clock_.advance(by); });
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 408 Request Timeout");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServer, EndsAPeerThatDoesNotReadItsAnswerAndHoldsNoWorkerForIt) {
  route("GET", "/large",
        [](const Request&) { return Response::of(200, "text/plain", Bytes(64 << 20, 'x')); });
  route("GET", "/small", [](const Request&) { return Response::text(200, "here"); });
  Limits limits;
  limits.workers = 1;
  start(limits);
  Client deaf(port_);
  deaf.send(get("/large"));
  for (int i = 0; i < 5; ++i) {
    Client other(port_);
    other.send(get("/small"));
    EXPECT_EQ(body_of(other.answer()), "here\n");
  }
  clock_.advance(seconds(601));  // longer than any exchange may take
  EXPECT_LT(deaf.everything().size(), std::size_t{64} << 20) << "it was cut within its answer";
}

TEST_F(HttpServer, TellsAPeerWithTooManyRequestsToComeBack) {
  std::atomic<int> calls = 0;
  route("POST", "/echo", [&](const Request& request) {
    ++calls;
    return echo(request);
  });
  Limits limits;
  limits.requests_per_second = 3;
  start(limits);
  Client client(port_);
  for (int i = 0; i < 3; ++i) {
    client.send(post("/echo", "fine"));
    EXPECT_EQ(body_of(client.answer()), "fine");
  }
  client.send(post("/echo", "too much"));
  const auto answer = client.answer();
  EXPECT_EQ(status_line(answer), "HTTP/1.1 429 Too Many Requests");
  EXPECT_THAT(answer, testing::HasSubstr("Retry-After: 1\r\n"));
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(calls, 3);
  clock_.advance(seconds(1));
  Client again(port_);
  again.send(post("/echo", "later"));
  EXPECT_EQ(body_of(again.answer()), "later");
}

TEST_F(HttpServer, StillAnswersByTlsBesideAThousandSilentSockets) {
  const test::TestCertificate own;
  if (!own.made()) GTEST_SKIP() << "no certificate: install openssl";
  route("POST", "/echo", echo);
  Limits limits;
  limits.connections_per_peer = 2000;
  start(limits, server_context({own.certificate(), own.key(), "", false}, clock_).value());
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 1000; ++i) {
    silent.push_back(std::make_unique<Client>(port_));
    ASSERT_TRUE(silent.back()->connected()) << "socket " << i << " of the test itself";
    if (i % 2 == 0) silent.back()->send("\x16\x03\x01");  // half of them begin a handshake and stop
  }
  const auto command =
      "printf 'POST /echo HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 4\\r\\n"
      "Connection: close\\r\\n\\r\\nhere' | timeout 60 openssl s_client -quiet -connect 127.0.0.1:" +
      std::to_string(port_) + " 2>/dev/null | grep -q here";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace quittance::http
