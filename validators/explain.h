// Why a rule fired: its words, and for a document the values of the parts of its test at each node it looked
// at. Works on the rules as written, by a pack made of the one rule and one report for each part.
#pragma once

#include <string>
#include <vector>

#include "validators/library.h"
#include "validators/schematron/examiner.h"

namespace quittance::validators {

/// One assert or report of a pack, as its author wrote it.
struct RuleText {
  std::string pack, version;
  std::string pattern;  ///< id of the pattern
  std::string context, test, text, flag, place;
  bool is_report = false;
  std::vector<std::pair<std::string, std::string>>
      variables;                   ///< of the rule that the test names: name, value
  std::vector<std::string> terms;  ///< BT and BG
};

/// Every assert and report of that id; several rules may have the same. Fails as reading the pack does.
Result<std::vector<RuleText>> find_rule(const PackSource& source, const std::string& id);

struct PartValue {
  std::size_t depth = 0;
  std::string expression;
  std::string value;  ///< as a person reads it: "()" for nothing, texts in quotes, at most 300 octets
  /// Set for an item that a loop or predicate went through: the parts below it are told for this item. Its
  /// value is the name of the node, or the atomic value (then `location` is "item").
  std::uint32_t line = 0;
  std::string location;
};

/// One node that the rule looked at.
struct Occasion {
  std::string location;
  xml::Position position;
  bool fired = false;
  std::string text;    ///< of the finding
  std::string reason;  ///< why it could not be decided, if so
  std::vector<PartValue> parts;
};

/// What the rule did to a document, in its order; nothing when it looked at no node of it. Its parts are
/// those of its test, of the functions and variables of the rule that it names, and of what stands inside
/// predicates, loops and branches, for each item there. An expression whose parts cannot be told apart has
/// one part, itself. Fails as compiling the pack does.
Result<std::vector<Occasion>> explain_rule(const PackSource& source, const std::string& id,
                                           const xml::Tree& tree, const schematron::ExamineOptions& options);

}  // namespace quittance::validators
