// How the benchmarks measure: CPU time of the thread, contestants by turns in the same run, medians.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace quittance::bench {

double median(std::vector<double> values);

/// One thing to measure; a call does it once.
using Contestant = std::function<void()>;

/// CPU microseconds of one call of each contestant: the median over the rounds. In every second round they
/// run in reverse (A B, B A, …), so that a machine that grows slower or faster favours none. A round of a
/// contestant lasts about 20 ms of CPU, or one call where that is longer.
std::vector<double> interleave(const std::vector<Contestant>& contestants, int rounds);

/// One line of the results file.
struct Figure {
  std::string name, unit;
  double value = 0;
  std::string peer;  ///< "" = nothing to compare with
  double peer_value = 0;
  double ratio = 0;  ///< said by the figure's name: what is better depends on it
};

/// Prints a JSON object on one line of the standard output.
void print(const Figure& figure);

}  // namespace quittance::bench
