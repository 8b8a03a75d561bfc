#include "as4/discovery/sml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quittance::as4::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

formats::ParticipantId participant(std::string_view value) {
  return formats::ParticipantId::parse(value).value();
}

TEST(SmlName, IsTheHashOfTheLowerCaseValue) {
  // as published with the Policy for use of Identifiers
  EXPECT_EQ(sml_name(participant("0088:123abc"), "participant.sml.prod.tech.peppol.org."),
            "y7dzfxaf3d4cjz4kcgrxtec6twvcga4ky7zwa5boif6mswd4tdrq.iso6523-actorid-upis.participant.sml.prod."
            "tech.peppol.org");
  EXPECT_EQ(sml_name(participant("0088:123ABC"), "z"), sml_name(participant("0088:123abc"), "z"));
  EXPECT_EQ(sml_name(participant("0010:5798000000001"), "z"),
            "xukhfqabqziki3ykvr2fhr4snfa3pf5vpq6k4tonv3lmvsy5arvq.iso6523-actorid-upis.z");
  EXPECT_EQ(sml_name(participant("9915:test"), "z"),
            "eh5boavaktmbgzyh2a63dz4qov33fvp5nsdvqklucfraayoodw6a.iso6523-actorid-upis.z");
}

struct Field {
  const char* regexp;
  const char* url;  ///< nullptr: refused
};
class RegexpFields : public testing::TestWithParam<Field> {};

TEST_P(RegexpFields, AreReadByTheirShape) {
  const auto url = rewritten(GetParam().regexp);
  if (GetParam().url == nullptr) {
    EXPECT_FALSE(url.ok()) << *url;
    return;
  }
  ASSERT_TRUE(url.ok()) << url.error();
  EXPECT_EQ(*url, GetParam().url);
}

INSTANTIATE_TEST_SUITE_P(
    Sml, RegexpFields,
    testing::Values(Field{"!^.*$!https://smp.example!", "https://smp.example"},
                    Field{"!.*!https://smp.example/a!", "https://smp.example/a"},
                    Field{"!^(.*)$!https://smp.example!i", "https://smp.example"},
                    Field{"/^.*$/https:\\/\\/smp.example\\/x/", "https://smp.example/x"},
                    Field{"#.*#https://smp.example#", "https://smp.example"}, Field{"", nullptr},
                    Field{"!", nullptr}, Field{"!!!", nullptr}, Field{"!.*!https://x", nullptr},
                    Field{"!.*!https://x!g", nullptr}, Field{"!.*!https://x!!", nullptr},
                    Field{"!^a.*$!https://x!", nullptr}, Field{"!(a+)+$!https://x!", nullptr},
                    Field{"!(.*)!https://\\1!", nullptr}, Field{"i.*ihttps://xi", nullptr},
                    Field{"1.*1https://x1", nullptr}, Field{"\\.*\\https://x\\", nullptr}));

struct Base {
  const char* name;
  const char* url;
  bool in_internet;
  bool anywhere;
};
class PublisherUrls : public testing::TestWithParam<Base> {};

TEST_P(PublisherUrls, AreHeldToWhereWeMayGo) {
  EXPECT_EQ(smp_base(GetParam().url, Reachable::internet).ok(), GetParam().in_internet);
  EXPECT_EQ(smp_base(GetParam().url, Reachable::anywhere).ok(), GetParam().anywhere);
}

INSTANTIATE_TEST_SUITE_P(
    Sml, PublisherUrls,
    testing::Values(Base{"Https", "https://smp.example", true, true},
                    Base{"HttpsWithPortAndPath", "HTTPS://smp.example:443/a/b/", true, true},
                    Base{"PlainHttp", "http://smp.example", false, true},
                    Base{"AnotherPort", "https://smp.example:8443", false, true},
                    Base{"Address", "https://192.0.2.7", false, true},
                    Base{"AddressOfVersion6", "https://[2001:db8::1]", false, true},
                    Base{"Query", "https://smp.example?a=b", false, false},
                    Base{"Fragment", "https://smp.example/#f", false, false},
                    Base{"User", "https://user@smp.example", false, false},
                    Base{"UserAndPassword", "https://user:secret@smp.example", false, false},
                    Base{"File", "file:///etc/passwd", false, false},
                    Base{"LineEnd", "https://smp.example/\r\nX: y", false, false},
                    Base{"Backslash", "https://smp.example\\@evil.example", false, false},
                    Base{"Nothing", "", false, false}),
    [](const auto& one) { return one.param.name; });

TEST(Publishers, AreInTheOrderTheDnsSays) {
  const auto record = [](std::uint16_t order, std::uint16_t preference, const char* url) {
    return Naptr{order, preference, "u", "META:smp", std::string("!.*!https://") + url + "!", "."};
  };
  const auto found =
      publishers({record(20, 1, "c"), record(10, 9, "b"), record(10, 2, "a/")}, Reachable::internet);
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(*found, ElementsAre("https://a", "https://b", "https://c"));
}

TEST(Publishers, OtherServicesAreNone) {
  const auto found = publishers({{1, 1, "U", "Meta:CPA", "!.*!https://x!", "."},
                                 {1, 1, "S", "Meta:SMP", "!.*!https://x!", "."},
                                 {1, 1, "U", "Meta:SMP", "!.*!https://x!", "other.test."}},
                                Reachable::internet);
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(*found, IsEmpty());
}

TEST(Publishers, UnusableOnesArePassedOverUnlessThereIsNoOther) {
  const Naptr bad{1, 1, "U", "Meta:SMP", "!.*!http://169.254.169.254/!", "."};
  const Naptr good{2, 1, "U", "Meta:SMP", "!.*!https://x!", "."};
  EXPECT_THAT(publishers({bad, good}, Reachable::internet).value(), ElementsAre("https://x"));
  const auto none = publishers({bad}, Reachable::internet);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, "SMP-URL");
  EXPECT_EQ(none.error().retry, Retry::later);
}

}  // namespace
}  // namespace quittance::as4::test
