// What facts about a document say of comparisons, calls and conversions.
#include "validators/xpath/code/call.h"
#include "validators/xpath/code/membership.h"
#include "validators/xpath/code/operator.h"
#include "validators/xpath/code/type.h"
#include "validators/xpath/facts/code_facts.h"
#include "validators/xpath/value/compare.h"

namespace quittance::xpath {

namespace {

/// When a general or value comparison of items of these codes cannot fail, their own evaluation aside.
When comparable(const Code& left, const Code& right, const Place& place) {
  if (is_textual(left, place) && is_textual(right, place)) {
    return Condition();
  }
  for (const auto& [nodes, other] : {std::pair{&left, &right}, std::pair{&right, &left}}) {
    const Traits& t = other->traits;
    if (!is_nodes(*nodes, place) || t.items != Traits::Items::atomic) {
      continue;
    }
    if (t.atomic == Type::boolean) {
      return castable(*nodes, Type::boolean, place);
    }
    if (is_numeric(t.atomic)) {
      return castable(*nodes, Type::double_, place);
    }
  }
  return std::nullopt;
}

/// The text of a constant that a text with white space normalized can equal only if it is the same.
std::string_view normal_text(const Code& code) {
  const Sequence* const value = code.constant();
  if (value == nullptr || value->size() != 1 || !is_text(value->front().type())) {
    return {};
  }
  const std::string_view text = value->front().text();
  const bool spaced = text.find_first_of(" \t\r\n") != std::string_view::npos;
  return spaced ? std::string_view() : text;
}

/// When no item of one side equals the constant on the other.
When lacks_constant(const Code& left, const Code& right, const Place& place) {
  for (const auto& [nodes, other] : {std::pair{&left, &right}, std::pair{&right, &left}}) {
    const std::string_view text = normal_text(*other);
    if (!text.empty() && is_textual(*nodes, place)) {
      return nodes->lacks(text, place);
    }
  }
  return std::nullopt;
}

/// When an item of one side has a text, and the other is the constant "".
When differs_from_nothing(const Code& left, const Code& right, const Place& place) {
  for (const auto& [filled, other] : {std::pair{&left, &right}, std::pair{&right, &left}}) {
    const Sequence* const value = other->constant();
    const bool nothing = value != nullptr && value->size() == 1 && is_text(value->front().type()) &&
                         value->front().text().empty();
    if (nothing && is_textual(*filled, place)) {
      return filled->filled(place);
    }
  }
  return std::nullopt;
}

/// What a comparison of integers that are known from facts comes to.
Code::Alternatives settled_counts(Operator op, const Code& left, const Code& right, bool answer,
                                  const Place& place) {
  const std::optional<KnownInteger> a = left.integer(place);
  const std::optional<KnownInteger> b = a ? right.integer(place) : std::nullopt;
  if (!b || holds(op, a->value <=> b->value) != answer) {
    return {};
  }
  return one_of(both(a->when, b->when));
}

}  // namespace

std::optional<KnownInteger> ArithmeticCode::integer(const Place& place) const {
  if (op_ != Operator::add && op_ != Operator::subtract) {
    return std::nullopt;
  }
  const std::optional<KnownInteger> a = left_->integer(place);
  const std::optional<KnownInteger> b = a ? right_->integer(place) : std::nullopt;
  KnownInteger sum;
  if (!b || (op_ == Operator::add ? __builtin_add_overflow(a->value, b->value, &sum.value)
                                  : __builtin_sub_overflow(a->value, b->value, &sum.value))) {
    return std::nullopt;
  }
  sum.when = a->when;
  sum.when.add(b->when);
  return sum;
}

Code::Alternatives GeneralComparisonCode::settled(bool answer, const Place& place) const {
  if (answer) {
    Alternatives found = settled_counts(op_, *left_, *right_, answer, place);
    if (op_ == Operator::not_equal) {
      append(found, one_of(differs_from_nothing(*left_, *right_, place)));
    }
    return found;
  }
  Alternatives found;
  if (op_ == Operator::equal) {
    found = one_of(lacks_constant(*left_, *right_, place));
  }
  if (found.empty()) {
    // The side that test() looks at first is alone when it is empty.
    const bool left_first = left_->traits.at_most_one() || !right_->traits.at_most_one();
    append(found, one_of(left_first ? left_->empty(place) : both(left_->empty(place), right_->safe(place))));
    append(found, one_of(left_first ? both(right_->empty(place), left_->safe(place)) : right_->empty(place)));
    append(found, settled_counts(op_, *left_, *right_, answer, place));
  }
  return found;
}
When GeneralComparisonCode::safe(const Place& place) const {
  return both(comparable(*left_, *right_, place), both(left_->safe(place), right_->safe(place)));
}

Code::Alternatives ValueComparisonCode::settled(bool answer, const Place& place) const {
  if (answer) {
    return {};
  }
  Alternatives found;
  if (op_ == Operator::equal) {
    found =
        one_of(both(lacks_constant(*left_, *right_, place), both(left_->alone(place), right_->alone(place))));
  }
  append(found, one_of(left_->empty(place)));
  append(found, one_of(both(right_->empty(place), both(left_->alone(place), left_->safe(place)))));
  return found;
}
When ValueComparisonCode::safe(const Place& place) const {
  const When alone = both(left_->alone(place), right_->alone(place));
  // Untyped text counts as a string here, so that only texts compare with texts.
  return is_textual(*left_, place) && is_textual(*right_, place)
             ? both(alone, both(left_->safe(place), right_->safe(place)))
             : When();
}

When DelimitedListCode::safe(const Place& place) const { return of_->safe(place); }

Code::Alternatives LiteralListCode::settled(bool answer, const Place& place) const {
  return answer ? Alternatives{} : one_of(of_->empty(place));
}
When LiteralListCode::safe(const Place& place) const {
  return is_textual(*of_, place) ? of_->safe(place) : When();
}

When CallCode::safe(const Place& place) const {
  if ((function_.looks & kTotal) == 0) {
    return Code::safe(place);
  }
  return of_all(arguments_, [&](const Code& argument) { return argument.safe(place); });
}

bool CallCode::passes_text_on() const {
  return arguments_.size() == 1 && (function_.name == "normalize-space" || function_.name == "string");
}

When CallCode::lacks(std::string_view text, const Place& place) const {
  return passes_text_on() ? arguments_.front()->lacks(text, place) : When();
}

When CallCode::filled(const Place& place) const {
  return passes_text_on() ? arguments_.front()->filled(place) : When();
}

When ConvertCode::converts(const Place& place) const {
  When counted = allows_many(type_.occurrence) ? Condition() : of_->alone(place);
  if (!allows_empty(type_.occurrence) && of_->traits.occurrence != Occurrence::one) {
    return std::nullopt;
  }
  if (type_.kind == ItemKind::item || (type_.kind == ItemKind::node && is_nodes(*of_, place))) {
    return counted;
  }
  if (type_.kind != ItemKind::atomic) {
    return std::nullopt;
  }
  const Traits& t = of_->traits;
  const bool fits = t.items == Traits::Items::atomic && t.atomic != Type::any_atomic &&
                    t.atomic != Type::numeric && derives_from(t.atomic, type_.atomic);
  if (fits || type_.atomic == Type::any_atomic || (type_.atomic == Type::string && is_textual(*of_, place))) {
    return counted;
  }
  const bool numbers = type_.atomic == Type::numeric || type_.atomic == Type::double_;
  return numbers && is_nodes(*of_, place) ? both(std::move(counted), castable(*of_, Type::double_, place))
                                          : When();
}

When ConvertCode::safe(const Place& place) const { return both(of_->safe(place), converts(place)); }
When ConvertCode::empty(const Place& place) const {
  return allows_empty(type_.occurrence) ? of_->empty(place) : When();
}
When ConvertCode::lacks(std::string_view text, const Place& place) const {
  return is_textual(*of_, place) ? both(of_->lacks(text, place), converts(place)) : When();
}

When ConvertCode::filled(const Place& place) const {
  return is_textual(*of_, place) ? both(of_->filled(place), converts(place)) : When();
}

When CastCode::safe(const Place& place) const {
  if (!empty_allowed_ && of_->traits.occurrence != Occurrence::one) {
    return std::nullopt;
  }
  const When operand = both(of_->safe(place), of_->alone(place));
  const bool always = is_textual(*of_, place) && (target_ == Type::string || target_ == Type::untyped_atomic);
  return both(operand, always                  ? When(Condition())
                       : is_nodes(*of_, place) ? castable(*of_, target_, place)
                                               : When());
}
When CastCode::empty(const Place& place) const { return empty_allowed_ ? of_->empty(place) : When(); }
When CastableCode::safe(const Place& place) const { return of_->safe(place); }

}  // namespace quittance::xpath
