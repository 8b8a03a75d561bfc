// A compiled rule pack: immutable, shared by threads. An Examiner runs it over documents.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "formats/base/result.h"
#include "formats/xml/tree.h"
#include "validators/schematron/body_code.h"
#include "validators/schematron/read.h"
#include "validators/schematron/settlement.h"
#include "validators/schematron/source.h"
#include "validators/xpath/xpath.h"

namespace quittance::schematron {

struct MessageCode {
  std::string text;
  xpath::Expression expression;
  bool is_name = false;
};
using MessageCodes = std::vector<MessageCode>;

struct DiagnosticCode {
  const Diagnostic* source = nullptr;
  MessageCodes message;
};

struct LetCode {
  std::uint32_t slot = 0;
  xpath::Expression value;
  /// Of a rule: reads the variable. Not empty when it is evaluated as soon as the rule claims a node and not
  /// when first read: one that is named in several places, holds one item at most and may fail. XSLT leaves
  /// the order open; so does the reference processor do it. Whoever names it is undecided when it fails.
  xpath::Expression at_once;
};

struct AssertionCode {
  const Assertion* source = nullptr;
  xpath::Expression test;
  xpath::Expression over;     ///< may be empty
  xpath::Expression subject;  ///< may be empty
  MessageCodes message;
  std::string plain_message;  ///< as it reads, where it is the same for all nodes; else ""
  std::vector<DiagnosticCode> diagnostics, properties;
  std::vector<std::uint32_t>
      needs;  ///< variables of the rule that are evaluated at once and that the test names
};

struct RuleCode {
  const Rule* source = nullptr;
  std::uint32_t number = 0;  ///< counts the rules of the pack
  xpath::Pattern context;
  std::vector<LetCode> lets;
  std::vector<AssertionCode> assertions;
};

struct PatternCode {
  const Pattern* source = nullptr;
  xpath::Expression documents;  ///< may be empty
  std::vector<RuleCode> rules;
};

/// A rule that may claim a node, by index of pattern and rule. Ordered: pattern by pattern, rules as written.
struct Candidate {
  std::uint32_t pattern = 0;
  std::uint32_t rule = 0;
  auto operator<=>(const Candidate&) const = default;
};

/// Which rules to try on a node, by its kind and name.
class Dispatch {
 public:
  void add(xpath::Pattern::Target target, Candidate candidate);
  /// Sorts, and mixes the rules for any name into those of each name. After this nothing is added.
  void finish(std::size_t name_count);
  [[nodiscard]] std::span<const Candidate> find(xml::NodeKind kind, xpath::PooledName name) const;
  /// Is there any rule for nodes of that kind?
  [[nodiscard]] bool concerns(xml::NodeKind kind) const { return concerns_[static_cast<std::size_t>(kind)]; }

 private:
  static constexpr std::size_t kKinds = 6;
  std::vector<Candidate> any_[kKinds];
  std::vector<std::vector<Candidate>> named_[kKinds];
  bool concerns_[kKinds] = {};
};

class Pack {
 public:
  /// Compiles the patterns of a phase: "" or "#DEFAULT" the schema's default phase, "#ALL" all patterns.
  /// Fails with the W3C code of a static error, or SCHEMATRON; the detail begins with file:line:column.
  static Result<std::shared_ptr<const Pack>> compile(Schema schema, const Files& files,
                                                     const std::string& phase = "");

  [[nodiscard]] const Schema& schema() const { return schema_; }
  [[nodiscard]] const std::string& phase() const { return phase_; }
  [[nodiscard]] const std::shared_ptr<xpath::Module>& module() const { return module_; }
  [[nodiscard]] std::span<const PatternCode> patterns() const { return patterns_; }
  /// Variables of the schema, the phase and the patterns.
  [[nodiscard]] std::span<const LetCode> globals() const { return globals_; }
  /// Rules of the patterns that look at the instance itself.
  [[nodiscard]] const Dispatch& dispatch() const { return dispatch_; }
  /// When the asserts of each rule, by RuleCode::number, need not be evaluated.
  [[nodiscard]] const Settlement& settlement() const { return settlement_; }

 private:
  friend class PackCompiler;
  Pack() = default;

  Schema schema_;
  std::string phase_;
  std::shared_ptr<xpath::Module> module_;
  std::vector<PatternCode> patterns_;
  std::vector<LetCode> globals_;
  Dispatch dispatch_;
  Templates templates_;  ///< bodies of functions and variables point to it
  Settlement settlement_;
};

}  // namespace quittance::schematron
