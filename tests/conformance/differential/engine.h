// What an evaluator made of a case, and what the engine under test makes of it.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/conformance/differential/document.h"
#include "tests/conformance/differential/expression.h"
#include "tests/conformance/differential/reference.h"

namespace quittance::differential {

/// Items as "type value", nodes as "node 3" (place in document order); or the code of an error.
struct Outcome {
  std::vector<std::string> items;
  std::string error;
  bool at_compile = false;  ///< the error was told before any document was seen
  bool operator==(const Outcome& other) const { return items == other.items && error == other.error; }
};
std::ostream& operator<<(std::ostream& out, const Outcome& outcome);

Outcome outcome_of(const Value& value);

/// The compiled evaluator's answer, the document node being the context item. Asking for the effective
/// boolean value instead must agree with the value; when it does not, the error is "TRUTH".
Outcome by_engine(const std::string& source, const std::string& xml);

/// Which nodes, by place in document order, match a pattern: 'y', 'n', or 'e' for an error. Empty when it
/// does not compile.
std::string matched_by_engine(const std::string& pattern, const std::string& xml);

}  // namespace quittance::differential
