// Code of comparisons and arithmetic (XPath 2.0, 3.4 and 3.5).
#pragma once

#include "validators/xpath/code/logic.h"
#include "validators/xpath/syntax/ast.h"

namespace quittance::xpath {

/// The atomic value of an operand that may have at most one item; absent when it has none. Ends by
/// raise(XPTY0004).
Item atomic_operand(Frame& frame, const Code& code);

/// =, !=, <, … : true when any pair of items compares so.
class GeneralComparisonCode final : public BooleanCode {
 public:
  GeneralComparisonCode(Operator op, CodePtr left, CodePtr right);
  bool test(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] std::optional<bool> told(xml::Shape shape) const override;
  [[nodiscard]] Operator op() const { return op_; }
  [[nodiscard]] const Code& left() const { return *left_; }
  [[nodiscard]] const Code& right() const { return *right_; }
  /// One side, for code that takes the place of this.
  CodePtr take(bool left) {
    nodes_ = nullptr;
    return std::move(left ? left_ : right_);
  }

 private:
  /// Nodes on one side, a constant text on the other, = or != between them.
  void find_text();
  [[nodiscard]] bool test_text(Frame& frame) const;
  [[nodiscard]] bool pair(Frame& frame, const Item& left, const Item& right) const;
  [[nodiscard]] bool against(Frame& frame, const Code& many, const Item& one, bool one_is_left) const;
  [[nodiscard]] bool many_to_many(Frame& frame) const;
  Operator op_;
  CodePtr left_;
  CodePtr right_;
  const Code* nodes_ = nullptr;  ///< the side that test_text() walks; nullptr when it is not for this
  std::string_view text_;
};

/// eq, ne, lt, …
class ValueComparisonCode final : public Code {
 public:
  ValueComparisonCode(Operator op, CodePtr left, CodePtr right);
  Sequence evaluate(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  Operator op_;
  CodePtr left_;
  CodePtr right_;
};

/// is, <<, >>
class NodeComparisonCode final : public Code {
 public:
  NodeComparisonCode(Operator op, CodePtr left, CodePtr right);
  Sequence evaluate(Frame& frame) const override;

 private:
  [[nodiscard]] Item node(Frame& frame, const Code& code) const;
  Operator op_;
  CodePtr left_;
  CodePtr right_;
};

class ArithmeticCode final : public Code {
 public:
  ArithmeticCode(Operator op, CodePtr left, CodePtr right);
  Sequence evaluate(Frame& frame) const override;
  Item single(Frame& frame) const override;
  [[nodiscard]] std::optional<KnownInteger> integer(const Place& place) const override;

 private:
  [[nodiscard]] Item compute(Frame& frame) const;
  Operator op_;
  CodePtr left_;
  CodePtr right_;
};

/// -e, +e
class SignCode final : public Code {
 public:
  SignCode(bool negate, CodePtr of);
  Sequence evaluate(Frame& frame) const override;

 private:
  bool negate_;
  CodePtr of_;
};

}  // namespace quittance::xpath
