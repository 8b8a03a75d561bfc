#include "as4/discovery/dns_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/as4/discovery/case_names.h"
#include "tests/as4/discovery/dns_message.h"

namespace quittance::as4::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kName = "abc.iso6523-actorid-upis.sml.test.";
const std::string kSmp = naptr(100, 10, "U", "Meta:SMP", "!^.*$!https://smp.example!");
const Naptr kRead{100, 10, "U", "Meta:SMP", "!^.*$!https://smp.example!", "."};

std::string owned(const std::string& data, unsigned long ttl = 300) {
  return record(pointer(kQuestionAt), kNaptr, ttl, data);
}

TEST(DnsAnswer, GivesTheRecordsOfTheNameAndTheirLife) {
  const auto answer = read_naptr_answer(reply(kName, owned(kSmp) + owned(kSmp, 60), 2), kName);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_TRUE(answer->exists);
  EXPECT_THAT(answer->records, ElementsAre(kRead, kRead));
  EXPECT_EQ(answer->ttl, std::chrono::seconds(60));
}

TEST(DnsAnswer, NamesCompareWithoutCaseAndWithOrWithoutTheLastDot) {
  const std::string other = "ABC.Iso6523-actorid-UPIS.sml.TEST";
  const auto answer = read_naptr_answer(reply(kName, record(name(other), kNaptr, 5, kSmp), 1), other);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_THAT(answer->records, ElementsAre(kRead));
}

TEST(DnsAnswer, NoSuchNameAndNoSuchRecordAreAnswersWithoutRecords) {
  const auto no_name = read_naptr_answer(reply(kName, "", 0, kResponse | 3), kName);
  ASSERT_TRUE(no_name.ok()) << no_name.error();
  EXPECT_FALSE(no_name->exists);
  const auto no_data = read_naptr_answer(reply(kName, "", 0), kName);
  ASSERT_TRUE(no_data.ok()) << no_data.error();
  EXPECT_TRUE(no_data->exists);
  EXPECT_THAT(no_data->records, IsEmpty());
}

TEST(DnsAnswer, FollowsAliasesWhateverTheirOrder) {
  const auto answer = read_naptr_answer(
      reply(kName,
            record(name("b.test."), kNaptr, 50, kSmp) + record(name("a.test."), kCname, 40, name("B.test.")) +
                record(pointer(kQuestionAt), kCname, 30, name("a.test.")),
            3),
      kName);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_THAT(answer->records, ElementsAre(kRead));
  EXPECT_EQ(answer->ttl, std::chrono::seconds(30));
}

TEST(DnsAnswer, RecordsOfOtherNamesClassesAndTypesDoNotCount) {
  const auto answer =
      read_naptr_answer(reply(kName,
                              record(name("other.test."), kNaptr, 50, kSmp) +
                                  record(pointer(kQuestionAt), kNaptr, 50, kSmp, 3) +
                                  record(pointer(kQuestionAt), kA, 50, std::string("\x7f\0\0\1", 4)),
                              3),
                        kName);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_THAT(answer->records, IsEmpty());
  EXPECT_EQ(answer->ttl, std::chrono::seconds(0));
}

TEST(DnsAnswer, FieldsAreVisibleAscii) {
  const auto answer = read_naptr_answer(
      reply(kName, owned(naptr(1, 2, "U\n", "Meta:SMP", "!.*!https://\xff\x1b[2J!")), 1), kName);
  ASSERT_TRUE(answer.ok()) << answer.error();
  EXPECT_EQ(answer->records[0].flags, "U?");
  EXPECT_EQ(answer->records[0].regexp, "!.*!https://??[2J!");
}

TEST(DnsAnswer, LabelsCannotBeMistakenForStructure) {
  const std::string odd = std::string("\x03") + "a.b" + name("sml.test.");
  EXPECT_FALSE(read_naptr_answer(
                   u16(7) + u16(kResponse) + u16(1) + u16(0) + u16(0) + u16(0) + odd + u16(kNaptr) + u16(1),
                   "a.b.sml.test.")
                   .ok());
}

struct Bad {
  const char* what;
  std::string message;
  const char* said;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.what; }
class BadAnswers : public testing::TestWithParam<Bad> {};

TEST_P(BadAnswers, AreNotBelievedAndMayBeAskedForAgain) {
  const auto answer = read_naptr_answer(GetParam().message, kName);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "DNS");
  EXPECT_EQ(answer.error().retry, Retry::later);
  EXPECT_THAT(answer.error().detail, HasSubstr(GetParam().said));
}

std::string chain(unsigned length) {
  std::string records = record(pointer(kQuestionAt), kCname, 9, name("c0.test."));
  for (unsigned i = 0; i < length; ++i)
    records += record(name("c" + std::to_string(i) + ".test."), kCname, 9,
                      name("c" + std::to_string(i + 1) + ".test."));
  return records;
}

std::string many(unsigned count) {
  std::string records;
  for (unsigned i = 0; i < count; ++i) records += owned(kSmp);
  return records;
}

INSTANTIATE_TEST_SUITE_P(
    Dns, BadAnswers,
    testing::Values(Bad{"empty", "", "no header"},
                    Bad{"half a header", std::string("\0\7\x81", 3), "no header"},
                    Bad{"a query", reply(kName, owned(kSmp), 1, 0x0100), "no response"},
                    Bad{"another opcode", reply(kName, owned(kSmp), 1, kResponse | 0x2800), "no response"},
                    Bad{"SERVFAIL", reply(kName, "", 0, kResponse | 2), "SERVFAIL"},
                    Bad{"REFUSED", reply(kName, "", 0, kResponse | 5), "REFUSED"},
                    Bad{"an unknown code", reply(kName, "", 0, kResponse | 11), "response code 11"},
                    Bad{"another name", reply("x.test.", owned(kSmp), 1), "another question"},
                    Bad{"truncated", reply(kName, owned(kSmp), 1, kResponse | kTruncated), "truncated"},
                    Bad{"fewer records than said", reply(kName, owned(kSmp), 2), "malformed"},
                    Bad{"more records than anyone has", reply(kName, owned(kSmp), 201), "too many"},
                    Bad{"more NAPTR records than anyone has", reply(kName, many(51), 51), "too many"},
                    Bad{"a record cut short", reply(kName, owned(kSmp).substr(0, 30), 1), "malformed"},
                    Bad{"NAPTR data longer than said",
                        reply(kName, owned(kSmp.substr(0, kSmp.size() - 1)), 1), "malformed"},
                    Bad{"NAPTR data shorter than said", reply(kName, owned(kSmp + "x"), 1), "malformed"},
                    Bad{"a pointer to itself",
                        reply(kName, pointer(static_cast<unsigned>(12 + name(kName).size() + 4)), 1),
                        "malformed"},
                    Bad{"a pointer forward", reply(kName, pointer(0x3000), 1), "malformed"},
                    Bad{"an alias of itself",
                        reply(kName, record(pointer(kQuestionAt), kCname, 9, name(kName)), 1), "no end"},
                    Bad{"too many aliases", reply(kName, chain(9), 10), "no end"},
                    Bad{"records of a name that does not exist", reply(kName, owned(kSmp), 1, kResponse | 3),
                        "does not exist"}),
    [](const auto& one) { return camel(one.param.what); });

}  // namespace
}  // namespace quittance::as4::test
