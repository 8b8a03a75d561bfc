#include "as4/poco_http_client.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "as4/gzip.h"
#include "keys/test_pki.h"
#include "tests/as4/scripted_server.h"
#include "tests/support/temporary_folder.h"

namespace quittance::as4::test {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

const std::string kBody = "the whole body";
const std::string kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr milliseconds kPatient(60000);  // whoever answers at once shall not be overtaken by a loaded machine
const std::string kFine = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nfine";

std::unique_ptr<PocoHttpClient> client(bool allow = true, milliseconds continue_limit = milliseconds(500)) {
  PocoHttpClient::Settings settings;
  settings.continue_limit = continue_limit;
  settings.allow_plain_http = settings.allow_private_addresses = allow;
  return PocoHttpClient::make(settings).value();
}

HttpExchange post(PocoHttpClient& client, const std::string& url, milliseconds limit = kPatient,
                  std::size_t answer_limit = 1 << 20) {
  return client.post({url, "text/x", kBody, limit, answer_limit});
}

/// Takes a request whole, the polite way.
bool take(Visitor& visitor) {
  if (!visitor.read_head()) return false;
  visitor.say(kContinue);
  return visitor.read_until(kBody);
}

constexpr milliseconds kShort(2000);  // for peers that never end: long enough for what comes before

struct Case {
  const char* name;
  std::function<void(Visitor&)> script;
  Reach reach;
  int status;
  const char* detail;             ///< part of it
  milliseconds limit = kPatient;  ///< of the exchange; half of it is waited for 100 Continue
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Peers : public testing::TestWithParam<Case> {};

TEST_P(Peers, AreToldApartByWhatTheyCanHave) {
  ScriptedServer server({GetParam().script});
  const HttpExchange exchange =
      post(*client(true, GetParam().limit / 2), server.url(), GetParam().limit, 1000);
  EXPECT_EQ(exchange.reach, GetParam().reach) << exchange.detail;
  EXPECT_EQ(exchange.status, GetParam().status);
  EXPECT_THAT(exchange.detail, HasSubstr(GetParam().detail));
}

INSTANTIATE_TEST_SUITE_P(
    All, Peers,
    testing::Values(Case{"AnswersFine",
                         [](Visitor& v) {
                           take(v);
                           v.say(kFine);
                         },
                         Reach::answered, 200, ""},
                    Case{"AnswersAnErrorAfterTheBody",
                         [](Visitor& v) {
                           take(v);
                           v.say("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                         },
                         Reach::answered, 503, ""},
                    Case{"SendsElsewhereAfterTheBody",
                         [](Visitor& v) {
                           take(v);
                           v.say("HTTP/1.1 302 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n");
                         },
                         Reach::answered, 302, ""},
                    Case{"ClosesAtOnce", [](Visitor&) {}, Reach::not_taken, 0, ""},
                    Case{"ClosesAfterTheHead", [](Visitor& v) { v.read_head(); }, Reach::not_taken, 0,
                         "closed"},
                    Case{"Is503BeforeTheBody",
                         [](Visitor& v) {
                           v.read_head();
                           v.say("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
                         },
                         Reach::not_taken, 503, "refused before the body was taken"},
                    Case{"Is429BeforeTheBody",
                         [](Visitor& v) {
                           v.read_head();
                           v.say("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n");
                         },
                         Reach::not_taken, 429, "refused before the body was taken"},
                    Case{"SpeaksAnotherProtocol",
                         [](Visitor& v) {
                           v.say("SSH-2.0-x\r\n\r\n");
                           v.linger();
                         },
                         Reach::not_taken, 0, "not an HTTP/1.1 answer"},
                    Case{"ClosesAfterTheBody", [](Visitor& v) { take(v); }, Reach::perhaps_taken, 0,
                         "closed without answer"},
                    Case{"ResetsAfterTheBody",
                         [](Visitor& v) {
                           take(v);
                           v.reset();
                         },
                         Reach::perhaps_taken, 0, ""},
                    Case{"CutsItsAnswer",
                         [](Visitor& v) {
                           take(v);
                           v.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfi");
                         },
                         Reach::perhaps_taken, 200, "inside the answer's body"},
                    Case{"CutsItsChunks",
                         [](Visitor& v) {
                           take(v);
                           v.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n");
                         },
                         Reach::perhaps_taken, 200, "inside the answer's body"},
                    Case{"NeverAnswers",
                         [](Visitor& v) {
                           take(v);
                           v.linger();
                         },
                         Reach::perhaps_taken, 0, "time limit", kShort},
                    Case{"DripsItsAnswer",
                         [](Visitor& v) {
                           take(v);
                           v.linger("HTTP/1.1 200 OK\r\nX-Slow: " + std::string(1000, 'x') + "\r\n\r\n");
                         },
                         Reach::perhaps_taken, 0, "time limit", kShort},
                    Case{"AnswersTooMuch",
                         [](Visitor& v) {
                           take(v);
                           v.say("HTTP/1.1 200 OK\r\n\r\n" + std::string(5000, 'x'));
                         },
                         Reach::perhaps_taken, 200, "too large"}),
    [](const auto& one) { return one.param.name; });

TEST(PocoHttpClient, SendsWhatItIsGivenWithItsLength) {
  std::string got;
  ScriptedServer server({[&](Visitor& v) {
    take(v);
    got = v.got;
    v.say(kFine);
  }});
  const HttpExchange exchange = post(*client(), server.url());
  EXPECT_EQ(exchange.body, "fine");
  EXPECT_EQ(exchange.content_type, "text/plain");
  EXPECT_THAT(got, testing::StartsWith("POST /as4 HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(got, HasSubstr("\r\nContent-Type: text/x\r\nContent-Length: 14\r\n"));
  EXPECT_THAT(got, testing::Not(HasSubstr("Accept-Encoding")));
  EXPECT_THAT(got, testing::EndsWith("\r\n\r\n" + kBody));
}

TEST(PocoHttpClient, PeerThatDoesNotAnswerTheQuestionIsNotAskedAgain) {
  std::string second;
  const auto silent = [](Visitor& v) {
    v.read_until(kBody);
    v.say("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  };
  ScriptedServer server({silent, [&](Visitor& v) {
                           silent(v);
                           second = v.got;
                         }});
  const auto poco = client();
  EXPECT_EQ(post(*poco, server.url()).reach, Reach::answered);
  EXPECT_EQ(post(*poco, server.url()).reach, Reach::answered);
  EXPECT_THAT(second, testing::Not(HasSubstr("Expect")));
}

TEST(PocoHttpClient, ConnectionIsKept) {
  ScriptedServer server({[](Visitor& v) {
    for (int i = 0; i < 3 && take(v); ++i) v.say(kFine);
  }});
  const auto poco = client();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(post(*poco, server.url()).reach, Reach::answered) << i;
  EXPECT_EQ(server.connections, 1);
}

TEST(PocoHttpClient, KeptConnectionThatThePeerClosedIsReplaced) {
  const auto once = [](Visitor& v) {
    take(v);
    v.say(kFine);
  };
  ScriptedServer server({once, once});
  const auto poco = client();
  EXPECT_EQ(post(*poco, server.url()).reach, Reach::answered);
  EXPECT_EQ(post(*poco, server.url()).reach, Reach::answered);
  EXPECT_EQ(server.connections, 2);
}

TEST(PocoHttpClient, CompressedAnswerIsUndone) {
  const Bytes packed = gzip("fine");
  ScriptedServer server({[&](Visitor& v) {
    take(v);
    v.say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(packed.size()) +
          "\r\n\r\n" + packed);
  }});
  EXPECT_EQ(post(*client(), server.url()).body, "fine");
}

TEST(PocoHttpClient, NobodyListensIsNotTaken) {
  std::string url;
  {
    url = ScriptedServer({}).url();
  }
  const HttpExchange exchange = post(*client(), url);
  EXPECT_EQ(exchange.reach, Reach::not_taken);
  EXPECT_THAT(exchange.detail, HasSubstr("127.0.0.1"));
}

TEST(PocoHttpClient, GetAsksForTheDocumentAndTakesItWhole) {
  std::string got;
  {
    ScriptedServer server({[&](Visitor& v) {
      v.read_head();
      got = v.got;
      v.say(kFine);
    }});
    const HttpExchange exchange = client()->get({server.url() + "?a=b", kPatient});
    EXPECT_EQ(exchange.reach, Reach::answered);
    EXPECT_EQ(exchange.status, 200);
    EXPECT_EQ(exchange.body, "fine");
  }
  EXPECT_THAT(got, testing::StartsWith("GET /as4?a=b HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(got, testing::Not(HasSubstr("Content-Length")));
  EXPECT_THAT(got, testing::Not(HasSubstr("Expect")));
}

TEST(PocoHttpClient, GetOfMoreThanTheLimitIsNoAnswer) {
  ScriptedServer server({[](Visitor& v) {
    v.read_head();
    v.say(kFine);
  }});
  EXPECT_EQ(client()->get({server.url(), kPatient, 3}).reach, Reach::perhaps_taken);
}

TEST(PocoHttpClient, SmallBodyIsSentUnaskedWhereTheSettingsSaySo) {
  ScriptedServer server({[](Visitor& v) {
    v.read_until(kBody);
    v.say(v.got.find("Expect") == std::string::npos ? kFine : "");
  }});
  PocoHttpClient::Settings settings;
  settings.allow_plain_http = settings.allow_private_addresses = true;
  settings.ask_before_body = false;
  EXPECT_EQ(post(*PocoHttpClient::make(settings).value(), server.url(), kPatient).body, "fine");
}

// ---- TLS
// -------------------------------------------------------------------------------------------------------

/// A TLS server on loopback that answers one request.
class TlsServer {
 public:
  TlsServer(const std::string& folder, const std::vector<std::string>& names) {
    const Instant now =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto authority =
        keys::TestAuthority::root("TEST TLS CA", now - std::chrono::days(1), now + std::chrono::days(1));
    keys::LeafSpec spec;
    spec.common_name = "tls";
    spec.host_names = names;
    spec.not_before = now - std::chrono::hours(1);
    spec.not_after = now + std::chrono::hours(1);
    const auto issued = authority.issue(spec);
    std::ofstream(folder + "/ca.pem") << authority.certificate().pem();
    std::ofstream(folder + "/tls.pem") << issued.certificate_pem;
    std::ofstream(folder + "/tls.key") << issued.key_pem;
    Poco::Net::Context::Ptr context =
        new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, folder + "/tls.key", folder + "/tls.pem",
                               "", Poco::Net::Context::VERIFY_NONE);
    socket_.emplace(Poco::Net::SocketAddress("127.0.0.1", 0), 4, context);
    thread_ = std::thread([this] {
      try {
        auto peer = socket_->acceptConnection();
        char buffer[4096];
        std::string got;
        while (got.find(kBody) == std::string::npos) {
          const int count = peer.receiveBytes(buffer, sizeof buffer);
          if (count <= 0) return;
          if (got.empty()) peer.sendBytes(kContinue.data(), static_cast<int>(kContinue.size()));
          got.append(buffer, static_cast<std::size_t>(count));
        }
        peer.sendBytes(kFine.data(), static_cast<int>(kFine.size()));
        peer.receiveBytes(buffer, sizeof buffer);
      } catch (const Poco::Exception& e) {
        hung_up_ = e.displayText();
      }
    });
  }
  ~TlsServer() { thread_.join(); }
  [[nodiscard]] std::string url(const std::string& host) const {
    return "https://" + host + ":" + std::to_string(socket_->address().port()) + "/as4";
  }

 private:
  std::optional<Poco::Net::SecureServerSocket> socket_;
  std::string hung_up_;  ///< how the client left early; what it then says is what is tested
  std::thread thread_;
};

class Tls : public testing::Test {
 protected:
  HttpExchange post_over_tls(const std::vector<std::string>& names, const std::string& host,
                             bool known_authority = true) {
    TlsServer server(folder_.path(), names);
    PocoHttpClient::Settings settings;
    settings.allow_private_addresses = true;
    if (known_authority) settings.authorities_file = folder_.path() + "/ca.pem";
    const auto poco = PocoHttpClient::make(settings).value();
    return post(*poco, server.url(host));
  }
  quittance::test::TemporaryFolder folder_;
};

TEST_F(Tls, PeerWithTheRightNameIsTrusted) {
  EXPECT_EQ(post_over_tls({"localhost"}, "localhost").body, "fine");
  EXPECT_EQ(post_over_tls({"127.0.0.1"}, "127.0.0.1").body, "fine");
}

TEST_F(Tls, PeerWithAnotherNameIsNotTaken) {
  EXPECT_EQ(post_over_tls({"other.test"}, "localhost").reach, Reach::not_taken);
  EXPECT_EQ(post_over_tls({"localhost"}, "127.0.0.1").reach, Reach::not_taken);
}

TEST_F(Tls, PeerOfAnUnknownAuthorityIsNotTaken) {
  EXPECT_EQ(post_over_tls({"localhost"}, "localhost", false).reach, Reach::not_taken);
}

}  // namespace
}  // namespace quittance::as4::test
