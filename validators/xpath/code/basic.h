// Code of primary expressions: constants, the context, variables, sequences (XPath 2.0, 3.1 and 3.3.1).
#pragma once

#include <utility>

#include "validators/xpath/code/code.h"

namespace quittance::xpath {

/// Sets what traits say of a value that is known.
void describe(Traits& traits, const Sequence& value);

class ConstantCode final : public Code {
 public:
  /// What `value` refers to must live as long as the code.
  explicit ConstantCode(const Sequence& value) : value_(value) { describe(traits, value); }
  Sequence evaluate(Frame&) const override { return value_; }
  Item single(Frame& frame) const override {
    return value_.size() == 1 ? value_.front() : Code::single(frame);
  }
  [[nodiscard]] const Sequence* constant() const override { return &value_; }
  [[nodiscard]] std::optional<KnownInteger> integer(const Place& place) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;

 private:
  Sequence value_;
};

class ContextItemCode final : public Code {
 public:
  ContextItemCode();
  Sequence evaluate(Frame& frame) const override { return single(frame); }
  Item single(Frame& frame) const override;
  Item only_node(Frame& frame) const override {
    return frame.focus.item.type() == Type::node ? frame.focus.item : Code::only_node(frame);
  }
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When present(const Place& place) const override;
  [[nodiscard]] When filled(const Place& place) const override;
  [[nodiscard]] Origin origin(const Place& place) const override;
  [[nodiscard]] bool is_context_item() const override { return true; }
};

/// A node's text where it is the context item in the node's place: exactly one xs:untypedAtomic.
class ContextTextCode final : public Code {
 public:
  ContextTextCode();
  Sequence evaluate(Frame& frame) const override { return frame.focus.item; }
  Item single(Frame& frame) const override { return frame.focus.item; }
  /// As of a node, whatever its text.
  bool test(Frame&) const override { return true; }
};

/// "/": the document node above the context node.
class RootCode final : public Code {
 public:
  RootCode();
  [[nodiscard]] bool worth_keeping() const override { return false; }
  Sequence evaluate(Frame& frame) const override { return single(frame); }
  Item single(Frame& frame) const override;
};

class LocalVariableCode final : public Code {
 public:
  explicit LocalVariableCode(std::uint32_t slot) : slot_(slot) { traits.locals = Traits::local_bit(slot); }
  Sequence evaluate(Frame& frame) const override { return frame.locals[slot_]; }
  Item single(Frame& frame) const override {
    const Sequence& value = frame.locals[slot_];
    return value.size() == 1 ? value.front() : Code::single(frame);
  }
  [[nodiscard]] std::uint32_t slot() const { return slot_; }

 private:
  std::uint32_t slot_;
};

/// A variable of a function body, which fails when it is read if its evaluation failed.
class FallibleVariableCode final : public Code {
 public:
  explicit FallibleVariableCode(std::uint32_t slot) : slot_(slot) { traits.locals = Traits::local_bit(slot); }
  Sequence evaluate(Frame& frame) const override;

 private:
  std::uint32_t slot_;
};

class GlobalVariableCode final : public Code {
 public:
  GlobalVariableCode(std::uint32_t slot, bool scoped) : slot_(slot) {
    traits.globals = scoped;
    traits.environment = !scoped;
  }
  [[nodiscard]] bool worth_keeping() const override { return false; }
  Sequence evaluate(Frame& frame) const override { return frame.state.global(slot_); }

 private:
  std::uint32_t slot_;
};

/// XSLT's current().
class CurrentCode final : public Code {
 public:
  CurrentCode();
  Sequence evaluate(Frame& frame) const override { return single(frame); }
  Item single(Frame& frame) const override;
};

/// a, b, c
class SequenceCode final : public Code {
 public:
  explicit SequenceCode(std::vector<CodePtr> parts);
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;
  bool any_order(Frame& frame, Visitor visit) const override;
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] Origin origin(const Place& place) const override;

 private:
  std::vector<CodePtr> parts_;
};

/// a to b
class RangeCode final : public Code {
 public:
  RangeCode(CodePtr first, CodePtr last);
  [[nodiscard]] bool worth_keeping() const override { return false; }
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;

 private:
  /// The same where 64 bits do not hold one of the ends.
  bool each_big(Frame& frame, const Decimal& first, const Decimal& last, Visitor visit) const;
  CodePtr first_;
  CodePtr last_;
};

/// A subexpression that has one value for the whole document. Where it stands in one place only it is
/// evaluated as it comes the first times, so that what is asked once keeps its short cuts; then, and where it
/// stands in several places at once, it is evaluated whole and kept by the evaluation.
class OnceCode final : public Code {
 public:
  /// `uses`: of all slots of the module, how many codes share them.
  OnceCode(CodePtr inner, std::uint32_t slot, const std::vector<std::uint32_t>& uses);
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;
  bool any_order(Frame& frame, Visitor visit) const override;
  Item single(Frame& frame) const override;
  bool test(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override {
    return inner_->settled(answer, place);
  }
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override {
    return inner_->lacks(text, place);
  }
  [[nodiscard]] When present(const Place& place) const override { return inner_->present(place); }
  [[nodiscard]] When filled(const Place& place) const override { return inner_->filled(place); }
  [[nodiscard]] std::optional<KnownInteger> integer(const Place& place) const override {
    return inner_->integer(place);
  }
  [[nodiscard]] When alone(const Place& place) const override { return inner_->alone(place); }
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] Origin origin(const Place& place) const override;
  [[nodiscard]] bool worth_keeping() const override { return false; }
  /// The code inside the shell where there is one, for code that can use more than its value. To take it out
  /// leaves a shell that is of no use.
  static CodePtr& inside(CodePtr& code);

 private:
  /// The kept value; nullptr while it is not worth keeping, or where the context is in another tree.
  const Sequence* kept(Frame& frame) const;
  void keep(Frame& frame, State::Cache& cache) const;
  CodePtr inner_;
  std::uint32_t slot_;
  const std::vector<std::uint32_t>& uses_;
  bool per_module_;  ///< the same for all instances
};

}  // namespace quittance::xpath
