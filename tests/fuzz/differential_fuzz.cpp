// Random expressions over random trees, chosen by the fuzzer's octets: the compiled evaluator must say what
// the slow one says. A finding is printed as the command that shows it.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <span>

#include "tests/conformance/differential/trial.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quittance::differential;
  Dice dice(std::span(data, size));
  const Trial trial = random_trial(dice, Breadth::reference);
  if (const auto fault = fault_of(trial)) {
    std::cerr << told(trial, *fault) << '\n';
    std::abort();
  }
  return 0;
}
