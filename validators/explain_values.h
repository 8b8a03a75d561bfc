// The values of the parts of an expression: how a pack is asked for them, and how they read.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/xml/tree.h"
#include "validators/explain.h"
#include "validators/outline.h"
#include "validators/schematron/source.h"

namespace quittance::validators {

/// An expression for all values of a part: one for each combination of the items its binders go through, with
/// what these items are. To be read by told().
std::string question(const Part& part);

/// A part and the text its question came to.
struct Answer {
  const Part* part;
  std::string text;
};

/// The values of a whole outline in the order of reading: below each loop and predicate the items it went
/// through, those that decided against it first, and for each of them the values of the parts inside.
std::vector<PartValue> told(const std::vector<Answer>& answers, const xml::Tree& tree);

/// What functions of the schema and variables of the rule stand for. `rule` may be null. Both must outlive
/// it.
Definitions definitions_of(const schematron::Schema& schema, const schematron::Rule* rule);

}  // namespace quittance::validators
