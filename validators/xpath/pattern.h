// The compiled form of a match pattern.
#pragma once

#include <memory>
#include <vector>

#include "validators/xpath/code/path.h"

namespace quittance::xpath {

/// One step of a pattern, read from right to left.
struct PatternStep {
  bool attribute = false;  ///< along the attribute axis, else the child axis
  bool below = false;      ///< anywhere below the step before, not only its child
  NodeTest test;
  std::vector<std::shared_ptr<const Predicates>> predicates;
};

/// A pattern without alternatives: most are, or are several of these.
struct LinearPattern {
  enum class Anchor : std::uint8_t { anywhere, root, tree } anchor = Anchor::anywhere;
  std::vector<PatternStep> steps;         ///< none: the document node itself
  FlatConditions never;                   ///< when no node of a document matches
  std::uint8_t shapes = xml::kAllShapes;  ///< of the elements that may match

  [[nodiscard]] bool matches(Frame& frame, xml::NodeId node) const;
  /// Does a node with those names match as far as they tell?
  [[nodiscard]] bool possible(std::span<const NamedNode> path) const;
  /// Finds out when it never matches.
  void find_never(FactPool& facts);
  /// Finds out elements of which shapes it may match.
  void find_shapes();
  /// What there is to ask of a node whose names match.
  [[nodiscard]] Chance::Ask open_questions() const;
  /// Do the predicates of the last step, the only ones, keep the node?
  [[nodiscard]] bool keeps_last(Frame& frame, xml::NodeId node) const;
  /// What the predicates of the last step come to by the node's name alone: see Predicates::by_name().
  [[nodiscard]] std::optional<bool> last_by_name(Frame& frame) const;

 private:
  [[nodiscard]] bool possible_from(std::span<const NamedNode> path, std::size_t steps) const;
  [[nodiscard]] bool matches_from(Frame& frame, std::size_t steps, xml::NodeId node) const;
  [[nodiscard]] bool anchored(const BoundTree& in, xml::NodeId node) const;
};

struct CompiledPattern {
  Compiled compiled;  ///< source, statics, constants; its code is not used
  std::vector<LinearPattern> linear;
  /// Patterns of any other form: a node matches if evaluating from it or an ancestor of it finds it
  /// (XSLT 2.0, 5.5.3).
  std::vector<CodePtr> general;
  std::vector<Pattern::Target> targets;
};

}  // namespace quittance::xpath
