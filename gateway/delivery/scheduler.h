// Finds what is due and has it done: deliveries, watches, outbox. It decides only what runs now; what an act
// means is the table's business. Everything due is found again after a crash, for it is in the store.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "gateway/core/peer_slots.h"
#include "gateway/delivery/executor.h"
#include "gateway/delivery/outbound.h"
#include "gateway/delivery/outbox.h"

namespace quittance::delivery {

struct SchedulerSettings {
  std::size_t attempts_at_once_per_peer = 20;
  std::size_t acts_at_once = 64;
  /// After an act that could not be done at all (disk full …), the same one is not begun again before.
  std::chrono::milliseconds rest{std::chrono::seconds{10}};
  /// The longest sleep: clocks jump, and notifications get lost.
  std::chrono::milliseconds longest_sleep{std::chrono::seconds{30}};
};

class Scheduler {
 public:
  Scheduler(World world, Settings settings, SchedulerSettings scheduling, Executor& executor);
  /// All acts must have come back: destroy or drain the executor first.
  ~Scheduler() = default;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// What start-up owes: attempts that lost their answer. Before the first step.
  Result<void> recover() { return outbound_.recover(); }

  /// Hands every act that is due now to the executor. Returns how many. Fails with STORE-HALTED, DISK-SYNC or
  /// DISK-HALTED after a failed sync, and with what reading the store fails with.
  Result<std::size_t> step();

  /// Steps until stop() is called, sleeping in between. Fails when work can go on no more: the process must
  /// end.
  Result<void> run();
  /// Any thread: something may be due.
  void wake();
  /// Any thread: run() returns after the current step; acts under way end by themselves.
  void stop();

  [[nodiscard]] Inbound& inbound() { return inbound_; }

 private:
  Result<std::size_t> start_deliveries(Instant now, std::size_t room);
  core::Turn turn_of(core::Turn::Acts acts, Instant now, std::size_t at_most);
  bool start(core::Delivery delivery, Instant now);
  Result<std::size_t> start_watches(Instant now, std::size_t room);
  Result<std::size_t> start_outbox(Instant now, std::size_t room);
  bool begin(const std::string& key);
  void end(const std::string& key, const Result<void>& outcome);
  void launch(Lane lane, const std::string& key, std::function<Result<void>()> act,
              std::function<void(const std::string&)> broken);
  Result<void> attempt(const core::Delivery& delivery);
  Result<void> expire(const core::Watch& watch);
  std::size_t room_left();
  Result<std::chrono::milliseconds> time_to_sleep();

  World world_;
  Settings settings_;
  SchedulerSettings scheduling_;
  Executor& executor_;
  Steps steps_;
  Outbound outbound_;
  Inbound inbound_;
  Outbox outbox_;

  std::mutex mutex_;  // of all below
  std::condition_variable bell_;
  bool rung_ = false, stopping_ = false;
  std::set<std::string> under_way_;
  std::map<std::string, std::chrono::steady_clock::time_point> resting_;
  core::PeerSlots slots_;
  std::optional<Error> halt_;
};

}  // namespace quittance::delivery
