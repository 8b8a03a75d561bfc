#include "tests/bench/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "validators/thread_clock.h"

namespace quittance::bench {
namespace {

constexpr double kRoundMicroseconds = 20'000;

double cpu_microseconds(const Contestant& work, int calls) {
  const auto began = validators::thread_cpu();
  for (int i = 0; i < calls; ++i) work();
  return std::chrono::duration<double, std::micro>(validators::thread_cpu() - began).count() / calls;
}

/// Calls that fill a round. The first call is thrown away: it fills caches.
int calls_of_a_round(const Contestant& work) {
  if (const double first = cpu_microseconds(work, 1); first > kRoundMicroseconds) return 1;
  const double once = std::max(cpu_microseconds(work, 1), 0.1);
  return std::max(1, static_cast<int>(kRoundMicroseconds / once));
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::vector<double> interleave(const std::vector<Contestant>& contestants, int rounds) {
  std::vector<int> calls;
  calls.reserve(contestants.size());
  for (const Contestant& each : contestants) calls.push_back(calls_of_a_round(each));
  std::vector<std::vector<double>> samples(contestants.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t turn = 0; turn < contestants.size(); ++turn) {
      const std::size_t i = round % 2 == 0 ? turn : contestants.size() - 1 - turn;
      samples[i].push_back(cpu_microseconds(contestants[i], calls[i]));
    }
  }
  std::vector<double> medians;
  medians.reserve(samples.size());
  for (auto& each : samples) medians.push_back(median(std::move(each)));
  return medians;
}

void print(const Figure& figure) {
  fmt::print(R"({{"name":"{}","unit":"{}","value":{:.6g})", figure.name, figure.unit, figure.value);
  if (!figure.peer.empty()) {
    fmt::print(R"(,"peer":"{}","peer_value":{:.6g},"ratio":{:.6g})", figure.peer, figure.peer_value,
               figure.ratio);
  }
  fmt::print("}}\n");
  std::fflush(stdout);
}

}  // namespace quittance::bench
