// Asserts that facts settle: most forbid or count what a document does not have. A fact that a document
// refutes names the asserts that must be looked at again, so that what is settled costs nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "validators/xpath/facts/fact.h"

namespace quittance::schematron {

/// The conditions of a whole pack. Filled while the pack is compiled, then only read.
class Settlement {
 public:
  /// Begins the next rule; rules are numbered from 0.
  void add_rule();
  /// The next assert of that rule, and the conditions each of which settles it.
  void add_assert(const xpath::FlatConditions& conditions);
  /// Ends the last rule; nothing is added after this.
  void finish();

  [[nodiscard]] std::uint32_t rule_count() const { return static_cast<std::uint32_t>(first_.size() - 1); }

 private:
  friend class OpenAsserts;
  void watch(std::uint32_t assertion, const xpath::FlatConditions& conditions);
  [[nodiscard]] std::span<const std::uint32_t> conditions(std::uint32_t assertion) const;

  std::vector<std::uint32_t> first_;  ///< by number of the rule: its first assert; one more at the end
  std::vector<std::uint32_t> from_;   ///< by assert: where its conditions begin; one more at the end
  xpath::FlatConditions conditions_;
  std::string open_;  ///< by assert: can no fact settle it?
  /// By fact: the asserts that are certainly settled only as long as it holds.
  std::vector<std::vector<std::uint32_t>> watchers_;
};

/// Which asserts may fire in the document under way. Belongs to one thread.
class OpenAsserts {
 public:
  /// Both must outlive this, or the next start().
  void start(const Settlement& settlement, const xpath::FactSheet& facts);
  /// Those of a rule, by their place in it, ascending. Valid until the next call.
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t rule) {
    const Part& part = parts_[rule];
    return part.known ? std::span<const std::uint32_t>(asserts_).subspan(part.first, part.count) : find(rule);
  }

 private:
  /// A part of asserts_.
  struct Part {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool known = false;
  };
  std::span<const std::uint32_t> find(std::uint32_t rule);

  const Settlement* settlement_ = nullptr;
  const xpath::FactSheet* facts_ = nullptr;
  std::string doubtful_;     ///< by assert
  std::vector<Part> parts_;  ///< by number of the rule
  std::vector<std::uint32_t> asserts_;
};

}  // namespace quittance::schematron
