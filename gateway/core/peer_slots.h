// How many attempts may be on the wire to one peer at once: two at first, one more with each success, half
// after a failure, never more than the bound. A peer that is back after a day is not met by all that waited
// for it.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace quittance::core {

/// Not for several threads.
class PeerSlots {
 public:
  explicit PeerSlots(std::size_t bound) : bound_(bound == 0 ? 1 : bound) {}

  /// Takes a slot, or answers false.
  bool take(const std::string& peer);
  void give_back(const std::string& peer, bool success);
  /// Peers that have no slot left.
  [[nodiscard]] std::vector<std::string> busy() const;

 private:
  struct Peer {
    std::size_t allowed, used = 0;
  };
  std::size_t bound_;
  std::map<std::string, Peer> peers_;
};

}  // namespace quittance::core
