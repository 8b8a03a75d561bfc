#include "as4/discovery/ares_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/crypto.h"
#include "tests/as4/discovery/dns_message.h"
#include "tests/as4/discovery/dns_server.h"

namespace quittance::as4::test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr milliseconds kPatient(60'000);
const std::string kName = "abc.sml.test.";
const std::string kSmp = naptr(100, 10, "U", "Meta:SMP", "!^.*$!https://smp.example!");
const Naptr kRead{100, 10, "U", "Meta:SMP", "!^.*$!https://smp.example!", "."};

unsigned id_of(const std::string& question) {
  return static_cast<unsigned char>(question[0]) << 8 | static_cast<unsigned char>(question[1]);
}

std::string good(const std::string& question) {
  return reply(kName, record(pointer(kQuestionAt), kNaptr, 300, kSmp), 1, kResponse, id_of(question));
}

class AskingTheDns : public testing::Test {
 protected:
  std::unique_ptr<AresResolver> resolver(const DnsServer& server, milliseconds patience = kPatient) {
    return AresResolver::make({server.address(), patience, 2}, random_).value();
  }
  keys::OpenSslRandom random_;
};

TEST_F(AskingTheDns, GivesTheRecords) {
  DnsServer server([](const std::string& question, bool) { return good(question); });
  const auto answer = resolver(server)->naptr("abc.sml.test", kPatient);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_THAT(answer->records, ElementsAre(kRead));
  EXPECT_EQ(answer->ttl, std::chrono::seconds(300));
}

TEST_F(AskingTheDns, NoSuchNameIsAnAnswer) {
  DnsServer server(
      [](const std::string& question, bool) { return reply(kName, "", 0, kResponse | 3, id_of(question)); });
  const auto answer = resolver(server)->naptr("abc.sml.test", kPatient);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_FALSE(answer->exists);
}

TEST_F(AskingTheDns, WhatDoesNotFitComesByTcp) {
  DnsServer server([](const std::string& question, bool tcp) {
    return tcp ? good(question) : reply(kName, "", 0, kResponse | kTruncated, id_of(question));
  });
  const auto answer = resolver(server)->naptr("abc.sml.test", kPatient);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_THAT(answer->records, ElementsAre(kRead));
  EXPECT_EQ(server.by_tcp, 1);
}

TEST_F(AskingTheDns, ServerFailureIsNoAnswer) {
  DnsServer server(
      [](const std::string& question, bool) { return reply(kName, "", 0, kResponse | 2, id_of(question)); });
  const auto answer = resolver(server, milliseconds(500))->naptr("abc.sml.test", kPatient);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "DNS");
  EXPECT_EQ(answer.error().retry, Retry::later);
}

TEST_F(AskingTheDns, SilenceEndsWithTheTimeLimit) {
  DnsServer server([](const std::string&, bool) { return std::string(); });
  const auto answer = resolver(server)->naptr("abc.sml.test", milliseconds(50));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().retry, Retry::later);
  EXPECT_THAT(answer.error().detail, HasSubstr("time limit"));
}

TEST_F(AskingTheDns, AnswersToOtherQuestionsAreWaitedPast) {
  DnsServer server([](const std::string& question, bool) {
    return reply(kName, "", 0, kResponse | 3, id_of(question) ^ 1);
  });
  const auto answer = resolver(server)->naptr("abc.sml.test", milliseconds(200));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "DNS");
}

TEST_F(AskingTheDns, NobodyThereIsNoAnswer) {
  const auto resolver = AresResolver::make({"127.0.0.1:1", milliseconds(200), 1}, random_);
  EXPECT_FALSE((*resolver)->naptr("abc.sml.test", milliseconds(2000)).ok());
}

TEST_F(AskingTheDns, ServersThatAreNoAddressAreRefused) {
  EXPECT_FALSE(AresResolver::make({"no address", milliseconds(200), 1}, random_).ok());
}

TEST_F(AskingTheDns, NumericHostsAreNotAskedFor) {
  DnsServer server([](const std::string&, bool) { return std::string(); });
  EXPECT_THAT(resolver(server)->addresses("127.0.0.1", milliseconds(50)).value(),
              ElementsAre(Bytes("\x7f\0\0\1", 4)));
  EXPECT_THAT(resolver(server)->addresses("::1", milliseconds(50)).value(),
              ElementsAre(Bytes(15, '\0') + '\1'));
  EXPECT_EQ(server.by_udp, 0);
}

TEST_F(AskingTheDns, HostsHaveTheAddressesTheServerSays) {
  DnsServer server([](const std::string& question, bool) {
    // The question comes back, with an address where one was asked for.
    const bool four = question.find(name("smp.test.") + u16(kA)) != std::string::npos;
    const std::string asked = name("smp.test.") + u16(four ? kA : 28) + u16(1);
    return u16(id_of(question)) + u16(kResponse) + u16(1) + u16(four ? 1 : 0) + u16(0) + u16(0) + asked +
           (four ? record(pointer(kQuestionAt), kA, 60, Bytes("\xc0\0\2\7", 4)) : "");
  });
  const auto addresses = resolver(server)->addresses("smp.test", kPatient);
  ASSERT_TRUE(addresses.ok()) << addresses.error();
  EXPECT_THAT(*addresses, ElementsAre(Bytes("\xc0\0\2\7", 4)));
}

TEST_F(AskingTheDns, SilenceAboutAHostEndsWithTheTimeLimit) {
  DnsServer server([](const std::string&, bool) { return std::string(); });
  EXPECT_FALSE(resolver(server)->addresses("smp.test", milliseconds(50)).ok());
}

}  // namespace
}  // namespace quittance::as4::test
