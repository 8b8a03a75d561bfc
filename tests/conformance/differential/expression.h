// An expression as a tree that can be made at random, cut down, evaluated by the reference and printed for
// everybody else.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace quittance::differential {

enum class Kind {
  number,    ///< `text` as written: 1, 1.5, 1e0
  string,    ///< `text` is the value
  variable,  ///< `text` is the name
  context,
  root,
  sequence,  ///< parenthesised; any number of children
  for_,      ///< `text` is the variable; children: in, return
  some,      ///< likewise; in, satisfies
  every,
  if_,
  or_,
  and_,
  general,  ///< `text` is the operator, here and below
  value,
  node,
  arithmetic,
  set,
  range,
  minus,
  plus,
  instance_of,  ///< `text` is the type
  treat_as,
  castable_as,
  cast_as,
  path,    ///< a beginning, then what is evaluated for each of its items
  step,    ///< `text` is the axis, `test` the node test; children are predicates
  filter,  ///< a primary expression, then its predicates
  call,    ///< `text` is the name
};

struct Expr {
  Kind kind;
  std::string text;
  std::string test;
  std::vector<Expr> children;
};

/// XPath 2.0 source that says the same.
std::string print(const Expr& expr);

}  // namespace quittance::differential
