#include "gateway/http/table.h"

namespace quittance::http {

Table::Held Table::add(Shared connection) {
  const std::lock_guard lock(mutex_);
  const auto id = next_id_++;
  by_peer_[connection->peer().group].insert(id);
  entries_[id].connection = connection;
  return {id, std::move(connection)};
}

void Table::wait(const Held& held, std::uint32_t events) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(held.id);
  if (found == entries_.end()) return;
  auto& entry = found->second;
  entry.waiting = true;
  entry.silent = held.connection->silent();
  entry.idle = held.connection->idle();
  entry.fresh = held.connection->fresh();
  entry.deadline = held.connection->deadline();
  epoll_event event{};
  event.events = events | EPOLLONESHOT;
  event.data.u64 = held.id;
  ::epoll_ctl(poller_, entry.registered ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, held.connection->descriptor(),
              &event);
  entry.registered = true;
}

void Table::erase(Entries::iterator entry) {
  const auto& peer = entry->second.connection->peer().group;
  auto lane = by_peer_.find(peer);
  lane->second.erase(entry->first);
  if (lane->second.empty()) by_peer_.erase(lane);
  // Closing the descriptor takes it out of the poller.
  entries_.erase(entry);
  if (entries_.empty()) emptied_.notify_all();
}

void Table::remove(const Held& held) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(held.id);
  if (found != entries_.end()) erase(found);
}

std::optional<Table::Held> Table::hold(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end() || !found->second.waiting) return std::nullopt;
  found->second.waiting = false;
  return Held{id, found->second.connection};
}

std::vector<Table::Held> Table::hold_expired(Moment now) {
  std::vector<Held> expired;
  const std::lock_guard lock(mutex_);
  for (auto& [id, entry] : entries_) {
    if (!entry.waiting || entry.deadline > now) continue;
    entry.waiting = false;
    expired.push_back({id, entry.connection, true});
  }
  return expired;
}

void Table::end_idle(Idle which) {
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto current = entry++;
    const auto& [id, found] = *current;
    const bool spared = which == Idle::asked_before && found.fresh;
    if (found.waiting && found.idle && !spared) erase(current);
  }
}

bool Table::evict(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    const auto& [id, state] = *entry;
    if (!state.waiting || !state.silent) continue;
    if (!peer.empty() && state.connection->peer().group != peer) continue;
    erase(entry);
    return true;
  }
  return false;
}

std::size_t Table::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::size_t Table::size_of(const std::string& peer) const {
  const std::lock_guard lock(mutex_);
  const auto lane = by_peer_.find(peer);
  return lane == by_peer_.end() ? 0 : lane->second.size();
}

std::size_t Table::wait_until_empty(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  emptied_.wait_for(lock, at_most, [this] { return entries_.empty(); });
  return entries_.size();
}

void Table::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  by_peer_.clear();
}

}  // namespace quittance::http
