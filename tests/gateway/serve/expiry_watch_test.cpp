#include "gateway/serve/expiry_watch.h"

#include <gmock/gmock.h>

#include <sstream>

#include "keys/test_pki.h"
#include "tests/gateway/delivery/gateway_fixture.h"

namespace quittance::serve {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A certificate of that name which ends so many days after `now`.
keys::Certificate until(Instant now, const std::string& name, int days_left) {
  static std::map<std::pair<std::string, Instant>, keys::Certificate> made;  // keys cost time
  const auto found = made.find({name, now + days(days_left)});
  if (found != made.end()) return found->second;
  const auto authority = keys::TestAuthority::root(name, now - days(400), now + days(days_left));
  return made.emplace(std::pair{name, now + days(days_left)}, authority.certificate()).first->second;
}

std::vector<std::string> names(const std::vector<Ending>& endings) {
  std::vector<std::string> all;
  all.reserve(endings.size());
  for (const Ending& one : endings) all.emplace_back(one.which.certificate.common_name());
  return all;
}

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

TEST(EndingCertificates, AreThoseWithinTheTimeOfWarningTheFirstToEndFirst) {
  const std::vector<WatchedCertificate> watched{{"partner A", "a.pem", until(now(), "late", 31)},
                                                {"partner B", "b.pem", until(now(), "soon", 30)},
                                                {"partner C", "c.pem", until(now(), "over", -1)}};
  const auto found = ending(watched, now(), days(30));
  EXPECT_THAT(names(found), ElementsAre("over", "soon"));
  EXPECT_TRUE(found[0].ended);
  EXPECT_FALSE(found[1].ended);
  EXPECT_EQ(found[1].days_left, 30);
}

TEST(EndingCertificates, WhatHasASuccessorIsMeantToEnd) {
  const auto old_key = until(now(), "POP000901", 5), new_key = until(now(), "POP000901", 700);
  EXPECT_THAT(ending({{"our key", "k", old_key}, {"our key", "k", new_key}}, now(), days(30)), IsEmpty());
  EXPECT_THAT(names(ending({{"our key", "k", old_key}, {"partner", "p", new_key}}, now(), days(30))),
              ElementsAre("POP000901"))
      << "a successor in another role is none";
}

struct Watching : delivery::Gateway {
  std::ostringstream written;
  std::unique_ptr<log::Log> log = log::open_log(log::To::plain, log::Level::debug, clock, written);
  LogLines lines{*log};

  ExpiryWatch watch(std::vector<WatchedCertificate> watched) {
    return {{*store, clock, lines}, std::move(watched), days(30)};
  }
  std::vector<std::string> titles() {
    std::vector<std::string> all;
    const auto tasks = store->tasks(100);
    for (const core::Task& task : *tasks) all.push_back(task.title);
    return all;
  }
  [[nodiscard]] std::size_t said(const std::string& code) const {
    const std::string text = written.str();
    std::size_t count = 0;
    for (auto at = text.find(code); at != std::string::npos; at = text.find(code, at + 1)) ++count;
    return count;
  }
};

TEST_F(Watching, OpensOneTaskAndSaysItOnceADay) {
  ExpiryWatch ours = watch({{"our key", "/k/ap.p12", until(clock.wall(), "POP000901", 10)}});
  ASSERT_TRUE(ours.look().ok());
  ASSERT_TRUE(ours.look().ok());
  ASSERT_THAT(titles(), testing::SizeIs(1));
  EXPECT_THAT(titles().front(), HasSubstr("POP000901"));
  EXPECT_THAT(titles().front(), HasSubstr("(our key) ends on "));
  EXPECT_EQ(said("CERTIFICATE_EXPIRES"), 1U);
  clock.advance(days(1));
  ASSERT_TRUE(ours.look().ok());
  EXPECT_EQ(said("CERTIFICATE_EXPIRES"), 2U);
  clock.advance(days(10));
  ASSERT_TRUE(ours.look().ok());
  EXPECT_EQ(said("CERTIFICATE_EXPIRED"), 1U);
  ASSERT_THAT(titles(), testing::SizeIs(1));
  EXPECT_THAT(titles().front(), HasSubstr("ended on "));
}

TEST_F(Watching, TaskIsDoneWhenTheCertificateIsRenewedAndOthersStay) {
  const auto ending_soon = until(clock.wall(), "POP000901", 10),
             partners = until(clock.wall(), "POP000902", 10);
  ExpiryWatch before = watch({{"our key", "k", ending_soon}, {"partner B", "b", partners}});
  ASSERT_TRUE(before.look().ok());
  EXPECT_THAT(titles(), testing::SizeIs(2));
  ExpiryWatch after = watch({{"our key", "k", ending_soon},
                             {"our key", "k", until(clock.wall(), "POP000901", 700)},
                             {"partner B", "b", partners}});
  ASSERT_TRUE(after.look().ok());
  EXPECT_THAT(titles(), ElementsAre(HasSubstr("POP000902")));
}

TEST_F(Watching, LooksInAThreadOfItsOwnWhenStarted) {
  ExpiryWatch ours = watch({{"our key", "k", until(clock.wall(), "POP000901", 10)}});
  ours.start();
  while (titles().empty()) std::this_thread::yield();
  ours.stop();
  EXPECT_EQ(said("CERTIFICATE_EXPIRES"), 1U);
}

}  // namespace
}  // namespace quittance::serve
