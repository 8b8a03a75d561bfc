// When to try again, and when to give up. Delay is a function of age, not of a counter: nothing overflows,
// and a restart changes nothing.
#pragma once

#include <chrono>
#include <vector>

#include "formats/base/time.h"

namespace quittance::core {

struct RetryPolicy {
  /// Delays after the first, second, third … failure; the last one goes on until giving up.
  std::vector<std::chrono::milliseconds> ladder;
  /// Age at which no new attempt follows. The last attempt is made at this age or, after downtime, later.
  std::chrono::milliseconds give_up_after;
  /// Part of the delay that is drawn at random and added, so that a restart is no stampede. 0.2 = up to a
  /// fifth.
  double spread = 0.2;

  /// 10 s, 1, 5, 15, 30, 60 min, then hourly to 24 h, then every 4 h to 72 h; give up at 72 h.
  static RetryPolicy standard();
};

/// The delay that follows a failure at this age: the rung of the ladder that this age stands on, plus jitter.
/// `draw` is from [0, 1). Age is counted from the first failure of the same kind (surely or perhaps not
/// delivered), so that a doubt that arises late is still asked about early, while the peer remembers the
/// MessageId.
std::chrono::microseconds delay(const RetryPolicy& policy, std::chrono::microseconds age, double draw);

}  // namespace quittance::core
