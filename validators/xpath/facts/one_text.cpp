#include "validators/xpath/facts/one_text.h"

#include <algorithm>

#include "validators/xpath/functions/functions.h"

namespace quittance::xpath {

namespace {

/// Functions that see no more of a node than its text, and nothing besides their arguments.
bool sees_text_only(std::string_view function) {
  static constexpr std::array<std::string_view, 25> kNames{"normalize-space",
                                                           "string",
                                                           "concat",
                                                           "contains",
                                                           "starts-with",
                                                           "ends-with",
                                                           "substring",
                                                           "substring-after",
                                                           "substring-before",
                                                           "string-length",
                                                           "upper-case",
                                                           "lower-case",
                                                           "translate",
                                                           "matches",
                                                           "replace",
                                                           "number",
                                                           "abs",
                                                           "round",
                                                           "floor",
                                                           "ceiling",
                                                           "not",
                                                           "boolean",
                                                           "exists",
                                                           "true",
                                                           "false"};
  return std::find(kNames.begin(), kNames.end(), function) != kNames.end();
}

bool is_plain_type(const std::string& local) {
  return local == "string" || local == "decimal" || local == "integer" || local == "double" ||
         local == "boolean";
}

bool is_down(const Expr& step) {
  return step.kind == Kind::step && step.children.empty() &&
         (step.axis == Axis::child || step.axis == Axis::attribute) &&
         (step.test.names == WrittenTest::Names::exact || step.test.kind == ItemKind::text) &&
         (step.test.kind == ItemKind::element || step.test.kind == ItemKind::attribute ||
          step.test.kind == ItemKind::text);
}

bool is_leaf(const Expr& expr) {
  if (expr.kind == Kind::context_item || is_down(expr)) {
    return true;
  }
  return expr.kind == Kind::path && std::all_of(expr.children.begin(), expr.children.end(),
                                                [](const ExprPtr& child) { return is_down(*child); });
}

class Search {
 public:
  explicit Search(const StaticContext& statics) : statics_(statics) {}

  /// Is the value of this a function of the text of one leaf, the same as seen so far?
  bool suits(const Expr& expr) {
    if (is_leaf(expr)) {
      if (expr.mark.absent() || (leaf_ != nullptr && leaf_->mark != expr.mark)) {
        return false;
      }
      leaf_ = &expr;
      return true;
    }
    return has_plain_kind(expr) && std::all_of(expr.children.begin(), expr.children.end(),
                                               [&](const ExprPtr& child) { return suits(*child); });
  }
  [[nodiscard]] const Expr* leaf() const { return leaf_; }

 private:
  [[nodiscard]] bool has_plain_kind(const Expr& expr) const {
    switch (expr.kind) {
      case Kind::integer:
      case Kind::decimal:
      case Kind::double_:
      case Kind::string:
      case Kind::sequence:
      case Kind::if_:
      case Kind::or_:
      case Kind::and_:
      case Kind::general_comparison:
      case Kind::value_comparison:
      case Kind::arithmetic:
      case Kind::minus:
      case Kind::plus: return true;
      case Kind::castable_as:
      case Kind::cast_as: return expr.type && is_plain_type(expr.type->item.name.local);
      case Kind::call: return is_plain_call(expr);
      default: return false;
    }
  }

  [[nodiscard]] bool is_plain_call(const Expr& expr) const {
    if (expr.name.prefix.empty()) {
      const bool looks_at_context =
          expr.children.empty() && expr.name.local != "true" && expr.name.local != "false";
      return statics_.default_function_namespace == kFunctionsUri && !looks_at_context &&
             sees_text_only(expr.name.local);
    }
    const auto declared = statics_.namespaces.find(expr.name.prefix);
    const bool schema =
        declared != statics_.namespaces.end() ? declared->second == kSchemaUri : expr.name.prefix == "xs";
    return schema && is_plain_type(expr.name.local);
  }

  const StaticContext& statics_;
  const Expr* leaf_ = nullptr;
};

}  // namespace

const Expr* only_text(const Expr& expr, const StaticContext& statics) {
  if (statics.compatibility || is_leaf(expr)) {
    return nullptr;
  }
  Search search(statics);
  return search.suits(expr) ? search.leaf() : nullptr;
}

void AnswersByText::keep(std::string_view text, bool answer) {
  if (text.size() > kLongest) {
    return;
  }
  Entry& entry = entries_[place(text)];
  std::copy(text.begin(), text.end(), entry.text.begin());
  entry.size = static_cast<std::uint8_t>(text.size());
  entry.answer = answer;
}

}  // namespace quittance::xpath
