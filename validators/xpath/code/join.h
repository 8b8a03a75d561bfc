// Joins: conditions that look one thing up among many by a text, asked again and again. An index answers
// which items the condition can hold for; without it, rules that look a line's parent up among all lines
// would grow with the square of the lines.
#pragma once

#include <optional>

#include "validators/xpath/code/code.h"

namespace quittance::xpath {

/// key = value in a condition on an item: the key gives nodes or texts and looks at that item alone, the
/// value does not look at it. Where the condition is more than that, nothing before it can fail, and the
/// condition is false where it is.
struct Join {
  const Code* key = nullptr;
  const Code* value = nullptr;
  bool whole = true;  ///< the condition is nothing but this

  /// Is it the better one of two to look up by? Literals mostly pick many items.
  [[nodiscard]] bool better_than(const Join& other) const;
  /// In a condition on the context item; no key where there is none. It may hang on the item's position.
  static Join on_context_item(const Code& condition);
  /// In a condition on the value of a local variable.
  static Join on_local(const Code& condition, std::uint32_t slot);
};

/// walks before an index is made
constexpr std::uint32_t kJoinAskedInVain = 2;
/// below this many items walking is as quick
constexpr std::size_t kJoinFewItems = 16;

/// The index under that key; nullptr when there are too many.
JoinIndex* find_join_index(State& state, const JoinKey& key, bool lasting);
/// Has it been asked often enough, and been of use as far as is known?
bool is_due(JoinIndex* index);
/// Adds an item, by its number, under each value of its key. The texts live as long as `values`.
void add_to_index(Frame& frame, const Code& key, std::uint32_t number, Arena& values, JoinIndex& index);
/// The numbers of items that have one of the texts of `value`, ascending; nothing where the value fails or is
/// not all text, so that the condition is to be asked of each item.
std::optional<std::vector<std::uint32_t>> look_up(Frame& frame, const Code& value, const JoinIndex& index);
/// Fills an index by `fill`. Where a key fails the index is of no use: a walk may end before it comes there.
template <typename Fill>
void make_index(JoinIndex& index, Fill&& fill) {
  index.made = true;
  try {
    fill();
  } catch (const Failure& failure) {
    if (failure.code == "BUDGET") {
      throw;
    }
    index.nodes.clear();
    index.useless = true;
  }
}

}  // namespace quittance::xpath
