// The open connections of a server: who waits for the poller and until when, who is being worked on, how many
// a peer has.
#pragma once

#include <sys/epoll.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "gateway/http/connection.h"

namespace quittance::http {

/// Safe to use from all threads. A connection is either waiting (armed in the poller) or held by exactly one
/// thread.
class Table {
 public:
  using Shared = std::shared_ptr<Connection>;
  struct Held {
    std::uint64_t id = 0;
    Shared connection;
    bool expired = false;
  };

  explicit Table(int poller) : poller_(poller) {}

  /// Adds a connection, held by the caller.
  Held add(Shared connection);
  /// Lets it wait for `events` (EPOLLIN, EPOLLOUT).
  void wait(const Held& held, std::uint32_t events);
  /// Ends it.
  void remove(const Held& held);
  /// Takes the waiting connection the poller reported; nothing when it is gone or held.
  std::optional<Held> hold(std::uint64_t id);
  /// Takes every waiting connection whose deadline is past.
  std::vector<Held> hold_expired(Moment now);
  enum class Idle { all, asked_before };
  /// Ends the waiting connections that have nothing of a request: all, or those that had one answered before.
  void end_idle(Idle which);
  /// Makes room for one more of that group of peers by ending its (or, with an empty name, anybody's) oldest
  /// silent connection; false when there is none.
  bool evict(const std::string& peer);

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t size_of(const std::string& peer) const;
  /// Waits, in real time, until none is left; returns how many there are then.
  std::size_t wait_until_empty(std::chrono::milliseconds at_most);
  void clear();

 private:
  struct Entry {
    Shared connection;
    bool waiting = false;
    bool registered = false;
    bool silent = true;
    bool idle = true;
    bool fresh = true;
    Moment deadline;
  };
  using Entries = std::map<std::uint64_t, Entry>;

  void erase(Entries::iterator entry);

  int poller_;
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::uint64_t next_id_ = 1;  ///< 0 and below are the poller's own
  Entries entries_;            ///< by id: the oldest first
  std::map<std::string, std::set<std::uint64_t>> by_peer_;
};

}  // namespace quittance::http
