#include "gateway/serve/doors.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/gateway/http/fixture.h"
#include "tests/gateway/rules/shelf.h"

namespace quittance::serve {
namespace {

using http::body_of;
using http::Client;
using http::status_line;
using testing::HasSubstr;

/// The HTTP doors of a daemon with one rule pack, A, whose only rule always holds.
class DoorsTest : public testing::Test {
 protected:
  void open(const std::string& http_section) {
    rules::pin_pack(scratch_);
    auto rules = RulesInForce::open(scratch_.path() / "rules", digest_, Date{});
    ASSERT_TRUE(rules.ok()) << rules.error().detail;
    rules_ = std::move(rules).value();
    auto loaded =
        config::load_text("[node]\nstate_dir = \"" + scratch_.path().string() + "\"\n" + http_section,
                          scratch_.path() / "quittance.toml");
    ASSERT_TRUE(loaded.config) << loaded.problems.front().text();
    auto doors = Doors::make(*loaded.config,
                             {*rules_, digest_, clock_, lines_, nullptr, {}, [this] { return broken_; }});
    ASSERT_TRUE(doors.ok()) << doors.error().detail;
    doors_ = std::move(doors).value();
    const auto opened = doors_->open(nullptr);
    ASSERT_TRUE(opened.ok()) << opened.error().detail;
    const auto where = doors_->start();
    ASSERT_TRUE(where.ok()) << where.error().detail;
    where_ = *where;
  }
  /// The bound port behind "NAME on 127.0.0.1:".
  [[nodiscard]] std::uint16_t port_of(const std::string& name) const {
    const auto at = where_.find(name + " on 127.0.0.1:");
    return at == std::string::npos
               ? std::uint16_t{0}
               : static_cast<std::uint16_t>(std::stoul(where_.substr(where_.find(':', at) + 1)));
  }
  std::string ask(const std::string& door, const std::string& line, const std::string& fields = "",
                  const std::string& body = "") {
    Client client(port_of(door));
    client.send(line + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.answer();
  }

  Scratch scratch_;
  keys::OpenSslDigest digest_;
  test::FakeClock clock_;
  std::ostringstream written_;
  std::unique_ptr<log::Log> log_ = log::open_log(log::To::plain, log::Level::debug, clock_, written_);
  LogLines lines_{*log_};
  std::unique_ptr<RulesInForce> rules_;
  std::string broken_, where_;
  std::unique_ptr<Doors> doors_;
};

const std::string kApi = "[http]\nlisten = \"127.0.0.1:0\"\n";

TEST_F(DoorsTest, OpenNothingThatTheConfigurationDoesNotName) {
  open("");
  EXPECT_EQ(where_, "");
}

TEST_F(DoorsTest, CheckADocumentByTheRulesInForce) {
  open(kApi);
  const auto answer = ask("API", "POST /v1/validate?rules=A&name=x.xml", "", "<order/>");
  EXPECT_EQ(status_line(answer), "HTTP/1.1 200 OK");
  EXPECT_THAT(body_of(answer), HasSubstr(R"("file":"x.xml")"));
  EXPECT_THAT(body_of(answer), HasSubstr(R"("pack":"A","version":"1.0")"));
  EXPECT_THAT(body_of(answer), HasSubstr(R"("verdict":"valid")"));
}

TEST_F(DoorsTest, RefuseADocumentBeyondTheConfiguredSize) {
  open(kApi + "[limits]\nxml_bytes = \"2KB\"\n");
  EXPECT_EQ(status_line(ask("API", "POST /v1/validate", "", std::string(2001, ' '))),
            "HTTP/1.1 413 Content Too Large");
}

TEST_F(DoorsTest, BoundDocumentsAsTheConfigurationSays) {
  open(kApi + "[limits]\nxml_depth = 16\n");
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += "<a>";
  EXPECT_THAT(body_of(ask("API", "POST /v1/validate?rules=A", "", deep)),
              HasSubstr(R"("verdict":"not-checked")"));
}

TEST_F(DoorsTest, TellWhetherTheDaemonLivesAndTakesWork) {
  open(kApi);
  EXPECT_EQ(body_of(ask("API", "GET /livez")), "ok\n");
  EXPECT_EQ(body_of(ask("API", "GET /readyz")), "ok\n");
  broken_ = "DISK-HALTED: a write could not be made durable";
  for (const std::string page : {"GET /livez", "GET /readyz"}) {
    const auto answer = ask("API", page);
    EXPECT_EQ(status_line(answer), "HTTP/1.1 503 Service Unavailable") << page;
    EXPECT_EQ(body_of(answer), broken_ + "\n");
  }
}

TEST_F(DoorsTest, AskForTheTokenToValidateButNotForHealth) {
  std::filesystem::permissions(scratch_.write("token", "s3cret\n"), std::filesystem::perms::owner_read);
  open(kApi + "token = \"file:" + (scratch_.path() / "token").string() + "\"\n");
  const auto status = [&](const std::string& fields) {
    return status_line(ask("API", "POST /v1/validate?rules=A", fields, "<order/>"));
  };
  EXPECT_EQ(status("Authorization: Bearer s3cret\r\n"), "HTTP/1.1 200 OK");
  EXPECT_EQ(status("authorization: bearer s3cret\r\n"), "HTTP/1.1 200 OK");
  for (const std::string fields : {"", "Authorization: Bearer s3cre\r\n", "Authorization: Bearer s3crets\r\n",
                                   "Authorization: Basic s3cret\r\n", "Authorization: s3cret\r\n",
                                   "Authorization: Bearer s3cret\r\nAuthorization: Bearer x\r\n"}) {
    EXPECT_EQ(status(fields), "HTTP/1.1 401 Unauthorized") << fields;
  }
  EXPECT_THAT(ask("API", "POST /v1/validate", "", "<order/>"), HasSubstr("WWW-Authenticate: Bearer\r\n"));
  EXPECT_EQ(body_of(ask("API", "GET /readyz")), "ok\n");
}

TEST_F(DoorsTest, AnswerInTheMannerOfKositOnAPortOfItsOwn) {
  open(kApi + "kosit_listen = \"127.0.0.1:0\"\n");
  EXPECT_NE(port_of("API"), port_of("KoSIT interface"));
  EXPECT_THAT(body_of(ask("KoSIT interface", "GET /server/health")), HasSubstr("<status>UP</status>"));
  const auto answer = ask("KoSIT interface", "POST /in/order.xml", "", "<order/>");
  EXPECT_EQ(status_line(answer), "HTTP/1.1 422 Unprocessable Content");
  EXPECT_THAT(body_of(answer), HasSubstr("<rep:documentReference>order.xml</rep:documentReference>"));
}

TEST_F(DoorsTest, SayWhichAddressIsTaken) {
  open(kApi);
  Doors::House house{*rules_, digest_, clock_, lines_, nullptr, {}, [] { return std::string(); }};
  const auto loaded = config::load_text(
      "[http]\nlisten = \"127.0.0.1:" + std::to_string(port_of("API")) + "\"\n", "quittance.toml");
  auto second = Doors::make(*loaded.config, house);
  const auto opened = (*second)->open(nullptr);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, "HTTP-LISTEN");
  EXPECT_THAT(opened.error().detail, HasSubstr(std::to_string(port_of("API"))));
}

TEST_F(DoorsTest, ShareTheSocketsOfTheDoorsBeforeThemAtTheSameAddress) {
  open(kApi);
  Doors::House house{*rules_, digest_, clock_, lines_, nullptr, {}, [] { return std::string(); }};
  const auto loaded = config::load_text(kApi, "quittance.toml");
  auto next = Doors::make(*loaded.config, house);
  ASSERT_TRUE((*next)->open(doors_.get()).ok());
  const auto where = (*next)->start();
  ASSERT_TRUE(where.ok()) << where.error().detail;
  EXPECT_EQ(*where, where_);
  doors_->stop(true);
  EXPECT_EQ(body_of(ask("API", "GET /livez")), "ok\n");
}

}  // namespace
}  // namespace quittance::serve
