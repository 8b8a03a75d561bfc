#include "gateway/core/ids.h"

#include <gtest/gtest.h>

#include "gateway/core/disk.h"
#include "gateway/core/store.h"
#include "tests/support/fake_random.h"

namespace quittance::core {
namespace {

TEST(DeliveryIdentifier, IsALowerCaseUuid) {
  EXPECT_TRUE(DeliveryId::parse("0f8fad5b-d9cb-469f-a165-70867728950e").ok());
  for (const auto* bad : {"", "0f8fad5b", "0F8FAD5B-d9cb-469f-a165-70867728950e",
                          "../fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e "}) {
    const auto parsed = DeliveryId::parse(bad);
    ASSERT_FALSE(parsed.ok()) << bad;
    EXPECT_EQ(parsed.error().code, "ID-DELIVERY");
  }
}

TEST(MessageIdentifier, TakesWhatPeersSendAndRefusesWhatWouldBreakAHeader) {
  for (const auto* good : {"a@b", "1f@phase4", "x.y+z@gateway.example", "a@[127.0.0.1]"}) {
    EXPECT_TRUE(MessageId::parse(good).ok()) << good;
  }
  for (const auto* bad :
       {"", "a", "@b", "a@", "a@b@c", "<a@b>", "a b@c", "a@b\r\nX: y", ".a@b", "a.@b", "a..b@c"}) {
    EXPECT_FALSE(MessageId::parse(bad).ok()) << bad;
  }
  EXPECT_TRUE(MessageId::parse("a@" + std::string(253, 'b')).ok());
  EXPECT_FALSE(MessageId::parse("a@" + std::string(254, 'b')).ok());
}

TEST(Identifiers, DrawnOnesAreNeverTheSame) {
  test::FakeRandom random(7);
  EXPECT_NE(draw_delivery_id(random), draw_delivery_id(random));
  EXPECT_NE(draw_instance_id(random), draw_instance_id(random));
  const auto id = draw_message_id(random, "gateway.example");
  EXPECT_TRUE(id.text().ends_with("@gateway.example"));
}

}  // namespace
}  // namespace quittance::core
