// What waits for a thread. Both queues give nothing more once stopped.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace quittance::http {

/// First come, first served.
template <typename Job>
class Queue {
 public:
  void push(Job job) {
    {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
    }
    filled_.notify_one();
  }
  std::optional<Job> pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
    if (stopped_) return std::nullopt;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    filled_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Job> jobs_;
  bool stopped_ = false;
};

/// Takes turns between owners, and runs at most so many jobs of one owner at once: whoever sends much waits
/// for himself.
template <typename Job>
class FairQueue {
 public:
  FairQueue(std::size_t most_waiting, std::size_t most_running)
      : most_waiting_(most_waiting), most_running_(most_running) {}

  /// False when too many wait already.
  bool push(const std::string& owner, Job job) {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_ >= most_waiting_) return false;
      auto& lane = lanes_[owner];
      lane.jobs.push_back(std::move(job));
      ++waiting_;
      offer(owner, lane);
    }
    filled_.notify_one();
    return true;
  }

  /// The next job; call done(owner) when it has run.
  std::optional<std::pair<std::string, Job>> pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return stopped_ || !turns_.empty(); });
    if (stopped_) return std::nullopt;
    auto owner = std::move(turns_.front());
    turns_.pop_front();
    auto& lane = lanes_[owner];
    Job job = std::move(lane.jobs.front());
    lane.jobs.pop_front();
    lane.queued = false;
    ++lane.running;
    --waiting_;
    if (offer(owner, lane)) filled_.notify_one();
    return std::pair{std::move(owner), std::move(job)};
  }

  void done(const std::string& owner) {
    bool more = false;
    {
      const std::lock_guard lock(mutex_);
      auto& lane = lanes_[owner];
      --lane.running;
      more = offer(owner, lane);
      if (!lane.queued && lane.running == 0 && lane.jobs.empty()) lanes_.erase(owner);
    }
    if (more) filled_.notify_one();
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    filled_.notify_all();
  }

 private:
  struct Lane {
    std::deque<Job> jobs;
    std::size_t running = 0;
    bool queued = false;  ///< has a turn
  };

  bool offer(const std::string& owner, Lane& lane) {
    if (lane.queued || lane.jobs.empty() || lane.running >= most_running_) return false;
    lane.queued = true;
    turns_.push_back(owner);
    return true;
  }

  std::size_t most_waiting_;
  std::size_t most_running_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::map<std::string, Lane> lanes_;
  std::deque<std::string> turns_;  ///< owners with a job that may run now, each once
  std::size_t waiting_ = 0;
  bool stopped_ = false;
};

}  // namespace quittance::http
