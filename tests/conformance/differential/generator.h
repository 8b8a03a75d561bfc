// Expressions at random, mostly such that mean something: what is wanted (nodes, a number, a truth …) is
// known on the way down, and only now and then something else is put in its place.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/differential/dice.h"
#include "tests/conformance/differential/expression.h"

namespace quittance::differential {

/// What part of the language is used.
enum class Breadth {
  reference,  ///< what the reference knows
  whole,      ///< also dates, durations, regular expressions and further functions
};

class Generator {
 public:
  Generator(Dice& dice, Breadth breadth) : dice_(dice), breadth_(breadth) {}

  /// An expression of at most that many levels, whose focus is the document node.
  Expr make(unsigned depth) { return any(depth); }
  /// A path that is also a match pattern.
  Expr pattern(unsigned depth);

 private:
  enum class Want { nodes, number, text, truth, atoms, moment, duration };

  Expr any(unsigned depth);
  Expr of(Want want, unsigned depth);
  Expr usual(Want want, unsigned depth);
  Expr leaf(Want want);
  std::vector<Expr> list(unsigned depth);
  Expr bound(Kind kind, Want want, unsigned depth);

  // generator_nodes.cpp
  Expr nodes(unsigned depth);
  Expr path(unsigned depth);
  Expr step(unsigned depth);
  Expr predicate(unsigned depth);
  Expr filtered(Expr base, unsigned depth);
  Expr in_node(Want want, unsigned depth);

  // generator_atoms.cpp
  Expr number(unsigned depth);
  Expr aggregate(unsigned depth);
  Expr text(unsigned depth);
  Expr text_of_text(unsigned depth);
  Expr truth(unsigned depth);
  Expr comparison(unsigned depth);
  Expr atoms(unsigned depth);
  Expr atom(unsigned depth);
  Expr typed(unsigned depth);

  // generator_whole.cpp
  Expr moment(unsigned depth);
  Expr duration(unsigned depth);
  Expr matching(unsigned depth);
  Expr further_text(unsigned depth);
  Expr further_number(unsigned depth);
  Expr further_truth(unsigned depth);

  [[nodiscard]] bool whole() const { return breadth_ == Breadth::whole; }

  struct Variable {
    std::string name;
    Want want;
  };
  Dice& dice_;
  Breadth breadth_;
  std::vector<Variable> variables_;
  bool node_in_focus_ = true;
  unsigned made_ = 0;  ///< names of variables
};

Expr call(std::string name, std::vector<Expr> arguments);
Expr binary(Kind kind, std::string op, Expr left, Expr right);

}  // namespace quittance::differential
