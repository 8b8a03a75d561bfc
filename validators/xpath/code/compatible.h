// What XPath 1.0 compatibility mode does differently (XPath 2.0, 3.1.5, 3.4 and 3.5.2; appendix I.1).
#pragma once

#include "validators/xpath/code/logic.h"
#include "validators/xpath/syntax/ast.h"

namespace quittance::xpath {

/// =, !=, <, … in compatibility mode.
class CompatibleComparisonCode final : public BooleanCode {
 public:
  CompatibleComparisonCode(Operator op, CodePtr left, CodePtr right);
  bool test(Frame& frame) const override;

 private:
  [[nodiscard]] bool pair(Frame& frame, const Item& left, const Item& right) const;
  Operator op_;
  CodePtr left_;
  CodePtr right_;
};

/// The first item of an argument; for a parameter of type xs:string or xs:double what fn:string or fn:number
/// makes of it.
class CompatibleArgumentCode final : public Code {
 public:
  CompatibleArgumentCode(CodePtr of, Type wanted);
  Sequence evaluate(Frame& frame) const override;
  Item single(Frame& frame) const override;

 private:
  CodePtr of_;
  Type wanted_;
};

/// An operand of an arithmetic operator: its first item as a double, dates and durations as they are.
class CompatibleOperandCode final : public Code {
 public:
  explicit CompatibleOperandCode(CodePtr of);
  Sequence evaluate(Frame& frame) const override { return single(frame); }
  Item single(Frame& frame) const override;

 private:
  CodePtr of_;
};

}  // namespace quittance::xpath
