// Code of types: instance of, treat as, cast, castable, and the function conversion rules
// (XPath 2.0, 3.1.5, 3.10).
#pragma once

#include <string>

#include "validators/xpath/code/logic.h"

namespace quittance::xpath {

/// Converts one item to an atomic type by the function conversion rules: atomised, cast from untypedAtomic,
/// promoted. Ends by raise(XPTY0004).
Item convert_item(State& state, const Item& item, Type wanted, std::string_view what);

/// Applies the function conversion rules; `what` names the value in messages.
class ConvertCode final : public Code {
 public:
  ConvertCode(CodePtr of, SequenceType type, std::string what);
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;
  Item single(Frame& frame) const override;
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When filled(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] bool is_context_item() const override { return of_->is_context_item(); }

 private:
  /// When the conversion itself cannot fail.
  [[nodiscard]] When converts(const Place& place) const;
  [[nodiscard]] Item convert(Frame& frame, const Item& item) const;
  CodePtr of_;
  SequenceType type_;
  std::string what_;
};

/// treat as: checks, converts nothing.
class TreatCode final : public Code {
 public:
  TreatCode(CodePtr of, SequenceType type);
  Sequence evaluate(Frame& frame) const override;

 private:
  CodePtr of_;
  SequenceType type_;
};

class InstanceOfCode final : public BooleanCode {
 public:
  InstanceOfCode(CodePtr of, SequenceType type);
  bool test(Frame& frame) const override;

 private:
  CodePtr of_;
  SequenceType type_;
};

/// cast as, and constructor functions.
class CastCode final : public Code {
 public:
  CastCode(CodePtr of, Type target, bool empty_allowed);
  Sequence evaluate(Frame& frame) const override;
  Item single(Frame& frame) const override;
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  CodePtr of_;
  Type target_;
  bool empty_allowed_;
};

class CastableCode final : public BooleanCode {
 public:
  CastableCode(CodePtr of, Type target, bool empty_allowed);
  bool test(Frame& frame) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  CodePtr of_;
  Type target_;
  bool empty_allowed_;
};

}  // namespace quittance::xpath
