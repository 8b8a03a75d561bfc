// CPU time of the calling thread.
#pragma once

#include <ctime>

#include <chrono>

namespace quittance::validators {

inline std::chrono::nanoseconds thread_cpu() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

/// Adds the CPU time of its life to a sum.
class CpuMeter {
 public:
  explicit CpuMeter(std::chrono::microseconds& sum) : sum_(sum), began_(thread_cpu()) {}
  ~CpuMeter() { sum_ += std::chrono::duration_cast<std::chrono::microseconds>(thread_cpu() - began_); }
  CpuMeter(const CpuMeter&) = delete;
  CpuMeter& operator=(const CpuMeter&) = delete;

 private:
  std::chrono::microseconds& sum_;
  std::chrono::nanoseconds began_;
};

}  // namespace quittance::validators
