#include "gateway/serve/log_lines.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"

namespace quittance::serve {
namespace {

using core::Event;
using core::State;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A log, and one delivery that is led along the table.
struct Lines : testing::Test {
  test::FakeClock clock;
  test::FakeRandom random{1};
  std::ostringstream written;
  std::unique_ptr<log::Log> log = log::open_log(log::To::plain, log::Level::debug, clock, written);
  LogLines lines{*log};
  core::Delivery delivery{.id = core::draw_delivery_id(random),
                          .document = {},
                          .origin = {},
                          .follows = {},
                          .facts = {},
                          .endpoint = {},
                          .envelope = {},
                          .request = {},
                          .progress = {}};

  /// What the log says of this event.
  std::string happens(Event event, const std::string& code = "", const std::string& detail = "") {
    const auto step = core::decide(delivery, {event, code, detail}, clock.wall(), core::Policy{}, 0);
    written.str("");
    lines.stepped(delivery, step);
    delivery.progress = step.after;
    return written.str();
  }
  /// As the store hands it to the observer: endpoint and envelope are set in the same transaction.
  std::string addressed() {
    happens(Event::rules_passed);
    delivery.endpoint.emplace();
    delivery.endpoint->peer = "POP000902";
    delivery.envelope =
        core::Envelope{core::draw_message_id(random, "gw.test"), core::draw_instance_id(random), {}};
    return happens(Event::endpoint_found, "as4");
  }
  std::string noted(const std::string_view kind, const std::string& code = "", const std::string& file = "") {
    core::Entry entry;
    entry.subject = delivery.id.text();
    entry.kind = kind;
    entry.code = code;
    entry.detail = file.empty() ? "m@gw.test" : file;
    written.str("");
    lines.noted({entry, "POP000901", "m@gw.test", file});
    return written.str();
  }
};

TEST_F(Lines, FillEveryPlaceOnTheWayToTheReceipt) {
  const auto id = delivery.id.text();
  lines.claimed(delivery.id, {"/srv/in", "a.xml", "folder:/srv/in"});
  EXPECT_THAT(written.str(), HasSubstr("info DELIVERY_CLAIMED " + id + ": taken in from /srv/in "));
  const auto said = addressed();
  EXPECT_THAT(said,
              HasSubstr(id + ": goes to POP000902, MessageId " + delivery.envelope->message_id.text() + " "));
  EXPECT_THAT(happens(Event::attempt_started, "", delivery.envelope->message_id.text()),
              HasSubstr(id + ": attempt 1 to POP000902 begins message_id="));
  EXPECT_THAT(happens(Event::receipt_verified), HasSubstr(": the receipt of POP000902 is verified and kept"));
}

TEST_F(Lines, FillEveryPlaceOnTheWaysThatEndBadly) {
  addressed();
  std::string all;
  for (const auto event :
       {Event::attempt_started, Event::answer_lost, Event::retry_due, Event::answer_lost, Event::gave_up})
    all += happens(event, "HTTP:200");
  EXPECT_EQ(delivery.state(), State::unconfirmed);
  EXPECT_THAT(all, Not(HasSubstr("(unknown)")));
}

TEST_F(Lines, ALookUpThatFailedIsNoAttempt) {
  happens(Event::rules_passed);
  const auto said = happens(Event::lookup_failed, "DNS", "no answer");
  EXPECT_THAT(said, HasSubstr("warning LOOKUP_FAILED " + delivery.id.text() + ": the way to the recipient"));
  EXPECT_THAT(said, Not(HasSubstr("(unknown)")));
  EXPECT_THAT(happens(Event::gave_up), Not(HasSubstr("(unknown)")));
  EXPECT_EQ(delivery.state(), State::expired);
}

TEST_F(Lines, AReceiptThatDoesNotFitIsToldApartFromALostAnswer) {
  addressed();
  happens(Event::attempt_started);
  const auto said = happens(Event::answer_lost, "RECEIPT-DIGESTS", "receipt does not repeat what was signed");
  EXPECT_THAT(said, HasSubstr(" DELIVERY_IN_DOUBT "));
  EXPECT_THAT(said, HasSubstr(" RECEIPT_BAD "));
}

TEST_F(Lines, FillEveryPlaceOfWhatComesIn) {
  EXPECT_THAT(noted(core::kind::kReceived),
              HasSubstr(": received from POP000901, MessageId m@gw.test message_id="));
  EXPECT_THAT(noted(core::kind::kRepeated), HasSubstr(": POP000901 sent MessageId m@gw.test again"));
  EXPECT_THAT(noted(core::kind::kConflict),
              HasSubstr("POP000901 sent other bytes under MessageId m@gw.test"));
  EXPECT_THAT(noted(core::kind::kHandedOver, "", "/srv/inbox/1.xml"),
              HasSubstr(": laid into the inbox: /srv/inbox/1.xml message_id="));
  EXPECT_THAT(noted(core::kind::kQuarantined, "BR-01", "/q/1.xml"),
              HasSubstr(": what POP000901 sent is kept from the inbox [BR-01]"));
}

TEST_F(Lines, TellAFolderFromTheDiskAndFromAnAct) {
  const auto said = [&](const std::string& what, const std::string& code) {
    written.str("");
    lines.trouble(what, {code, Retry::later, "why"});
    return written.str().substr(28);
  };
  const auto id = delivery.id.text();
  EXPECT_THAT(said("/srv/in", "DISK-MISSING"),
              StartsWith("error FOLDER_UNREADABLE the folder /srv/in cannot be read"));
  EXPECT_THAT(said("/srv/in", "DISK-SYNC"), StartsWith("error DISK_FAILED "));
  EXPECT_THAT(said("/srv/in", "DISK-FULL"), StartsWith("error DISK_RESERVE "));
  EXPECT_THAT(said("/srv/in", "QUEUE-FULL"), StartsWith("warning FOLDER_FULL "));
  EXPECT_THAT(said("letter:" + id + ":no-receipt", "SMTP:451"),
              StartsWith("warning MAIL_DEFERRED " + id + ": the mail server"));
  EXPECT_THAT(said("place:" + id, "DISK-IO"),
              StartsWith("error WORKER_FAILED an unexpected failure in place:" + id));
}

}  // namespace
}  // namespace quittance::serve
