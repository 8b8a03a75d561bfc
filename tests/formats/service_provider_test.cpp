#include "formats/service_provider.h"

#include <gtest/gtest.h>

namespace quittance::formats {
namespace {

bool good(const char* id) { return is_service_provider(ParticipantId::parse(id).value()); }

TEST(ServiceProvider, IsTheSixDigitsOfTheSeat) {
  EXPECT_EQ(service_provider_of("POP000306")->value(), "0242:000306");
  EXPECT_EQ(service_provider_of("PDE000357")->value(), "0242:000357");
  for (const char* other : {"", "POP00030", "POP0003066", "pop000306", "XOP000306", "P00000306", "POP00030a"})
    EXPECT_FALSE(service_provider_of(other)) << other;
}

TEST(ServiceProvider, MayHaveNamesBehindTheDigits) {
  for (const char* id : {"0242:000306", "0242:000306-ABC", "0242:000306-abc_12", "0242:000306-DESK.eu-1~x"})
    EXPECT_TRUE(good(id)) << id;
  for (const char* id :
       {"0208:000306", "0242:00306", "0242:000306x", "0242:000306-", "0242:000306-AB",
        "0242:000306-ABCDEFGHIJKLM", "0242:000306-ABC.", "0242:000306-ABC.12", "0242:000306-A-C"})
    EXPECT_FALSE(good(id)) << id;
}

TEST(ServiceProvider, IsTheSameWhateverFollowsTheDigits) {
  EXPECT_EQ(main_identifier(ParticipantId::parse("0242:000306-DESK").value()), "000306");
  EXPECT_EQ(main_identifier(ParticipantId::parse("0088:000306").value()), "");
}

}  // namespace
}  // namespace quittance::formats
