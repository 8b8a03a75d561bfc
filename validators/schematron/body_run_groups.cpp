// Groups, order and matched text (XSLT 2.0, 13 to 15).
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "validators/regex/cache.h"
#include "validators/schematron/body_run.h"
#include "validators/xpath/code/regex_charge.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/value/atomic_order.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/number.h"

namespace quittance::schematron {

using xpath::Focus;
using xpath::Item;
using xpath::Sequence;

namespace {

Sequence sequence_of(xpath::Evaluation& evaluation, const std::vector<Item>& items) {
  xpath::SequenceBuilder out(evaluation.arena());
  for (const Item& item : items) out.add(item);
  return out.finish();
}

bool is_nan(const Item& item) { return xpath::is_floating(item.type()) && std::isnan(item.floating()); }

/// Are two values one key of a group? (14.3: NaN is equal to itself; what cannot be compared is different.)
bool same_key(const Item& a, const Item& b, std::chrono::minutes zone) {
  return (is_nan(a) && is_nan(b)) || xpath::equal(a, b, zone).value_or(false);
}

/// How a key of xsl:sort is to be compared.
struct Order {
  bool descending = false;
  bool as_numbers = false;
  bool as_text = false;
};

/// < 0, 0 or > 0 (13.1.2): nothing comes before NaN, and NaN before numbers.
int compared(const Item& a, const Item& b, std::chrono::minutes zone) {
  if (a.absent() || b.absent()) return (a.absent() ? 0 : 1) - (b.absent() ? 0 : 1);
  if (is_nan(a) || is_nan(b)) return (is_nan(a) ? 0 : 1) - (is_nan(b) ? 0 : 1);
  const auto order = xpath::order_of(a, b, zone);
  if (!order) xpath::raise("XTDE1030", "values to sort by cannot be compared");
  if (*order == xpath::Order::equal) return 0;
  return *order == xpath::Order::less ? -1 : 1;
}

Item sort_value(xpath::Evaluation& evaluation, const Sequence& value, const Order& order) {
  if (value.empty()) return order.as_numbers ? Item::floating(std::nan("")) : Item();
  if (value.size() > 1) xpath::raise("XTTE1020", "a value to sort by has several items");
  xpath::Arena& arena = evaluation.arena();
  const Item atom = evaluation.atomize(value.front(), arena);
  if (order.as_numbers) {
    return xpath::castable(atom, xpath::Type::double_, arena) ? xpath::cast(atom, xpath::Type::double_, arena)
                                                              : Item::floating(std::nan(""));
  }
  if (order.as_text || atom.type() == xpath::Type::untyped_atomic)
    return Item::text(xpath::text_of(atom, arena));
  return atom;
}

struct Sortable {
  std::size_t index;
  std::vector<Item> values;
};

void sort_by(std::vector<Sortable>& all, const std::vector<Order>& orders, std::chrono::minutes zone) {
  std::stable_sort(all.begin(), all.end(), [&](const Sortable& a, const Sortable& b) {
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const int order = compared(a.values[i], b.values[i], zone);
      if (order != 0) return (order < 0) != orders[i].descending;
    }
    return false;
  });
}

}  // namespace

/// The items in the order of the sort keys. `enter`, if any, is told which item is looked at.
std::vector<std::size_t> BodyRun::order(const std::vector<SortCode>& sorts, const Sequence& items,
                                        const Focus& outer, const std::function<void(std::size_t)>& enter) {
  std::vector<Order> orders;
  for (const SortCode& sort : sorts) {
    const std::string_view direction = text_of(sort.order, outer);
    const std::string_view type = text_of(sort.data_type, outer);
    const bool known = (direction.empty() || direction == "ascending" || direction == "descending") &&
                       (type.empty() || type == "text" || type == "number");
    if (!known) xpath::raise("XTDE0030", "xsl:sort is asked for an order that does not exist");
    orders.push_back({direction == "descending", type == "number", type == "text"});
  }
  std::vector<Sortable> all;
  all.reserve(items.size());
  Focus focus;
  focus.size = static_cast<std::int64_t>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    focus.item = focus.current = items[i];
    focus.position = static_cast<std::int64_t>(i) + 1;
    if (enter) enter(i);
    Sortable one{i, {}};
    for (std::size_t s = 0; s < sorts.size(); ++s)
      one.values.push_back(
          sort_value(evaluation_, value_or_body(sorts[s].select, sorts[s].body, focus), orders[s]));
    all.push_back(std::move(one));
  }
  evaluation_.state().work(all.size());
  sort_by(all, orders, evaluation_.implicit_zone());
  std::vector<std::size_t> out;
  out.reserve(all.size());
  for (const Sortable& one : all) out.push_back(one.index);
  return out;
}

Sequence BodyRun::sorted(const std::vector<SortCode>& sorts, const Sequence& items, const Focus& outer) {
  std::vector<Item> out;
  out.reserve(items.size());
  for (const std::size_t i : order(sorts, items, outer, {})) out.push_back(items[i]);
  return sequence_of(evaluation_, out);
}

/// Makes a group the current one.
void BodyRun::enter(const BodyCode& code, const Group& group) {
  frame_.set(code.slot, sequence_of(evaluation_, group.items));
  frame_.set(code.slot + 1, group.key);
}

void BodyRun::group(const BodyCode& code, const Focus& focus, Output& out) {
  const Sequence population = value(code.select, focus);
  const bool by_pattern = code.grouping == Grouping::starting_with || code.grouping == Grouping::ending_with;
  const std::vector<Group> groups = by_pattern ? groups_at(code, population) : groups_by(code, population);
  std::vector<Item> firsts;
  firsts.reserve(groups.size());
  for (const Group& group : groups) firsts.push_back(group.items.front());
  const Sequence heads = sequence_of(evaluation_, firsts);
  const auto order_of_groups =
      order(code.sorts, heads, focus, [&](std::size_t i) { enter(code, groups[i]); });
  Focus inner;
  inner.size = static_cast<std::int64_t>(groups.size());
  inner.position = 0;
  for (const std::size_t i : order_of_groups) {
    enter(code, groups[i]);
    inner.item = inner.current = groups[i].items.front();
    ++inner.position;
    run(code.body, inner, out);
  }
  frame_.set(code.slot, {});
  frame_.set(code.slot + 1, {});
}

/// group-by and group-adjacent.
std::vector<BodyRun::Group> BodyRun::groups_by(const BodyCode& code, const Sequence& population) {
  const std::chrono::minutes zone = evaluation_.implicit_zone();
  const bool adjacent = code.grouping == Grouping::adjacent;
  std::vector<Group> groups;
  std::unordered_map<std::size_t, std::vector<std::size_t>> by_hash;
  Focus focus;
  focus.size = static_cast<std::int64_t>(population.size());
  focus.position = 0;
  for (const Item& item : population) {
    focus.item = focus.current = item;
    ++focus.position;
    const Sequence keys = value(code.by, focus);
    if (adjacent && keys.size() != 1)
      xpath::raise("XTTE1100", "group-adjacent needs one value for each item");
    std::vector<std::size_t> joined;  // an item is in a group once, however often it says its key
    for (const Item& raw : keys) {
      const Item key = evaluation_.atomize(raw, evaluation_.arena());
      evaluation_.state().step();
      auto& candidates = by_hash[adjacent ? 0 : xpath::hash_of(key, zone, true)];
      const auto found = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t i) {
        return same_key(groups[i].key.front(), key, zone);
      });
      const std::size_t group = found == candidates.end() ? groups.size() : *found;
      if (found == candidates.end()) {
        if (adjacent) candidates.clear();
        candidates.push_back(group);
        groups.push_back({key, {}});
      }
      if (std::find(joined.begin(), joined.end(), group) != joined.end()) continue;
      joined.push_back(group);
      groups[group].items.push_back(item);
    }
  }
  return groups;
}

/// group-starting-with and group-ending-with.
std::vector<BodyRun::Group> BodyRun::groups_at(const BodyCode& code, const Sequence& population) {
  std::vector<Group> groups;
  bool begins = true;
  for (const Item& item : population) {
    evaluation_.state().step();
    const bool matched = does_match(code.by_pattern, item);
    if (code.grouping == Grouping::starting_with) begins = begins || matched;
    if (begins) groups.push_back({});
    groups.back().items.push_back(item);
    begins = code.grouping == Grouping::ending_with && matched;
  }
  return groups;
}

void BodyRun::analyze(const BodyCode& code, const Focus& focus, Output& out) {
  const Sequence input = value(code.select, focus);
  if (input.size() > 1) xpath::raise("XPTY0004", "xsl:analyze-string of several items");
  if (input.empty()) return;
  xpath::Arena& arena = evaluation_.arena();
  const std::string_view text = xpath::text_of(evaluation_.atomize(input.front(), arena), arena);
  xpath::State& state = evaluation_.state();
  const auto& regex = state.regexes.find(text_of(code.called, focus), text_of(code.detail, focus));
  if (!regex) {
    const bool flags = regex.error().code == "FORX0001";
    xpath::raise(flags ? "XTDE1145" : "XTDE1140", regex.error().detail);
  }
  xpath::RegexCharge charge(state);
  const auto matches = regex->find_all(text, &charge);
  if (!matches) xpath::raise(matches.error().code.c_str(), matches.error().detail);
  struct Stretch {
    std::string_view text;
    const std::vector<regex::Span>* match;
  };
  std::vector<Stretch> stretches;
  std::size_t at = 0;
  for (const auto& match : *matches) {
    if (match[0].begin > at) stretches.push_back({text.substr(at, match[0].begin - at), nullptr});
    stretches.push_back({text.substr(match[0].begin, match[0].end - match[0].begin), &match});
    at = match[0].end;
  }
  if (at < text.size()) stretches.push_back({text.substr(at), nullptr});
  Focus inner;
  inner.size = static_cast<std::int64_t>(stretches.size());
  inner.position = 0;
  for (const Stretch& stretch : stretches) {
    std::vector<Item> groups;
    if (stretch.match != nullptr) {
      for (const regex::Span& span : *stretch.match)
        groups.push_back(Item::text(span.end == regex::kNowhere
                                        ? std::string_view("")
                                        : text.substr(span.begin, span.end - span.begin)));
    }
    frame_.set(code.slot, sequence_of(evaluation_, groups));
    inner.item = inner.current = Item::text(stretch.text);
    ++inner.position;
    run(code.branches[stretch.match != nullptr ? 0 : 1].body, inner, out);
  }
  frame_.set(code.slot, {});
}

}  // namespace quittance::schematron
