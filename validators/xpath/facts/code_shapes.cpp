// What the shape of the context element alone says of code: xml::Shape.
#include "validators/xpath/code/call.h"
#include "validators/xpath/code/logic.h"
#include "validators/xpath/code/operator.h"
#include "validators/xpath/code/path.h"

namespace quittance::xpath {

namespace {

/// Is it exactly one text, whose effective boolean value is whether it is any?
bool is_one_string(const Code& code) {
  const Traits& t = code.traits;
  return t.items == Traits::Items::atomic && t.atomic == Type::string && t.occurrence == Occurrence::one;
}

bool is_nothing(const Code& code) {
  const Sequence* const value = code.constant();
  return value != nullptr && value->size() == 1 && is_text(value->front().type()) &&
         value->front().text().empty();
}

}  // namespace

/// A part that decides, behind parts that cannot fail; or all parts.
std::optional<bool> JunctionCode::told(xml::Shape shape) const {
  std::optional<bool> all = !decisive_;
  for (const CodePtr& part : parts_) {
    const std::optional<bool> one = part->told(shape);
    if (one == decisive_) {
      return decisive_;
    }
    if (!one) {
      all = std::nullopt;
      if (part->traits.may_fail) {
        return std::nullopt;
      }
    }
  }
  return all;
}

std::optional<bool> TruthCode::told(xml::Shape shape) const {
  const std::optional<bool> of = of_->told(shape);
  return of ? std::optional(*of != negate_) : std::nullopt;
}

std::optional<bool> ExistsCode::told(xml::Shape shape) const {
  const bool nodes = of_->traits.items == Traits::Items::nodes;  // which are true where there are any
  const std::optional<bool> of = nodes ? of_->told(shape) : std::nullopt;
  return of ? std::optional(*of != negate_) : std::nullopt;
}

std::optional<bool> AxisPathCode::told(xml::Shape shape) const {
  const Step& first = steps_.front();
  if (base_ != nullptr || first.axis != Axis::child || first.test.kind != ItemKind::element) {
    return std::nullopt;
  }
  if (shape != xml::Shape::inner) {
    return false;
  }
  const bool any = first.test.names == NodeTest::Names::any && !first.test.never && first.predicates.empty();
  return any && steps_.size() == 1 ? std::optional(true) : std::nullopt;
}

/// normalize-space() of the element, whose text below others is not known.
std::optional<bool> CallCode::told(xml::Shape shape) const {
  const bool own = arguments_.empty() || (arguments_.size() == 1 && arguments_.front()->is_context_item());
  if (shape == xml::Shape::inner || function_.name != "normalize-space" || !own) {
    return std::nullopt;
  }
  return shape == xml::Shape::filled;
}

/// A text and "".
std::optional<bool> GeneralComparisonCode::told(xml::Shape shape) const {
  if (op_ != Operator::equal && op_ != Operator::not_equal) {
    return std::nullopt;
  }
  const bool right_is_nothing = is_nothing(*right_);
  const Code& other = right_is_nothing ? *left_ : *right_;
  if (!(right_is_nothing || is_nothing(*left_)) || !is_one_string(other)) {
    return std::nullopt;
  }
  const std::optional<bool> some = other.told(shape);
  return some ? std::optional(*some == (op_ == Operator::not_equal)) : std::nullopt;
}

}  // namespace quittance::xpath
