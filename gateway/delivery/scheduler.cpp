#include "gateway/delivery/scheduler.h"

#include <algorithm>
#include <exception>

#include "gateway/core/disk.h"

namespace quittance::delivery {

using core::Delivery;
using std::chrono::milliseconds;

namespace {

constexpr std::string_view kDelivery = "delivery:";

}  // namespace

Scheduler::Scheduler(World world, Settings settings, SchedulerSettings scheduling, Executor& executor)
    : world_(std::move(world)),
      settings_(std::move(settings)),
      scheduling_(scheduling),
      executor_(executor),
      steps_(world_, settings_),
      outbound_(world_, settings_),
      inbound_(world_, settings_),
      outbox_(world_, settings_, inbound_),
      slots_(scheduling.attempts_at_once_per_peer) {}

Result<std::size_t> Scheduler::step() {
  if (world_.store.halted()) return Error{"STORE-HALTED", Retry::never, "a commit did not reach the disk"};
  {
    const std::lock_guard lock(mutex_);
    if (halt_) return *halt_;
  }
  const Instant now = world_.clock.wall();
  std::size_t started = 0;
  // Letters last: what comes to an answer now makes some of them needless.
  for (const auto part :
       {&Scheduler::start_deliveries, &Scheduler::start_watches, &Scheduler::start_outbox}) {
    auto count = (this->*part)(now, room_left());
    if (!count) return count.error();
    started += *count;
  }
  return started;
}

std::size_t Scheduler::room_left() {
  const std::lock_guard lock(mutex_);
  return scheduling_.acts_at_once - std::min(scheduling_.acts_at_once, under_way_.size());
}

/// Those that wait for the wire first: they are nearer to their end, and checking fills what room is left.
Result<std::size_t> Scheduler::start_deliveries(Instant now, std::size_t room) {
  // The outbox keeps some room, however many wait.
  room -= std::min(room, scheduling_.acts_at_once / 4);
  std::size_t started = 0;
  for (const auto acts : {core::Turn::Acts::wire, core::Turn::Acts::house}) {
    if (started == room) break;
    auto due = world_.store.due(turn_of(acts, now, room - started));
    if (!due) return due.error();
    for (Delivery& delivery : *due)
      if (start(std::move(delivery), now)) ++started;
  }
  return started;
}

core::Turn Scheduler::turn_of(core::Turn::Acts acts, Instant now, std::size_t at_most) {
  core::Turn turn{acts, now, {}, {}, at_most};
  const auto steady = world_.clock.steady();
  const std::lock_guard lock(mutex_);
  turn.busy_peers = slots_.busy();
  const auto leave_out = [&turn](const std::string& key) {
    if (key.starts_with(kDelivery)) turn.in_hand.push_back(key.substr(kDelivery.size()));
  };
  for (const auto& key : under_way_) leave_out(key);
  for (const auto& [key, until] : resting_)
    if (steady < until) leave_out(key);
  return turn;
}

bool Scheduler::start(Delivery delivery, Instant now) {
  const std::string key = std::string(kDelivery) + delivery.id.text();
  const bool wire = outbound_.needs_wire(delivery, now);
  if (!begin(key)) return false;
  if (wire && delivery.endpoint) {
    const std::lock_guard lock(mutex_);
    if (!slots_.take(delivery.endpoint->peer)) {
      under_way_.erase(key);
      return false;
    }
  }
  const auto id = delivery.id;
  // Whoever asks others waits for them: the house's few threads have work of their own.
  launch(
      wire || outbound_.asks_others(delivery) ? Lane::wire : Lane::house, key,
      [this, wire, delivery = std::move(delivery)] {
        return wire ? attempt(delivery) : outbound_.advance(delivery);
      },
      [this, id](const std::string& what) { outbound_.give_to_a_person(id, what); });
  return true;
}

Result<void> Scheduler::attempt(const Delivery& delivery) {
  struct Slot {
    Scheduler& scheduler;
    const std::string* peer;
    bool answered = false;
    ~Slot() {
      if (peer == nullptr) return;
      const std::lock_guard lock(scheduler.mutex_);
      scheduler.slots_.give_back(*peer, answered);
    }
  } slot{*this, delivery.endpoint ? &delivery.endpoint->peer : nullptr};
  auto answered = outbound_.attempt(delivery);
  if (!answered) return answered.error();
  slot.answered = *answered;
  return {};
}

Result<std::size_t> Scheduler::start_watches(Instant now, std::size_t room) {
  auto due = world_.store.watches_due(now, room);
  if (!due) return due.error();
  std::size_t started = 0;
  for (const core::Watch& watch : *due) {
    const std::string key = "watch:" + watch.delivery.text() + ":" + watch.expects;
    if (!begin(key)) continue;
    ++started;
    launch(Lane::house, key, [this, watch] { return expire(watch); }, [](const std::string&) {});
  }
  return started;
}

/// Silence is an event: the watch's end, the task and the letter are one transaction.
Result<void> Scheduler::expire(const core::Watch& watch) {
  auto done = steps_.take(
      watch.delivery, [&](core::Writing& writing, const Delivery& now) -> Result<std::optional<core::Step>> {
        if (auto expired = writing.expire_watch(watch); !expired) return expired.error();
        core::Step step = core::note(now, core::kind::kWatchExpired, watch.expects,
                                     "no " + watch.expects + " since " + to_string(watch.armed), "daemon",
                                     world_.clock.wall());
        step.concern = core::Concern{"no-" + watch.expects, watch.expects == "receipt"};
        return std::optional(std::move(step));
      });
  if (!done) return done.error();
  return {};
}

Result<std::size_t> Scheduler::start_outbox(Instant now, std::size_t room) {
  auto due = world_.store.outbox_due(now, room);
  if (!due) return due.error();
  std::size_t started = 0;
  for (const core::OutboxRow& row : *due) {
    // Two placements of one delivery would meet in its folder: one after the other.
    const std::string key = row.act == "letter" ? row.key : row.act + ":" + row.subject;
    if (!begin(key)) continue;
    ++started;
    // Letters use the network too, and a mail server may hang; whom a status goes to may have to be asked.
    launch(
        row.act == "letter" || row.act == "mls" ? Lane::wire : Lane::house, key,
        [this, row] { return outbox_.perform(row); }, [](const std::string&) {});
  }
  return started;
}

bool Scheduler::begin(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto rest = resting_.find(key);
  if (rest != resting_.end()) {
    if (world_.clock.steady() < rest->second) return false;
    resting_.erase(rest);
  }
  return under_way_.insert(key).second;
}

void Scheduler::end(const std::string& key, const Result<void>& outcome) {
  if (!outcome) world_.observer.trouble(key, outcome.error());
  {
    const std::lock_guard lock(mutex_);
    under_way_.erase(key);
    if (!outcome) resting_[key] = world_.clock.steady() + scheduling_.rest;
    if (!outcome && core::is_halt(outcome.error())) halt_ = outcome.error();
  }
  wake();
}

void Scheduler::launch(Lane lane, const std::string& key, std::function<Result<void>()> act,
                       std::function<void(const std::string&)> broken) {
  executor_.post(lane, [this, key, act = std::move(act), broken = std::move(broken)] {
    Result<void> outcome;
    // Ports promise not to throw. What does so all the same is a bug that must not stop the others.
    try {
      outcome = act();
    } catch (const std::exception& exception) {
      outcome = Error{"INTERNAL", Retry::never, exception.what()};
      broken(exception.what());
    }
    end(key, outcome);
  });
}

Result<milliseconds> Scheduler::time_to_sleep() {
  auto next = world_.store.next_due();
  if (!next) return next.error();
  if (!*next) return scheduling_.longest_sleep;
  const auto left = std::chrono::ceil<milliseconds>(**next - world_.clock.wall());
  // Due, but not begun: it runs, rests, or waits for a slot; the end of an act rings the bell.
  if (left <= milliseconds{0}) return milliseconds{500};
  return std::min(left, scheduling_.longest_sleep);
}

Result<void> Scheduler::run() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return {};
      rung_ = false;
    }
    auto started = step();
    if (!started) return started.error();
    auto sleep = time_to_sleep();
    if (!sleep) return sleep.error();
    std::unique_lock lock(mutex_);
    bell_.wait_for(lock, *sleep, [this] { return rung_ || stopping_; });
  }
}

void Scheduler::wake() {
  {
    const std::lock_guard lock(mutex_);
    rung_ = true;
  }
  bell_.notify_all();
}

void Scheduler::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  bell_.notify_all();
}

}  // namespace quittance::delivery
