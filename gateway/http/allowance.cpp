#include "gateway/http/allowance.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace quittance::http {

std::string peer_group(const std::string& address) {
  constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  std::array<char, 16> octets{};
  // A zone, "fe80::1%eth0", is of this host alone.
  const std::string bare = address.substr(0, address.find('%'));
  if (::inet_pton(AF_INET6, bare.c_str(), octets.data()) != 1) return address;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (std::string_view(octets.data(), kMapped.size()) == kMapped) {
    ::inet_ntop(AF_INET, octets.data() + kMapped.size(), text.data(), text.size());
    return text.data();
  }
  std::fill(octets.begin() + 8, octets.end(), '\0');
  ::inet_ntop(AF_INET6, octets.data(), text.data(), text.size());
  return std::string(text.data()) + "/64";
}

bool Allowance::take(const std::string& group, Moment now) {
  if (per_second_ <= 0) return true;
  const std::lock_guard lock(mutex_);
  forget_rested(now);
  auto& bucket = buckets_.try_emplace(group, Bucket{per_second_, now}).first->second;
  const std::chrono::duration<double> rested = now - bucket.filled;
  bucket.left = std::min(per_second_, bucket.left + rested.count() * per_second_);
  bucket.filled = now;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

/// A bucket is full after a second: like one never seen.
void Allowance::forget_rested(Moment now) {
  if (now - forgot_ < std::chrono::seconds{1}) return;
  forgot_ = now;
  std::erase_if(buckets_,
                [now](const auto& each) { return now - each.second.filled >= std::chrono::seconds{1}; });
}

std::size_t Allowance::size() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace quittance::http
