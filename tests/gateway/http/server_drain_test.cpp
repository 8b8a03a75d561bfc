// How a server ends, and another takes over its listener.
#include "gateway/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "tests/gateway/http/fixture.h"

namespace quittance::http {
namespace {

using std::chrono::seconds;

TEST_F(HttpServer, LetsABegunExchangeEndWhenItDrains) {
  std::latch begun(1);
  std::latch release(1);
  route("GET", "/slow", [&](const Request&) {
    begun.count_down();
    release.wait();
    return Response::text(200, "done");
  });
  start();
  Client idle(port_);
  auto busy = std::make_unique<Client>(port_);
  busy->send(get("/slow"));
  begun.wait();
  std::size_t cut = 99;
  std::thread drain([&] { cut = server_->drain(seconds(60)); });
  EXPECT_TRUE(idle.ended());
  release.count_down();
  const auto answer = busy->answer();
  EXPECT_EQ(body_of(answer), "done\n");
  EXPECT_THAT(answer, testing::HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(busy->ended());
  busy.reset();
  drain.join();
  EXPECT_EQ(cut, 0U);
  EXPECT_FALSE(Client(port_).connected());
}

TEST_F(HttpServer, HandsItsListenerToTheNextServerWithoutRefusingAnybody) {
  route("GET", "/who", [](const Request&) { return Response::text(200, "the first"); });
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener.ok()) << listener.error().detail;
  port_ = (*listener)->port();
  Listen listen;
  listen.listener = *listener;
  Server first(routes_, {}, clock_, events_);
  ASSERT_TRUE(first.start(listen).ok());
  auto asked_nothing = std::make_unique<Client>(port_);  // a peer in mid-handshake, say
  Client asked_once(port_);
  asked_once.send(get("/who"));
  EXPECT_EQ(body_of(asked_once.answer()), "the first\n");
  asked_nothing->send("GET /wh");
  Routes others;
  others.add({.method = "GET", .path = "/who", .handler = [](const Request&) {
                return Response::text(200, "the second");
              }});
  Server second(others, {}, clock_, events_);
  ASSERT_TRUE(second.start(listen).ok());
  std::size_t cut = 99;
  std::thread handing_over([&] { cut = first.drain(seconds(60), Server::Fresh::serve); });
  EXPECT_TRUE(asked_once.ended());
  for (int i = 0; i < 20; ++i) {
    Client next(port_);
    next.send(get("/who"));
    EXPECT_EQ(body_of(next.answer()), "the second\n");
  }
  asked_nothing->send("o HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(body_of(asked_nothing->answer()), "the first\n");
  EXPECT_TRUE(asked_nothing->ended());
  asked_nothing.reset();
  handing_over.join();
  EXPECT_EQ(cut, 0U);
}

}  // namespace
}  // namespace quittance::http
