// Compiled sequence constructors: what compile_body() makes and BodyRun runs.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "validators/schematron/source.h"
#include "validators/xpath/xpath.h"

namespace quittance::schematron {

struct BodyCode;

/// A compiled expression and the variables of the body it names.
struct Operand {
  xpath::Expression expression;
  std::vector<std::uint32_t> needs;
};

struct BranchCode {
  Operand test;  ///< empty: otherwise
  std::vector<BodyCode> body;
};

struct SortCode {
  Operand select;  ///< empty: the body
  std::vector<BodyCode> body, order, data_type;
};

/// A variable that a call sets in what it calls.
struct HandedCode;

/// A compiled instruction; the members mean what they mean in Instruction.
struct BodyCode {
  Instruction::Kind kind = Instruction::Kind::sequence;
  Operand select;
  std::string literal;
  std::uint32_t slot = 0;                   ///< variable; group: its items; analyze: the groups of the match
  std::optional<xpath::SequenceType> type;  ///< variable
  bool at_once = false;                     ///< variable: not when first read
  bool makes_tree = false;                  ///< variable without type: a document, not only its text
  std::vector<BodyCode> body;
  std::vector<BranchCode> branches;
  std::vector<BodyCode> called, detail;
  bool has_detail = false;
  std::vector<HandedCode> handed;
  std::vector<SortCode> sorts;
  Operand by;
  xpath::Pattern by_pattern;
  Grouping grouping = Grouping::by;
  std::size_t target = 0;        ///< call: of Templates::all
  xpath::Name mode;              ///< apply
  const Scope* scope = nullptr;  ///< of names; the schema's
};

struct HandedCode {
  xpath::Name name;
  BodyCode value;  ///< a variable; its slot is not used
};

struct ParameterCode {
  xpath::Name name;
  std::uint32_t slot = 0;
  BodyCode by_default;  ///< a variable
  bool is_required = false;
};

/// A template of the pack's own.
struct TemplateCode {
  const Template* source = nullptr;
  xpath::Pattern match;
  std::vector<xpath::Name> modes;
  bool all_modes = false;
  double priority = 0;
  std::vector<ParameterCode> parameters;
  std::optional<xpath::SequenceType> type;
  std::vector<BodyCode> body;
  std::size_t slots = 0;
};

/// All templates of a pack, the best first. Bodies point to it: it lives as long as the pack.
struct Templates {
  std::vector<TemplateCode> all;
  std::map<xpath::Name, std::size_t> named;
};

/// Of `name` for current-group(), current-grouping-key() and regex-group(): variables that no author can
/// write.
xpath::Name hidden_variable(const char* name);

}  // namespace quittance::schematron
