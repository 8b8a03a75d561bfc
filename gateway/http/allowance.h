// Who counts as one peer, and how many requests one has.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace quittance::http {

/// What limits per peer are counted by: the IPv4 address, whether it came as itself or mapped into IPv6; of
/// other IPv6 addresses the /64, for whoever has one address has all of these. `address` is numeric; what is
/// not is its own group.
std::string peer_group(const std::string& address);

/// A bucket for each group: so many requests a second, and as many at once after a rest. Any thread.
class Allowance {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  /// 0: everybody has as many as he likes.
  explicit Allowance(std::size_t per_second) : per_second_(static_cast<double>(per_second)) {}

  /// False when the group has none left.
  bool take(const std::string& group, Moment now);
  /// How many groups are remembered.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Bucket {
    double left;
    Moment filled;
  };
  void forget_rested(Moment now);

  double per_second_;
  mutable std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
  Moment forgot_{};
};

}  // namespace quittance::http
