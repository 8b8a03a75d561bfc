#include "gateway/serve/status_desk.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"

namespace quittance::serve {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A network in which some service providers take statuses.
struct Network : core::Lookup {
  core::Found find(const core::InvoiceFacts& facts, const core::Origin&, bool) override {
    asked.push_back(facts.buyer.endpoint);
    if (silent) return core::LookupFailed{"DNS", "SERVFAIL", false};
    if (facts.buyer.endpoint == registered) return core::Endpoint{};
    return core::ReceiverUnknown{"SML-UNKNOWN", "nobody"};
  }
  std::string registered;
  bool silent = false;
  std::vector<std::string> asked;
};

class StatusReceiver : public testing::Test {
 protected:
  /// The status about a message that asked for it to go to `mls_to`.
  std::string written(const std::string& mls_to) {
    StatusDesk desk({"POP000902", "0242:000902", "BE", "", "", "", true}, network, clock, random);
    core::InboundMessage message{core::MessageId::parse("m@peer").value(),
                                 core::InstanceId::parse("i-1").value(),
                                 "POP000901",
                                 {},
                                 {},
                                 {},
                                 {},
                                 {},
                                 {},
                                 {}};
    message.mls_to = mls_to;
    const auto document = desk.write(message, {true, "", "", {}});
    EXPECT_TRUE(document) << document.error();
    return document ? *document : "";
  }
  static std::string to(const std::string& identifier) { return R"(schemeID="0242">)" + identifier + "<"; }

  Network network;
  test::FakeClock clock;
  test::FakeRandom random{1};
};

TEST_F(StatusReceiver, IsTheSendersMainIdentifierWhereNothingElseIsAskedFor) {
  EXPECT_THAT(written(""), HasSubstr(to("000901")));
  EXPECT_TRUE(network.asked.empty());
}

TEST_F(StatusReceiver, IsWhomTheSenderNamedWhereHeIsRegistered) {
  network.registered = "0242:000901-DESK";
  EXPECT_THAT(written("0242:000901-DESK"), HasSubstr(to("000901-DESK")));
}

TEST_F(StatusReceiver, IsTheMainIdentifierWhereTheNamedOneIsNotRegistered) {
  EXPECT_THAT(written("0242:000901-DESK"), HasSubstr(to("000901")));
  EXPECT_EQ(network.asked, std::vector<std::string>{"0242:000901-DESK"});
}

TEST_F(StatusReceiver, IsNotChangedBecauseTheNetworkCannotBeAsked) {
  network.silent = true;  // the status waits, as any document does
  EXPECT_THAT(written("0242:000901-DESK"), HasSubstr(to("000901-DESK")));
}

TEST_F(StatusReceiver, IsNeverAThirdOne) {
  network.registered = "0242:000777";
  const auto status = written("0242:000777");
  EXPECT_THAT(status, HasSubstr(to("000901")));
  EXPECT_THAT(status, Not(HasSubstr("000777")));
  EXPECT_TRUE(network.asked.empty()) << "nobody asks about a stranger";
}

}  // namespace
}  // namespace quittance::serve
