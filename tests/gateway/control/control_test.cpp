#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <thread>

#include "gateway/control/client.h"
#include "gateway/control/server.h"
#include "tests/support/temporary_folder.h"

namespace quittance::control {
namespace {

Object arguments(const std::string& name, const Value& value) {
  Object object;
  object.set(name, value);
  return object;
}

class Control : public testing::Test {
 protected:
  void serve(std::map<std::string, Handler, std::less<>> handlers, std::size_t callers = 64) {
    server_ = std::make_unique<Server>(Place{path_, std::nullopt, callers}, std::move(handlers));
    const auto started = server_->start();
    ASSERT_TRUE(started.ok()) << started.error();
  }
  Client connect() {
    auto client = Client::connect(path_);
    EXPECT_TRUE(client.ok()) << client.error();
    return std::move(client).value();
  }
  static Result<Value> echo(const Object& given, const Caller&) { return given.get("text"); }

  test::TemporaryFolder folder_;
  std::string path_ = folder_ / "control.sock";
  std::unique_ptr<Server> server_;
};

TEST_F(Control, AnswersSeveralCallsOfOneClient) {
  serve({{"echo", echo}});
  auto client = connect();
  EXPECT_EQ(client.call("echo", arguments("text", "one"))->toString(), "one");
  EXPECT_EQ(client.call("echo", arguments("text", "two\nlines, \xc3\xa9, \"quoted\""))->toString(),
            "two\nlines, \xc3\xa9, \"quoted\"");
}

TEST_F(Control, CarriesNestedResultsAndAmountsAsStrings) {
  serve({{"show", [](const Object&, const Caller&) -> Result<Value> {
            Object::Ptr invoice(new Object);
            invoice->set("total", "100.10");
            Object::Ptr result(new Object);
            result->set("invoice", invoice);
            result->set("events", 3);
            return Value(result);
          }}});
  auto answer = connect().call("show", Object());
  ASSERT_TRUE(answer.ok()) << answer.error();
  const auto result = answer->extract<Object::Ptr>();
  EXPECT_EQ(result->getObject("invoice")->getValue<std::string>("total"), "100.10");
  EXPECT_EQ(result->getValue<int>("events"), 3);
}

TEST_F(Control, CarriesADocumentOfManyMegabytes) {
  serve({{"echo", echo}});
  const std::string large(20 << 20, 'x');
  const auto answer = connect().call("echo", arguments("text", large));
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_TRUE(answer->toString() == large);
}

TEST_F(Control, GivesTheHandlersErrorAsItIs) {
  serve({{"show", [](const Object&, const Caller&) -> Result<Value> {
            return Error{"NO-SUCH-ITEM", Retry::later, "no item is named INV-9"};
          }}});
  EXPECT_EQ(connect().call("show", Object()).error(),
            (Error{"NO-SUCH-ITEM", Retry::later, "no item is named INV-9"}));
}

TEST_F(Control, TellsWhatAThrowingHandlerSaid) {
  serve(
      {{"bad", [](const Object&, const Caller&) -> Result<Value> { throw std::runtime_error("no luck"); }}});
  auto client = connect();
  EXPECT_EQ(client.call("bad", Object()).error(), (Error{"CONTROL-FAILED", Retry::never, "bad: no luck"}));
  EXPECT_EQ(client.call("bad", Object()).error().code, "CONTROL-FAILED") << "the connection lives on";
}

TEST_F(Control, KnowsNoOtherCalls) {
  serve({});
  EXPECT_EQ(connect().call("drop", Object()).error(),
            (Error{"CONTROL-UNKNOWN", Retry::never, "this daemon knows no call named drop"}));
}

TEST_F(Control, TellsTheHandlerWhoCalls) {
  serve({{"who", [](const Object&, const Caller& caller) -> Result<Value> {
            return Value(std::to_string(caller.uid) + " " + std::to_string(caller.pid));
          }}});
  EXPECT_EQ(connect().call("who", Object())->toString(),
            std::to_string(::geteuid()) + " " + std::to_string(::getpid()));
}

TEST_F(Control, SaysHowToStartTheDaemonThatIsNotThere) {
  const auto client = Client::connect(path_);
  ASSERT_FALSE(client.ok());
  EXPECT_EQ(client.error(), (Error{"CONTROL-NO-DAEMON", Retry::later,
                                   "no daemon answers at " + path_ + ": start it with 'quittance serve'"}));
}

TEST_F(Control, IsReachableForItsOwnerOnly) {
  serve({});
  struct stat there{};
  ASSERT_EQ(::stat(path_.c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0777, 0600U);
}

TEST_F(Control, OpensItsSocketToAGroupWhenToldTo) {
  server_ =
      std::make_unique<Server>(Place{path_, ::getegid()}, std::map<std::string, Handler, std::less<>>{});
  ASSERT_TRUE(server_->start().ok());
  struct stat there{};
  ASSERT_EQ(::stat(path_.c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0777, 0660U);
  EXPECT_EQ(there.st_gid, ::getegid());
}

TEST_F(Control, RefusesASecondDaemonInTheSamePlace) {
  serve({{"echo", echo}});
  Server second({path_, std::nullopt}, {});
  EXPECT_EQ(second.start().error(),
            (Error{"CONTROL-BUSY", Retry::never, "another daemon answers at " + path_}));
  EXPECT_EQ(connect().call("echo", arguments("text", "still here"))->toString(), "still here");
}

TEST_F(Control, TakesThePlaceOfADeadDaemonsSocket) {
  const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  path_.copy(name.sun_path, sizeof name.sun_path - 1);
  ASSERT_EQ(::bind(dead, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
  ::close(dead);
  ASSERT_TRUE(std::filesystem::exists(path_));
  serve({{"echo", echo}});
  EXPECT_EQ(connect().call("echo", arguments("text", "new"))->toString(), "new");
}

TEST_F(Control, DeletesNothingThatIsNoSocket) {
  std::ofstream(path_) << "precious";
  Server server({path_, std::nullopt}, {});
  EXPECT_EQ(server.start().error().code, "CONTROL-SOCKET");
  EXPECT_EQ(std::filesystem::file_size(path_), 8U);
}

TEST_F(Control, WorksInAFolderWhoseNameIsLongerThanASocketAddress) {
  const auto deep = folder_ / (std::string(100, 'a') + "/" + std::string(100, 'b'));
  std::filesystem::create_directories(deep);
  path_ = deep + "/control.sock";
  serve({{"echo", echo}});
  EXPECT_EQ(connect().call("echo", arguments("text", "deep"))->toString(), "deep");
}

TEST_F(Control, TellsTheCallerBeyondTheLimitToComeBack) {
  std::latch begun(1);
  std::latch release(1);
  serve({{"slow",
          [&](const Object&, const Caller&) -> Result<Value> {
            begun.count_down();
            release.wait();
            return Value("done");
          }}},
        1);
  auto first = connect();
  std::thread busy([&] { EXPECT_EQ(first.call("slow", Object())->toString(), "done"); });
  begun.wait();
  EXPECT_EQ(connect().call("slow", Object()).error(),
            (Error{"CONTROL-BUSY", Retry::later, "too many callers at once: try again"}));
  release.count_down();
  busy.join();
}

TEST_F(Control, StopsBesideIdleCallersAndLetsARunningCallEnd) {
  std::latch begun(1);
  std::latch release(1);
  serve({{"slow", [&](const Object&, const Caller&) -> Result<Value> {
            begun.count_down();
            release.wait();
            return Value("done");
          }}});
  auto idle = connect();
  auto active = connect();
  std::thread busy([&] { EXPECT_EQ(active.call("slow", Object())->toString(), "done"); });
  begun.wait();
  std::thread stop([&] { server_->stop(); });
  release.count_down();
  busy.join();
  stop.join();
  EXPECT_EQ(idle.call("slow", Object()).error().code, "CONTROL-LOST");
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST(ControlProtocol, RefusesLinesThatAreNoCalls) {
  for (const std::string line : {"", "x", "[]", "1", "{}", R"({"call":1})", R"({"call":"a","arguments":[]})",
                                 R"({"call":"a","arguments":{"b":}})"}) {
    EXPECT_EQ(read_call(line).error().code, "CONTROL-JSON") << line;
  }
  EXPECT_EQ(read_call(R"({"call":"a"})").value().arguments->size(), 0U);
}

TEST(ControlProtocol, RefusesJsonNestedDeeperThanItsLimit) {
  const auto nested = [](int depth) {
    return R"({"call":"a","arguments":{"b":)" + std::string(depth, '[') + std::string(depth, ']') + "}}";
  };
  EXPECT_TRUE(read_call(nested(kDeepest - 4)).ok());
  EXPECT_EQ(read_call(nested(100'000)).error().code, "CONTROL-JSON");
}

TEST(ControlProtocol, RefusesAnswersThatAreNone) {
  for (const std::string line :
       {"", "{}", R"({"ok":"yes"})", R"({"ok":false})", R"({"ok":false,"error":"x"})"}) {
    EXPECT_EQ(read_answer(line).error().code, "CONTROL-JSON") << line;
  }
}

}  // namespace
}  // namespace quittance::control
