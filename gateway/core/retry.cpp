#include "gateway/core/retry.h"

#include <cassert>

namespace quittance::core {

using std::chrono::microseconds;
using std::chrono::seconds;

RetryPolicy RetryPolicy::standard() {
  std::vector<std::chrono::milliseconds> ladder{seconds{10}, seconds{60}, seconds{300}, seconds{900},
                                                seconds{1800}};
  std::chrono::milliseconds sum{0};
  for (const auto rung : ladder) sum += rung;
  for (; sum < std::chrono::hours{24}; sum += std::chrono::hours{1}) ladder.push_back(std::chrono::hours{1});
  ladder.push_back(std::chrono::hours{4});
  return {std::move(ladder), std::chrono::hours{72}, 0.2};
}

microseconds delay(const RetryPolicy& policy, microseconds age, double draw) {
  assert(!policy.ladder.empty() && draw >= 0 && draw < 1);
  microseconds rung = policy.ladder.back();
  microseconds end{0};
  for (const auto step : policy.ladder) {
    end += step;
    if (age < end) {
      rung = step;
      break;
    }
  }
  const auto jitter = static_cast<double>(rung.count()) * policy.spread * draw;
  return rung + microseconds{static_cast<microseconds::rep>(jitter)};
}

}  // namespace quittance::core
