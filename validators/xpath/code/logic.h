// Code of what decides: and, or, not, if, quantifiers, for, existence and counting (XPath 2.0, 3.6 to 3.9).
#pragma once

#include "validators/xpath/code/code.h"
#include "validators/xpath/code/join.h"
#include "validators/xpath/syntax/ast.h"

namespace quittance::xpath {

/// Code whose value is one xs:boolean: it answers test().
class BooleanCode : public Code {
 public:
  BooleanCode();
  Sequence evaluate(Frame& frame) const final { return Item::boolean(test(frame)); }
  Item single(Frame& frame) const final { return Item::boolean(test(frame)); }
};

/// and, or: left to right, as far as needed.
class JunctionCode final : public BooleanCode {
 public:
  /// `decisive`: the truth of a part that decides: true for or, false for and.
  JunctionCode(bool decisive, std::vector<CodePtr> parts);
  bool test(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] std::optional<bool> told(xml::Shape shape) const override;
  [[nodiscard]] bool by_name() const override;
  [[nodiscard]] bool decisive() const { return decisive_; }
  [[nodiscard]] const std::vector<CodePtr>& parts() const { return parts_; }

 private:
  bool decisive_;
  std::vector<CodePtr> parts_;
};

/// not(e), boolean(e)
class TruthCode final : public BooleanCode {
 public:
  TruthCode(bool negate, CodePtr of);
  bool test(Frame& frame) const override { return of_->test(frame) != negate_; }
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] std::optional<bool> told(xml::Shape shape) const override;
  [[nodiscard]] bool by_name() const override { return of_->by_name(); }

 private:
  bool negate_;
  CodePtr of_;
};

/// exists(e), empty(e)
class ExistsCode final : public BooleanCode {
 public:
  ExistsCode(bool negate, CodePtr of);
  bool test(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] std::optional<bool> told(xml::Shape shape) const override;

 private:
  bool negate_;
  CodePtr of_;
};

/// count(e)
class CountCode final : public Code {
 public:
  explicit CountCode(CodePtr of);
  Sequence evaluate(Frame& frame) const override { return single(frame); }
  Item single(Frame& frame) const override { return Item::integer(count(frame, INT64_MAX)); }
  /// Number of items, or `enough` when there are at least so many.
  std::int64_t count(Frame& frame, std::int64_t enough) const;
  [[nodiscard]] const Code& counted() const { return *of_; }
  [[nodiscard]] std::optional<KnownInteger> integer(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  CodePtr of_;
};

/// count(e) op n, which stops counting when it is decided.
class CountComparisonCode final : public BooleanCode {
 public:
  CountComparisonCode(Operator op, std::unique_ptr<CountCode> count, std::int64_t number);
  bool test(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  [[nodiscard]] bool holds(std::int64_t n) const;
  Operator op_;
  std::unique_ptr<CountCode> count_;
  std::int64_t number_;
};

class IfCode final : public Code {
 public:
  IfCode(CodePtr condition, CodePtr then, CodePtr otherwise);
  Sequence evaluate(Frame& frame) const override { return branch(frame).evaluate(frame); }
  bool each(Frame& frame, Visitor visit) const override { return branch(frame).each(frame, visit); }
  bool any_order(Frame& frame, Visitor visit) const override { return branch(frame).any_order(frame, visit); }
  Item single(Frame& frame) const override { return branch(frame).single(frame); }
  bool test(Frame& frame) const override { return branch(frame).test(frame); }
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  [[nodiscard]] const Code& branch(Frame& frame) const {
    return condition_->test(frame) ? *then_ : *otherwise_;
  }
  CodePtr condition_;
  CodePtr then_;
  CodePtr otherwise_;
};

/// A variable bound to each item of a sequence in turn.
struct Binding {
  std::uint32_t slot;
  CodePtr in;
};

/// some, every
class QuantifiedCode final : public BooleanCode {
 public:
  QuantifiedCode(bool some, std::vector<Binding> bindings, CodePtr satisfies);
  bool test(Frame& frame) const override { return decided(frame, 0) == some_; }
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;

 private:
  /// Did a combination decide the answer?
  bool decided(Frame& frame, std::size_t binding) const;
  JoinIndex* index_for(Frame& frame) const;
  /// False when the index cannot tell.
  bool decided_by_index(Frame& frame, const JoinIndex& index, bool& decided) const;
  bool some_;
  std::vector<Binding> bindings_;
  CodePtr satisfies_;
  Join join_;  ///< of `some`, whose innermost variable has the same items in the whole document
};

/// for $a in …, $b in … return …
class ForCode final : public Code {
 public:
  ForCode(std::vector<Binding> bindings, CodePtr result);
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override { return run(frame, 0, visit); }
  Item single(Frame& frame) const override;
  bool test(Frame& frame) const override;
  [[nodiscard]] When empty(const Place& place) const override;

 private:
  bool run(Frame& frame, std::size_t binding, Visitor visit) const;
  std::vector<Binding> bindings_;
  CodePtr result_;
};

}  // namespace quittance::xpath
