// Sequences (F&O 15.1, 15.2).
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/value/atomic_order.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

Sequence run_index_of(const Call& call) {
  check_collation(call, 2);
  const std::chrono::minutes zone = call.evaluation.implicit_zone();
  SequenceBuilder out(call.arena);
  std::int64_t position = 0;
  for (const Item& item : call.arguments[0]) {
    ++position;
    if (equal(item, call.item(1), zone).value_or(false)) out.add(Item::integer(position));
  }
  return out.finish();
}

bool is_nan(const Item& item) { return is_floating(item.type()) && std::isnan(item.floating()); }

/// Of the table of distinct-values(): node, hash, bucket.
constexpr std::size_t kOctetsPerValueSeen = 64;

Sequence run_distinct_values(const Call& call) {
  check_collation(call, 1);
  const std::chrono::minutes zone = call.evaluation.implicit_zone();
  if (call.arguments[0].size() <= 1) return call.arguments[0];
  const bool floats = std::any_of(call.arguments[0].begin(), call.arguments[0].end(),
                                  [](const Item& item) { return item.type() == Type::float_; });
  std::unordered_multimap<std::size_t, Item> seen;
  SequenceBuilder out(call.arena);
  for (const Item& item : call.arguments[0]) {
    const std::size_t hash = hash_of(item, zone, floats);
    const auto [first, last] = seen.equal_range(hash);
    const bool known = std::any_of(first, last, [&](const auto& entry) {
      return (is_nan(item) && is_nan(entry.second)) || equal(item, entry.second, zone).value_or(false);
    });
    if (known) continue;
    seen.emplace(hash, item);
    call.arena.require(seen.size() * kOctetsPerValueSeen);
    out.add(item);
  }
  return out.finish();
}

Sequence run_insert_before(const Call& call) {
  const Sequence& target = call.arguments[0];
  const std::int64_t wanted = call.item(1).is_big() ? (call.item(1).big().is_negative() ? 1 : INT64_MAX)
                                                    : std::max<std::int64_t>(call.item(1).integer(), 1);
  const auto before =
      static_cast<std::size_t>(std::min<std::int64_t>(wanted - 1, static_cast<std::int64_t>(target.size())));
  SequenceBuilder out(call.arena);
  out.add(target.slice(0, before));
  out.add(call.arguments[2]);
  out.add(target.slice(before, target.size()));
  return out.finish();
}

Sequence run_remove(const Call& call) {
  const Sequence& target = call.arguments[0];
  const std::int64_t position = call.item(1).is_big() ? 0 : call.item(1).integer();
  if (position < 1 || position > static_cast<std::int64_t>(target.size())) return target;
  SequenceBuilder out(call.arena);
  out.add(target.slice(0, static_cast<std::size_t>(position - 1)));
  out.add(target.slice(static_cast<std::size_t>(position), target.size()));
  return out.finish();
}

Sequence run_reverse(const Call& call) {
  SequenceBuilder out(call.arena);
  out.add(call.arguments[0]);
  std::reverse(out.begin(), out.end());
  return out.finish();
}

Sequence run_subsequence(const Call& call) {
  const Sequence& source = call.arguments[0];
  const double from = round_half_up(call.item(1).floating());
  const double end = call.count() > 2 ? from + round_half_up(call.item(2).floating()) : HUGE_VAL;
  if (!(end > 1) || !(from < end)) return {};
  const double first = std::max(from, 1.0) - 1;
  const auto size = static_cast<double>(source.size());
  if (!(first < size)) return {};
  return source.slice(static_cast<std::size_t>(first),
                      static_cast<std::size_t>(std::min(end - 1, size) - first));
}

Sequence run_unordered(const Call& call) { return call.arguments[0]; }
Sequence run_data(const Call& call) {
  return call.count() > 0 ? call.arguments[0] : call.evaluation.atomize(context_item(call), call.arena);
}

Sequence run_zero_or_one(const Call& call) {
  if (call.arguments[0].size() > 1) raise("FORG0003", "zero-or-one() has more than one item");
  return call.arguments[0];
}

Sequence run_one_or_more(const Call& call) {
  if (call.empty(0)) raise("FORG0004", "one-or-more() has no item");
  return call.arguments[0];
}

Sequence run_exactly_one(const Call& call) {
  if (call.arguments[0].size() != 1) raise("FORG0005", "exactly-one() has no item or several");
  return call.arguments[0];
}

Sequence run_head(const Call& call) { return call.arguments[0].slice(0, 1); }
Sequence run_tail(const Call& call) { return call.arguments[0].slice(1, call.arguments[0].size()); }

using type::many;
using type::one;
constexpr SequenceType kAtoms = many(Type::any_atomic);
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kDouble = one(Type::double_);
constexpr SequenceType kInteger = one(Type::integer);
constexpr SequenceType kSome{ItemKind::item, Type::any_atomic, Occurrence::at_least_one};

constexpr std::array kFunctions{
    Function{"index-of", 2, 2, {kAtoms, one(Type::any_atomic)}, many(Type::integer), run_index_of},
    Function{"index-of",
             3,
             3,
             {kAtoms, one(Type::any_atomic), kText},
             many(Type::integer),
             run_index_of,
             kAtStatics},
    Function{"distinct-values", 1, 1, {kAtoms}, kAtoms, run_distinct_values},
    Function{"distinct-values", 2, 2, {kAtoms, kText}, kAtoms, run_distinct_values, kAtStatics},
    Function{"insert-before", 3, 3, {type::items, kInteger, type::items}, type::items, run_insert_before},
    Function{"remove", 2, 2, {type::items, kInteger}, type::items, run_remove},
    Function{"reverse", 1, 1, {type::items}, type::items, run_reverse},
    Function{"subsequence", 2, 3, {type::items, kDouble, kDouble}, type::items, run_subsequence},
    Function{"unordered", 1, 1, {type::items}, type::items, run_unordered},
    Function{"data", 0, 0, {}, kAtoms, run_data, kAtContextItem},
    Function{"data", 1, 1, {kAtoms}, kAtoms, run_data},
    Function{"zero-or-one", 1, 1, {type::items}, type::optional_item, run_zero_or_one},
    Function{"one-or-more", 1, 1, {type::items}, kSome, run_one_or_more},
    Function{"exactly-one", 1, 1, {type::items}, type::item, run_exactly_one},
    Function{"head", 1, 1, {type::items}, type::optional_item, run_head},
    Function{"tail", 1, 1, {type::items}, type::items, run_tail},
};

}  // namespace

std::span<const Function> sequence_functions() { return kFunctions; }

}  // namespace quittance::xpath
