#include "gateway/delivery/executor.h"

namespace quittance::delivery {

ThreadPools::ThreadPools(std::size_t house_threads, std::size_t wire_threads) {
  start(house_, house_threads);
  start(wire_, wire_threads);
}

ThreadPools::~ThreadPools() {
  stop(house_);
  stop(wire_);
}

void ThreadPools::post(Lane lane, std::function<void()> act) {
  Pool& pool = lane == Lane::wire ? wire_ : house_;
  {
    const std::lock_guard lock(pool.mutex);
    pool.acts.push_back(std::move(act));
  }
  pool.wake.notify_one();
}

void ThreadPools::start(Pool& pool, std::size_t threads) {
  for (std::size_t i = 0; i < threads; ++i) pool.threads.emplace_back([&pool] { work(pool); });
}

void ThreadPools::stop(Pool& pool) {
  {
    const std::lock_guard lock(pool.mutex);
    pool.stopping = true;
    pool.acts.clear();
  }
  pool.wake.notify_all();
  for (auto& thread : pool.threads) thread.join();
}

void ThreadPools::work(Pool& pool) {
  while (true) {
    std::function<void()> act;
    {
      std::unique_lock lock(pool.mutex);
      pool.wake.wait(lock, [&pool] { return pool.stopping || !pool.acts.empty(); });
      if (pool.acts.empty()) return;
      act = std::move(pool.acts.front());
      pool.acts.pop_front();
    }
    act();
  }
}

}  // namespace quittance::delivery
