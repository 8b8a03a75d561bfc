#include "gateway/core/peer_slots.h"

#include <algorithm>
#include <cassert>

namespace quittance::core {
namespace {
constexpr std::size_t kFirst = 2;
}

bool PeerSlots::take(const std::string& peer) {
  Peer& at = peers_.try_emplace(peer, Peer{std::min(kFirst, bound_)}).first->second;
  if (at.used >= at.allowed) return false;
  ++at.used;
  return true;
}

void PeerSlots::give_back(const std::string& peer, bool success) {
  const auto found = peers_.find(peer);
  assert(found != peers_.end() && found->second.used > 0);
  Peer& at = found->second;
  --at.used;
  at.allowed = success ? std::min(at.allowed + 1, bound_) : std::max<std::size_t>(at.allowed / 2, 1);
  // A peer at rest with the first allowance is like one never seen: forget it, so that the map stays small.
  if (at.used == 0 && at.allowed == std::min(kFirst, bound_)) peers_.erase(found);
}

std::vector<std::string> PeerSlots::busy() const {
  std::vector<std::string> names;
  for (const auto& [name, peer] : peers_) {
    if (peer.used >= peer.allowed) names.push_back(name);
  }
  return names;
}

}  // namespace quittance::core
