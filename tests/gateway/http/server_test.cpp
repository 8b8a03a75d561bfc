#include "gateway/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>

#include "tests/gateway/http/fixture.h"

namespace quittance::http {
namespace {

using std::chrono::seconds;

TEST_F(HttpServer, AnswersTwoRequestsOnOneConnection) {
  route("POST", "/echo", echo);
  start();
  Client client(port_);
  client.send(post("/echo", "first"));
  EXPECT_EQ(body_of(client.answer()), "first");
  client.send(post("/echo", "second"));
  const auto answer = client.answer();
  EXPECT_EQ(status_line(answer), "HTTP/1.1 200 OK");
  EXPECT_EQ(body_of(answer), "second");
  EXPECT_THAT(answer, testing::HasSubstr("Date: Tue, 24 Nov 2026 10:00:00 GMT\r\n"));
}

TEST_F(HttpServer, AnswersPipelinedRequestsInTheirOrder) {
  route("POST", "/echo", echo);
  start();
  Client client(port_);
  client.send(post("/echo", "1") + post("/echo", "2") + post("/echo", "3"));
  EXPECT_EQ(body_of(client.answer()), "1");
  EXPECT_EQ(body_of(client.answer()), "2");
  EXPECT_EQ(body_of(client.answer()), "3");
}

TEST_F(HttpServer, TakesARequestOctetByOctet) {
  route("POST", "/echo", echo);
  start();
  Client client(port_);
  for (const char c : post("/echo", "slow but whole")) client.send({&c, 1});
  EXPECT_EQ(body_of(client.answer()), "slow but whole");
}

TEST_F(HttpServer, JoinsAChunkedBody) {
  route("POST", "/echo", echo);
  start();
  Client client(port_);
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n");
  EXPECT_EQ(body_of(client.answer()), "Wikipedia");
  client.send(post("/echo", "and on"));
  EXPECT_EQ(body_of(client.answer()), "and on");
}

TEST_F(HttpServer, KeepsALargeBodyInAFileAndASmallOneInMemory) {
  std::atomic<int> in_file = 0;
  route("POST", "/echo",
        [&](const Request& request) {
          in_file += request.body.in_memory() ? 0 : 1;
          return echo(request);
        },
        {.limit_bytes = 8 << 20, .memory_bytes = 1000});
  start();
  const std::string large(3 << 20, 'x');
  Client client(port_);
  client.send(post("/echo", std::string(1000, 'y')));
  EXPECT_EQ(body_of(client.answer()), std::string(1000, 'y'));
  EXPECT_EQ(in_file, 0);
  client.send(post("/echo", large));
  EXPECT_TRUE(body_of(client.answer()) == large) << "the large body came back changed";
  EXPECT_EQ(in_file, 1);
}

TEST_F(HttpServer, RefusesALargerBodyThanTheRouteTakesBeforeItComes) {
  route("POST", "/echo", echo, {.limit_bytes = 10, .memory_bytes = 10});
  start();
  Client at(port_);
  at.send(post("/echo", std::string(10, 'x')));
  EXPECT_EQ(status_line(at.answer()), "HTTP/1.1 200 OK");
  Client beyond(port_);
  beyond.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(status_line(beyond.answer()), "HTTP/1.1 413 Content Too Large");
  EXPECT_TRUE(beyond.ended());
}

TEST_F(HttpServer, RefusesAChunkedBodyWhereItGrowsTooLarge) {
  route("POST", "/echo", echo, {.limit_bytes = 10, .memory_bytes = 10});
  start();
  Client client(port_);
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n");
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 413 Content Too Large");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServer, LetsTheRefusedPeerReadWhyThoughItGoesOnSending) {
  route("POST", "/echo", echo, {.limit_bytes = 10, .memory_bytes = 10});
  start();
  Client client(port_);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  client.send(std::string(1000000, 'x'));
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 413 Content Too Large");
}

TEST_F(HttpServer, NeverCallsAHandlerForABodyCutShort) {
  std::atomic<int> calls = 0;
  route("POST", "/echo", [&](const Request& request) {
    ++calls;
    return echo(request);
  });
  start();
  for (const std::string cut :
       {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n0\r\n",
        "POST /echo HTTP/1.1\r\nHost: a\r\n"}) {
    Client client(port_);
    client.send(cut);
    client.end_sending();
    EXPECT_EQ(client.answer(), "") << cut;
  }
  EXPECT_THAT(events_.all(),
              testing::ElementsAre("HTTP:TRUNCATED", "HTTP:TRUNCATED", "HTTP:TRUNCATED", "HTTP:TRUNCATED"));
  EXPECT_EQ(calls, 0);
}

TEST_F(HttpServer, AnswersAPeerThatEndedItsSideBehindAWholeRequest) {
  route("POST", "/echo", echo);
  start();
  Client client(port_);
  client.send(post("/echo", "whole"));
  client.end_sending();
  EXPECT_EQ(body_of(client.answer()), "whole");
}

TEST_F(HttpServer, SaysContinueBeforeTheBodyAndNotForARefusedOne) {
  route("POST", "/echo", echo, {.limit_bytes = 10, .memory_bytes = 10});
  start();
  Client fine(port_);
  fine.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(fine.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  fine.send("body");
  EXPECT_EQ(body_of(fine.answer()), "body");
  Client large(port_);
  large.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_line(large.answer()), "HTTP/1.1 413 Content Too Large");
}

TEST_F(HttpServer, TellsUnknownPathsFromUnknownMethods) {
  route("POST", "/as4", echo);
  route("GET", "/as4", echo);
  start();
  Client path(port_);
  path.send(get("/other"));
  EXPECT_EQ(status_line(path.answer()), "HTTP/1.1 404 Not Found");
  Client method(port_);
  method.send("DELETE /as4 HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = method.answer();
  EXPECT_EQ(status_line(answer), "HTTP/1.1 405 Method Not Allowed");
  EXPECT_THAT(answer, testing::HasSubstr("Allow: POST, GET\r\n"));
  EXPECT_TRUE(method.ended());
}

TEST_F(HttpServer, GivesAnExactPathBeforeALongerOneBelowBeforeAShorter) {
  const auto named = [](std::string name) {
    return [name](const Request&) { return Response::text(200, name); };
  };
  route("GET", "/", named("root"), {}, Route::Match::below);
  route("GET", "/p/", named("portal"), {}, Route::Match::below);
  route("GET", "/p/help", named("help"));
  start();
  Client client(port_);
  client.send(get("/p/help") + get("/p/abc?x=1") + get("/q"));
  EXPECT_EQ(body_of(client.answer()), "help\n");
  EXPECT_EQ(body_of(client.answer()), "portal\n");
  EXPECT_EQ(body_of(client.answer()), "root\n");
}

TEST_F(HttpServer, AnswersHeadWithoutABody) {
  route("GET", "/", [](const Request&) { return Response::text(200, "seven.."); });
  start();
  Client client(port_);
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.answer(true), testing::HasSubstr("Content-Length: 8\r\n"));
  client.send(get("/"));
  EXPECT_EQ(body_of(client.answer()), "seven..\n");
}

TEST_F(HttpServer, TurnsAThrowingHandlerIntoA500AndGoesOn) {
  route("GET", "/", [](const Request&) -> Response { throw std::runtime_error("no luck"); });
  start();
  Client client(port_);
  client.send(get("/"));
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 500 Internal Server Error");
  EXPECT_TRUE(events_.tell("failed: no luck"));
  client.send(get("/"));
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 500 Internal Server Error");
}

TEST_F(HttpServer, WritesNoFieldThatWouldBreakTheHead) {
  route("GET", "/", [](const Request&) {
    auto response = Response::text(200, "fine");
    response.fields.add("X-Invoice", "INV-1\r\nSet-Cookie: a=b");
    return response;
  });
  start();
  Client client(port_);
  client.send(get("/"));
  const auto answer = client.answer();
  EXPECT_EQ(status_line(answer), "HTTP/1.1 500 Internal Server Error");
  EXPECT_THAT(answer, testing::Not(testing::HasSubstr("Set-Cookie")));
}

TEST_F(HttpServer, ReadsNothingBehindARefusedRequest) {
  std::atomic<int> calls = 0;
  route("GET", "/", [&](const Request&) {
    ++calls;
    return Response::text(200, "reached");
  });
  start();
  Client client(port_);
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
      get("/"));
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 400 Bad Request");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(calls, 0);
}

TEST_F(HttpServer, EndsAHeadThatDripsBeyondItsDeadline) {
  start();
  Client client(port_);
  client.send("GET / HTTP/1.1\r\nHo");
  Client other(port_);  // its refusal shows that the first one's octets were read before it
  other.send("x\n");
  EXPECT_EQ(status_line(other.answer()), "HTTP/1.1 400 Bad Request");
  clock_.advance(seconds(31));
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 408 Request Timeout");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpServer, EndsABodyThatComesTooSlowly) {
  route("POST", "/echo", echo);
  start();
  Client client(port_);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  clock_.advance(seconds(31));
  EXPECT_EQ(status_line(client.answer()), "HTTP/1.1 408 Request Timeout");
}

TEST_F(HttpServer, EndsAnIdleConnectionWithoutAWord) {
  route("GET", "/", [](const Request&) { return Response::text(200, "here"); });
  start();
  Client client(port_);
  client.send(get("/"));
  EXPECT_EQ(body_of(client.answer()), "here\n");
  // The idle time begins when the server has seen its answer off, a moment after we have read it.
  client.be_patient_for(200);
  int minutes = 0;
  do {
    clock_.advance(seconds(61));
  } while (!client.ended() && ++minutes < 300);
  EXPECT_LT(minutes, 300);
}

TEST_F(HttpServer, StillAnswersBesideAThousandSilentSockets) {
  route("GET", "/", [](const Request&) { return Response::text(200, "here"); });
  Limits limits;
  limits.connections_per_peer = 2000;
  start(limits);
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 1000; ++i) {
    silent.push_back(std::make_unique<Client>(port_));
    ASSERT_TRUE(silent.back()->connected()) << "socket " << i << " of the test itself";
    if (i % 2 == 0) silent.back()->send("POST / HTTP/1.1\r\n");  // half of them begin and stop
  }
  for (int i = 0; i < 20; ++i) {
    Client client(port_);
    client.send(get("/"));
    EXPECT_EQ(body_of(client.answer()), "here\n") << "client " << i;
  }
}

TEST_F(HttpServer, MakesRoomForAPeerAtItsLimitByEndingItsOldestSilentConnection) {
  route("GET", "/", [](const Request&) { return Response::text(200, "here"); });
  Limits limits;
  limits.connections_per_peer = 3;
  start(limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<Client>(port_));
    clients.back()->send(get("/"));
    EXPECT_EQ(body_of(clients.back()->answer()), "here\n");
  }
  Client fourth(port_);
  fourth.send(get("/"));
  EXPECT_EQ(body_of(fourth.answer()), "here\n");
  EXPECT_TRUE(clients[0]->ended());
  clients[1]->send(get("/"));
  EXPECT_EQ(body_of(clients[1]->answer()), "here\n");
}

TEST_F(HttpServer, LetsOnePeerNeverHoldAllWorkers) {
  std::latch blocked(2);
  std::latch release(1);
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  route("GET", "/slow", [&](const Request&) {
    most = std::max<int>(most, ++running);
    if (most <= 2) blocked.count_down();
    release.wait();
    --running;
    return Response::text(200, "slow");
  });
  Limits limits;
  limits.workers = 4;
  limits.handlers_per_peer = 2;
  start(limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Client>(port_));
    clients.back()->send(get("/slow"));
  }
  blocked.wait();
  release.count_down();
  for (auto& client : clients) EXPECT_EQ(body_of(client->answer()), "slow\n");
  EXPECT_LE(most, 2);
}

TEST_F(HttpServer, SaysWhichAddressItCannotHave) {
  start();
  Server second(routes_, {}, clock_, events_);
  Listen listen;
  listen.port = port_;
  const auto started = second.start(listen);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().code, "HTTP-LISTEN");
  EXPECT_THAT(started.error().detail, testing::StartsWith("127.0.0.1:" + std::to_string(port_) + ": "));
}

}  // namespace
}  // namespace quittance::http
