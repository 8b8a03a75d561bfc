// Which addresses the HTTP client connects to.
#include <gmock/gmock.h>

#include <atomic>

#include "as4/poco_http_client.h"
#include "tests/as4/scripted_server.h"

namespace quittance::as4::test {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr milliseconds kPatient(60000);  // whoever answers at once shall not be overtaken by a loaded machine

std::unique_ptr<PocoHttpClient> client(bool allow) {
  PocoHttpClient::Settings settings;
  settings.allow_plain_http = settings.allow_private_addresses = allow;
  return PocoHttpClient::make(settings).value();
}

HttpExchange post(PocoHttpClient& client, const std::string& url, milliseconds limit = kPatient) {
  return client.post({url, "text/x", "body", limit, 1000});
}

TEST(PocoHttpClient, UnknownHostIsNotTaken) {
  EXPECT_EQ(post(*client(true), "http://nowhere.invalid/").reach, Reach::not_taken);
}

/// A name that changes its mind: of the open internet when it is first asked for, loopback ever after.
struct Rebinding : Resolver {
  std::atomic<int> questions = 0;
  Result<NaptrAnswer> naptr(const std::string&, milliseconds) override {
    return Error{"DNS", Retry::later, "not asked here"};
  }
  Result<std::vector<Bytes>> addresses(const std::string&, milliseconds) override {
    return std::vector<Bytes>{++questions == 1 ? Bytes{'\xc0', '\x00', '\x02', '\x07'}
                                               : Bytes{'\x7f', '\0', '\0', '\1'}};
  }
};

TEST(PocoHttpClient, TheAddressThatWasCheckedIsTheOneConnectedTo) {
  std::atomic<int> visits = 0;
  ScriptedServer server({[&](Visitor&) { ++visits; }});
  const auto name = std::make_shared<Rebinding>();
  PocoHttpClient::Settings settings;
  settings.resolver = name;
  settings.allow_plain_http = true;
  const auto client = PocoHttpClient::make(settings).value();
  const std::string url = "http://ap.example:" + server.url().substr(server.url().rfind(':') + 1);
  for (int i = 0; i < 2; ++i) {
    const auto exchange = post(*client, url);
    EXPECT_EQ(exchange.reach, Reach::not_taken);
    EXPECT_THAT(exchange.detail, HasSubstr("not of the open internet"));
  }
  EXPECT_EQ(name->questions, 2);
  EXPECT_EQ(visits, 0);
}

TEST(PocoHttpClient, AnAskedForAddressCountsAgainstTheTimeLimit) {
  struct Slow : Resolver {
    milliseconds limit{};
    Result<NaptrAnswer> naptr(const std::string&, milliseconds) override { return NaptrAnswer{}; }
    Result<std::vector<Bytes>> addresses(const std::string&, milliseconds time_limit) override {
      limit = time_limit;
      return Error{"DNS", Retry::later, "no answer within the time limit"};
    }
  };
  const auto resolver = std::make_shared<Slow>();
  PocoHttpClient::Settings settings;
  settings.resolver = resolver;
  const auto exchange =
      post(*PocoHttpClient::make(settings).value(), "https://ap.example/", milliseconds(7000));
  EXPECT_EQ(exchange.reach, Reach::not_taken);
  EXPECT_THAT(exchange.detail, HasSubstr("no answer within the time limit"));
  EXPECT_GT(resolver->limit, milliseconds(0));
  EXPECT_LE(resolver->limit, milliseconds(7000));
}

TEST(PocoHttpClient, PlainHttpAndPrivateAddressesNeedAPermission) {
  EXPECT_THAT(post(*client(false), "http://127.0.0.1:1/").detail, HasSubstr("plain http is not allowed"));
  for (const char* url :
       {"https://127.0.0.1:1/", "https://[::1]:1/", "https://localhost:1/", "https://169.254.169.254/"})
    EXPECT_THAT(post(*client(false), url).detail, HasSubstr("not of the open internet")) << url;
}

}  // namespace
}  // namespace quittance::as4::test
