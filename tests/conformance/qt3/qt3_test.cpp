// The W3C's QT3 test suite, as far as it is about XPath 2.0. What is not met stands in known_failures.csv
// with its reason; a case that stands there and is met is a failure too.
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "tests/conformance/qt3/case.h"
#include "tests/conformance/qt3/runner.h"

namespace quittance::qt3 {
namespace {

const std::filesystem::path kRoot = QUITTANCE_SOURCE_DIR;

/// "set/case" → reason.
std::map<std::string, std::string> known_failures() {
  std::map<std::string, std::string> out;
  std::ifstream in(kRoot / "tests/conformance/qt3/known_failures.csv");
  for (std::string line; std::getline(in, line);) {
    const std::size_t comma = line.find(',');
    if (line.empty() || line.front() == '#' || comma == std::string::npos) continue;
    out[line.substr(0, comma)] = line.substr(comma + 1);
  }
  return out;
}

TEST(Qt3, GivesWhatTheW3cExpects) {
  const std::filesystem::path corpus = kRoot / "../shared/corpus/qt3";
  if (!std::filesystem::exists(corpus / "cases.jsonl"))
    GTEST_SKIP() << "the QT3 cases are not here: " << corpus;
  auto known = known_failures();
  const std::size_t listed = known.size();
  Runner runner(corpus / "sources");
  const auto cases = read_cases(corpus / "cases.jsonl");
  ASSERT_GT(cases.size(), 6000U);
  std::size_t met = 0;
  for (const Case& test : cases) {
    const std::string name = test.set + "/" + test.name;
    const auto trouble = runner.run(test);
    const bool expected_to_fail = known.erase(name) > 0;
    if (!trouble) ++met;
    if (trouble && !expected_to_fail) ADD_FAILURE() << name << ": " << test.expression << "\n  " << *trouble;
    if (!trouble && expected_to_fail) ADD_FAILURE() << name << " is met; take it out of known_failures.csv";
  }
  for (const auto& [name, reason] : known) ADD_FAILURE() << "known_failures.csv names no case: " << name;
  std::cout << "QT3: " << met << " of " << cases.size() << " cases met, " << listed << " listed as not met\n";
}

}  // namespace
}  // namespace quittance::qt3
