// Runs a compiled pack over documents: one walk over the tree, each node offered to the rules that may claim
// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "validators/schematron/pack.h"
#include "validators/schematron/path_classes.h"
#include "validators/schematron/settlement.h"
#include "validators/xpath/evaluation.h"

namespace quittance::schematron {

/// A diagnostic or property as it reads for one finding.
struct RenderedDiagnostic {
  const Diagnostic* source = nullptr;
  std::string text;
};

/// A node that a rule has claimed.
struct FiredRule {
  const RuleCode* rule = nullptr;
  std::uint32_t pattern = 0;
  xml::NodeId node = xml::kNoNode;
  std::size_t number = 0;  ///< counts the rules fired in one examination, from 1
};

/// An assert that did not hold, or a report that did.
struct Fired {
  const AssertionCode* assertion = nullptr;
  std::uint32_t pattern = 0;
  xml::NodeId node = xml::kNoNode;  ///< the subject where there is one, else the context node
  std::string text;                 ///< white space collapsed
  std::vector<RenderedDiagnostic> diagnostics, properties;
  std::size_t rule = 0;      ///< FiredRule::number of the rule it belongs to
  std::size_t document = 0;  ///< 0 = the instance, else 1 + index into Examination::documents
};

/// What a dynamic error kept from being decided.
struct Undecided {
  const AssertionCode* assertion = nullptr;  ///< null: the whole document
  xml::NodeId node = xml::kNoNode;
  Error error;
};

struct Examination {
  std::vector<Fired> fired;  ///< by pattern, then document order
  std::vector<Undecided> undecided;
  std::size_t rules_fired = 0;                        ///< 0: the pack says nothing about such documents
  std::vector<FiredRule> rules;                       ///< only when asked for
  std::vector<std::unique_ptr<xml::Tree>> documents;  ///< subordinate ones, kept for positions
};

/// Opens the documents that pattern/@documents names.
using OpenDocument = std::function<Result<std::unique_ptr<xml::Tree>>(const std::string& uri)>;

struct ExamineOptions {
  xpath::Budget budget;
  Instant now;
  bool record_rules = false;
  OpenDocument open;  ///< empty: such patterns are undecided
};

/// Belongs to one thread; reused from document to document.
class Examiner {
 public:
  explicit Examiner(std::shared_ptr<const Pack> pack);

  /// Every assert of every rule that claims a node is decided, or stands in `undecided` with its error. When
  /// the budget is used up the examination ends with one entry for the whole document (code BUDGET).
  Examination examine(const xml::Tree& document, const ExamineOptions& options);
  [[nodiscard]] const Pack& pack() const { return *pack_; }

 private:
  void start(const xml::Tree& document);
  void walk(const Dispatch& dispatch, PathClasses& classes);
  void visit(xml::NodeId node, std::span<const ClassCandidate* const> candidates);
  void visit_unclassed(xml::NodeId node, const Dispatch& dispatch);
  bool claims(const Result<bool>& matches, xml::NodeId node);
  void apply(const RuleCode& rule, std::uint32_t pattern, xml::NodeId node);
  void bind(const RuleCode& rule, const xpath::Focus& focus);
  const Error* failed_variable(const AssertionCode& assertion) const;
  void decide_on(const AssertionCode& assertion, std::uint32_t pattern, const xpath::Focus& focus);
  void decide(const AssertionCode& assertion, std::uint32_t pattern, const xpath::Focus& focus);
  void report(const AssertionCode& assertion, std::uint32_t pattern, const xpath::Focus& focus);
  std::string render(const AssertionCode& assertion, const MessageCodes& message, const xpath::Focus& focus);
  xml::NodeId subject(const AssertionCode& assertion, const xpath::Focus& focus);
  void undecided(const AssertionCode* assertion, xml::NodeId node, const Error& error);
  void subordinate(std::uint32_t pattern, const ExamineOptions& options, const xml::Tree& document);
  std::vector<std::string> document_names(const PatternCode& pattern, const xml::Tree& document);
  void charge();

  std::shared_ptr<const Pack> pack_;
  xpath::Evaluation evaluation_;
  const xml::Tree* tree_ = nullptr;
  PathClasses classes_;  ///< of the rules that look at the instance itself
  ExamineOptions options_;
  Examination out_;
  OpenAsserts open_asserts_;
  std::vector<std::pair<std::uint32_t, Error>> failed_;  ///< variables of the rule being applied, by index
  std::size_t document_ = 0;
  std::size_t rules_fired_ = 0;
  std::size_t text_octets_ = 0;  ///< of all findings
  xpath::Budget budget_;         ///< what is left for the document under way
  std::chrono::nanoseconds began_{};
  bool stopped_ = false;
};

}  // namespace quittance::schematron
