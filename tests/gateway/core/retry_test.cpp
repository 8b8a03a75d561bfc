#include "gateway/core/retry.h"

#include <gtest/gtest.h>

#include "gateway/core/peer_slots.h"

namespace quittance::core {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(RetryPolicy, TheStandardLadderIsClimbedByAge) {
  const auto policy = RetryPolicy::standard();
  std::vector<microseconds> delays;
  microseconds age{0};
  while (age < policy.give_up_after) {
    delays.push_back(delay(policy, age, 0));
    age += delays.back();
  }
  ASSERT_GT(delays.size(), 28u);
  const std::vector<microseconds> first(delays.begin(), delays.begin() + 6);
  EXPECT_EQ(first, (std::vector<microseconds>{seconds{10}, minutes{1}, minutes{5}, minutes{15}, minutes{30},
                                              hours{1}}));
  EXPECT_EQ(delay(policy, hours{23}, 0), hours{1});
  EXPECT_EQ(delay(policy, hours{30}, 0), hours{4});
  EXPECT_EQ(delay(policy, hours{10'000}, 0), hours{4});
}

TEST(RetryPolicy, JitterAddsUpToItsPartAndNoMore) {
  const RetryPolicy policy{{seconds{10}}, hours{1}, 0.5};
  EXPECT_EQ(delay(policy, seconds{0}, 0), seconds{10});
  EXPECT_EQ(delay(policy, seconds{0}, 0.5), microseconds{12'500'000});
  EXPECT_LT(delay(policy, seconds{0}, 0.999999), seconds{15});
}

TEST(PeerSlots, BeginWithTwoGrowWithSuccessAndHalveWithFailure) {
  PeerSlots slots(20);
  EXPECT_TRUE(slots.take("a"));
  EXPECT_TRUE(slots.take("a"));
  EXPECT_FALSE(slots.take("a"));
  EXPECT_EQ(slots.busy(), std::vector<std::string>{"a"});
  EXPECT_TRUE(slots.take("b"));
  slots.give_back("a", true);
  EXPECT_TRUE(slots.take("a"));
  EXPECT_TRUE(slots.take("a")) << "three are allowed now";
  EXPECT_FALSE(slots.take("a"));
  slots.give_back("a", false);
  EXPECT_FALSE(slots.take("a")) << "one is allowed now, and two are used";
}

TEST(PeerSlots, NeverExceedTheirBound) {
  PeerSlots slots(3);
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(slots.take("a"));
    slots.give_back("a", true);
  }
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(slots.take("a"));
  EXPECT_FALSE(slots.take("a"));
}

}  // namespace
}  // namespace quittance::core
