// Code of what XPath 3.0 adds: let and the simple map.
#pragma once

#include "validators/xpath/code/logic.h"

namespace quittance::xpath {

/// let $a := …, $b := … return …
/// A value that fails is no failure before it is read: processors evaluate it when it is needed.
class LetCode final : public Code {
 public:
  LetCode(std::vector<Binding> bindings, CodePtr result);
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;
  Item single(Frame& frame) const override;
  bool test(Frame& frame) const override;

 private:
  void bind(Frame& frame) const;
  std::vector<Binding> bindings_;
  CodePtr result_;
};

/// E1 ! E2: E2 for each item of E1, in that order; nodes are neither sorted nor made distinct (3.1, 3.16).
class SimpleMapCode final : public Code {
 public:
  SimpleMapCode(CodePtr base, CodePtr step);
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;

 private:
  CodePtr base_;
  CodePtr step_;
};

}  // namespace quittance::xpath
