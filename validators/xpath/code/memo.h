// Values of the context item that many rules ask for.
#pragma once

#include "validators/xpath/code/code.h"

namespace quittance::xpath {

/// A value of at most one item that hangs on the context item, on one local variable at most, and on nothing
/// else that changes within the document. Where it stands in several places it is kept for the nodes asked
/// about last. Failures are not kept.
class MemoCode final : public Code {
 public:
  MemoCode(CodePtr inner, std::uint32_t slot, const std::vector<std::uint32_t>& uses);
  Sequence evaluate(Frame& frame) const override;
  Item single(Frame& frame) const override;
  bool test(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override {
    return inner_->settled(answer, place);
  }
  [[nodiscard]] When empty(const Place& place) const override { return inner_->empty(place); }
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override {
    return inner_->lacks(text, place);
  }
  [[nodiscard]] When present(const Place& place) const override { return inner_->present(place); }
  [[nodiscard]] When filled(const Place& place) const override { return inner_->filled(place); }
  [[nodiscard]] std::optional<KnownInteger> integer(const Place& place) const override {
    return inner_->integer(place);
  }
  [[nodiscard]] When alone(const Place& place) const override { return inner_->alone(place); }
  [[nodiscard]] When safe(const Place& place) const override { return inner_->safe(place); }
  [[nodiscard]] Origin origin(const Place& place) const override { return inner_->origin(place); }
  [[nodiscard]] bool by_name() const override { return inner_->by_name(); }
  [[nodiscard]] std::optional<bool> told(xml::Shape shape) const override { return inner_->told(shape); }
  /// Is it code whose value is worth keeping so?
  static bool suits(const Code& code);
  /// The code inside the shell where there is one, for code that can use more than its value.
  static CodePtr& inside(CodePtr& code);
  static const Code& inside(const Code& code);

 private:
  [[nodiscard]] bool keeps(const Frame& frame) const;
  /// The value of the variable, by whose bits the value is kept; absent where there is no variable.
  [[nodiscard]] Item local(const Frame& frame) const;
  static constexpr std::uint32_t kNoLocal = 0xffffffff;
  CodePtr inner_;
  std::uint32_t local_ = kNoLocal;  ///< slot of the variable it hangs on
  bool tests_itself_;               ///< its truth is less work than its value
  std::uint32_t slot_;
  const std::vector<std::uint32_t>& uses_;  ///< of all slots of the module
};

}  // namespace quittance::xpath
