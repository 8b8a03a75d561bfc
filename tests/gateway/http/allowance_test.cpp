#include "gateway/http/allowance.h"

#include <gtest/gtest.h>

namespace quittance::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(PeerGroup, IsTheAddressOfIPv4HoweverItCame) {
  EXPECT_EQ(peer_group("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(peer_group("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(PeerGroup, IsTheSubnetOfIPv6) {
  EXPECT_EQ(peer_group("2001:db8:1:2::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(peer_group("2001:db8:1:2:ffff:ffff:ffff:ffff"), "2001:db8:1:2::/64");
  EXPECT_EQ(peer_group("2001:db8:1:3::1"), "2001:db8:1:3::/64");
  EXPECT_EQ(peer_group("fe80::1%eth0"), "fe80::/64");
}

TEST(Allowance, IsSoManyAtOnceAndSoManyASecond) {
  Allowance allowance(10);
  Allowance::Moment now{seconds{1000}};
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(allowance.take("a", now)) << i;
  EXPECT_FALSE(allowance.take("a", now));
  EXPECT_TRUE(allowance.take("b", now)) << "others have their own";
  now += milliseconds{250};
  EXPECT_TRUE(allowance.take("a", now));
  EXPECT_TRUE(allowance.take("a", now));
  EXPECT_FALSE(allowance.take("a", now));
}

TEST(Allowance, RemembersNobodyWhoHasRested) {
  Allowance allowance(10);
  Allowance::Moment now{seconds{1000}};
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(allowance.take(std::to_string(i), now));
  EXPECT_EQ(allowance.size(), 1000U);
  EXPECT_TRUE(allowance.take("late", now + seconds{1}));
  EXPECT_EQ(allowance.size(), 1U);
}

TEST(Allowance, OfZeroIsNoLimit) {
  Allowance allowance(0);
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(allowance.take("a", {}));
}

}  // namespace
}  // namespace quittance::http
