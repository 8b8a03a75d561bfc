// Functions of XPath 3.1 that rule authors use though they declare the binding "xslt2": the processors they
// try their rules with know them (F&O 3.1). Functions that take functions are not among them.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "validators/xpath/code/path.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/value/atomic_order.h"
#include "validators/xpath/value/cast.h"

namespace quittance::xpath {

namespace {

constexpr std::string_view kSpaces = " \t\n\r";

/// 5.4.3: of atomic values of any type, where 2.0 asks for strings.
Sequence run_string_join(const Call& call) {
  std::string out;
  bool first = true;
  for (const Item& item : call.arguments[0]) {
    if (!first && call.count() > 1) out += call.text(1);
    first = false;
    out += text_of(item, call.arena);
  }
  return new_text(call, out);
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find_first_not_of(kSpaces); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpaces, at), text.size());
    if (text.substr(at, end - at) == word) return true;
    at = text.find_first_not_of(kSpaces, end);
  }
  return false;
}

/// 5.5.6: is the second argument one of the words of the first?
Sequence run_contains_token(const Call& call) {
  check_collation(call, 2);
  const std::string_view padded = call.text(1);
  const std::size_t begin = padded.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return Item::boolean(false);
  const std::string_view word = padded.substr(begin, padded.find_last_not_of(kSpaces) - begin + 1);
  const Sequence& texts = call.arguments[0];
  return Item::boolean(
      std::any_of(texts.begin(), texts.end(), [&](const Item& item) { return has_word(item.text(), word); }));
}

/// 13.9
Sequence run_has_children(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return Item::boolean(false);
  const Item& node = node_argument(call, 0);
  const bool any =
      node.type() == Type::node && call.evaluation.tree_of(node).first_child(node.id()) != xml::kNoNode;
  return Item::boolean(any);
}

/// 14.10, 14.11: nodes that have no other of them inside, or around.
template <bool inner>
Sequence run_most(const Call& call) {
  SequenceBuilder nodes(call.arena);
  nodes.add(call.arguments[0]);
  const Sequence sorted = in_document_order(nodes);
  SequenceBuilder out(call.arena);
  const auto holds = [&](const Item& around, const Item& node) {
    return around.tree() == node.tree() && node.id() > around.id() &&
           node.id() < call.evaluation.tree_of(around).end(around.id());
  };
  Item around;  // the last one kept, when looking for the outermost
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Item& node = sorted[i];
    if (inner && i + 1 < sorted.size() && holds(node, sorted[i + 1])) continue;
    if (!inner && !around.absent() && holds(around, node)) continue;
    out.add(node);
    around = node;
  }
  return out.finish();
}

bool is_nan(const Item& item) { return is_floating(item.type()) && std::isnan(item.floating()); }

/// 17.4.4 without a key: by the order of lt, untyped values as strings, NaN first.
Sequence run_sort(const Call& call) {
  if (call.count() > 1 && !call.empty(1)) check_collation(call, 1);
  std::vector<Item> items(call.arguments[0].begin(), call.arguments[0].end());
  const std::chrono::minutes zone = call.evaluation.implicit_zone();
  std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
    const auto order = order_of(a, b, zone);
    if (!order) raise("XPTY0004", "sort() of values that cannot be compared");
    return *order == Order::less || (*order == Order::unordered && is_nan(a) && !is_nan(b));
  });
  SequenceBuilder out(call.arena);
  for (const Item& item : items) out.add(item);
  return out.finish();
}

/// 14.6.1: rules see nothing of the environment.
Sequence run_nothing(const Call&) { return {}; }

using type::many;
using type::one;
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kAtoms = many(Type::any_atomic);
constexpr auto kHere = Known::in_version3;

constexpr std::array kFunctions{
    Function{"string-join", 1, 2, {kAtoms, kText}, kText, run_string_join, kPure, kHere},
    Function{"contains-token",
             2,
             3,
             {many(Type::string), kText, kText},
             one(Type::boolean),
             run_contains_token,
             kAtStatics,
             kHere},
    Function{"has-children", 0, 0, {}, one(Type::boolean), run_has_children, kAtContextItem, kHere},
    Function{"has-children", 1, 1, {type::optional_node}, one(Type::boolean), run_has_children, kPure, kHere},
    Function{"innermost", 1, 1, {type::nodes}, type::nodes, run_most<true>, kPure, kHere},
    Function{"outermost", 1, 1, {type::nodes}, type::nodes, run_most<false>, kPure, kHere},
    Function{"sort", 1, 2, {kAtoms, type::optional(Type::string)}, kAtoms, run_sort, kAtStatics, kHere},
    Function{"environment-variable", 1, 1, {kText}, type::optional(Type::string), run_nothing, kPure, kHere},
    Function{"available-environment-variables", 0, 0, {}, many(Type::string), run_nothing, kPure, kHere},
};

}  // namespace

std::span<const Function> version3_functions() { return kFunctions; }

}  // namespace quittance::xpath
