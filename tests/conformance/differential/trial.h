// One case of the differential test: an expression and a document, tried by the engine and by the reference.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/conformance/differential/engine.h"
#include "tests/conformance/differential/generator.h"

namespace quittance::differential {

struct Trial {
  Expr expression;
  Document document;
};

Trial random_trial(Dice& dice, Breadth breadth, unsigned depth = 5);

/// What is wrong with the engine's answer; nothing when it is one that XPath 2.0 allows.
std::optional<std::string> fault_of(const Trial& trial);

/// The same of a pattern (XSLT 2.0, 5.5.3): a node matches when the pattern as an expression finds it,
/// starting from the node or one of its ancestors.
std::optional<std::string> pattern_fault_of(const Trial& trial);

/// The smallest case found by leaving parts out one after the other that `fails` still.
Trial shrunk(Trial trial, const std::function<bool(const Trial&)>& fails);

/// The commands that show it.
std::string told(const Trial& trial, const std::string& fault);

}  // namespace quittance::differential
