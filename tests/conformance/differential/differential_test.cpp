// The compiled evaluator against the slow one: random expressions over random documents.
// QUITTANCE_DIFFERENTIAL="FIRST COUNT" tries other seeds, and more of them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

#include "tests/conformance/differential/trial.h"

namespace quittance::differential {
namespace {

TEST(Differential, TheEngineSaysWhatTheReferenceSays) {
  std::uint64_t first = 1;
  std::uint64_t count = 4000;
  if (const char* wanted = std::getenv("QUITTANCE_DIFFERENTIAL"))
    std::istringstream(wanted) >> first >> count;
  unsigned faults = 0;
  for (std::uint64_t seed = first; seed < first + count && faults < 10; ++seed) {
    Dice dice(seed);
    const Trial trial = random_trial(dice, Breadth::reference);
    if (!fault_of(trial)) continue;
    ++faults;
    const Trial least = shrunk(trial, [](const Trial& t) { return fault_of(t).has_value(); });
    ADD_FAILURE() << "seed " << seed << "\n" << told(least, *fault_of(least));
  }
}

TEST(Differential, PatternsMatchWhatTheyFindAsExpressions) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    Dice dice(seed);
    Document document = random_document(dice, 12);
    const Trial trial{Generator(dice, Breadth::reference).pattern(3), std::move(document)};
    const auto fault = pattern_fault_of(trial);
    ASSERT_FALSE(fault) << "seed " << seed << "\n" << told(trial, *fault);
  }
}

TEST(Differential, AsksMostlyWhatHasAnAnswer) {
  unsigned answered = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Dice dice(seed);
    const Trial trial = random_trial(dice, Breadth::reference);
    if (!by_engine(print(trial.expression), trial.document.xml()).items.empty()) ++answered;
  }
  EXPECT_GT(answered, 75U);
}

TEST(Differential, CutsAFailingCaseDownAndTellsHowToRunIt) {
  Dice dice(7);
  Trial trial = random_trial(dice, Breadth::reference);
  trial.expression =
      binary(Kind::general, "=", trial.expression, call("string-length", {{Kind::string, "it's", {}, {}}}));
  const Trial least = shrunk(
      trial, [](const Trial& t) { return print(t.expression).find("string-length") != std::string::npos; });
  EXPECT_EQ(print(least.expression), "string-length('it''s')");
  EXPECT_EQ(least.document.nodes.size(), 2U);
  EXPECT_NE(
      told(least, "").find(R"(quittance xpath --json --ns p=urn:p 'string-length('"'"'it'"'"''"'"'s'"'"')')"),
      std::string::npos);
}

}  // namespace
}  // namespace quittance::differential
