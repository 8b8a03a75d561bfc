// conformance_cases FIRST COUNT DEPTH: prints random cases and what the engine says, a JSON object a line,
// for other processors to be asked the same.
#include <cstdlib>
#include <iostream>

#include "tests/conformance/differential/trial.h"

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

int main(int count, char** words) {
  using namespace quittance::differential;
  if (count != 4) {
    std::cerr << "conformance_cases FIRST COUNT DEPTH\n";
    return 2;
  }
  const auto first = std::strtoull(words[1], nullptr, 10);
  const auto end = first + std::strtoull(words[2], nullptr, 10);
  const auto depth = static_cast<unsigned>(std::strtoul(words[3], nullptr, 10));
  for (auto seed = first; seed < end; ++seed) {
    Dice dice(seed);
    const Trial trial = random_trial(dice, Breadth::whole, depth);
    const std::string source = print(trial.expression);
    const std::string xml = trial.document.xml();
    const Outcome outcome = by_engine(source, xml);
    std::cout << "{\"seed\":" << seed << ",\"expression\":" << quoted(source) << ",\"xml\":" << quoted(xml)
              << ",\"error\":" << quoted(outcome.error) << ",\"items\":[";
    for (std::size_t i = 0; i < outcome.items.size(); ++i)
      std::cout << (i > 0 ? "," : "") << quoted(outcome.items[i]);
    std::cout << "]}\n";
  }
  return 0;
}
