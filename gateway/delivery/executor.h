// Where acts run. The wire has threads of its own, so that peers who do not answer keep nobody from checking.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace quittance::delivery {

enum class Lane : std::uint8_t { house, wire };

struct Executor {
  virtual ~Executor() = default;
  virtual void post(Lane lane, std::function<void()> act) = 0;
};

/// At once, on the caller's thread: for tests, and for tools that do one thing.
struct InlineExecutor : Executor {
  void post(Lane, std::function<void()> act) override { act(); }
};

/// Threads for each lane.
class ThreadPools : public Executor {
 public:
  ThreadPools(std::size_t house_threads, std::size_t wire_threads);
  ~ThreadPools() override;  ///< what was begun is ended, what was not is dropped: it is still due
  ThreadPools(const ThreadPools&) = delete;
  ThreadPools& operator=(const ThreadPools&) = delete;

  void post(Lane lane, std::function<void()> act) override;

 private:
  struct Pool {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::function<void()>> acts;
    bool stopping = false;
    std::vector<std::thread> threads;
  };
  static void start(Pool& pool, std::size_t threads);
  static void stop(Pool& pool);
  static void work(Pool& pool);

  Pool house_, wire_;
};

}  // namespace quittance::delivery
