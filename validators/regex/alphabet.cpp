#include "validators/regex/alphabet.h"

#include <algorithm>
#include <map>
#include <utility>

#include "validators/regex/utf8.h"

namespace quittance::regex {
namespace {

constexpr std::size_t kMostLetters = 0xFFFE;
constexpr std::size_t kMostBits = 64U << 20U;

/// A number for each set, so that the sum over the sets an interval lies in tells which they are.
std::uint64_t mark_of(std::uint64_t i) {
  i = (i + 1) * 0x9E3779B97F4A7C15U;  // splitmix64
  i = (i ^ i >> 30U) * 0xBF58476D1CE4E5B9U;
  i = (i ^ i >> 27U) * 0x94D049BB133111EBU;
  return i ^ i >> 31U;
}

}  // namespace

bool Alphabet::build(const std::vector<CharSet>& sets) {
  // Two sums, so that two different combinations of sets do not meet by chance.
  std::map<char32_t, std::pair<std::uint64_t, std::uint64_t>> changes;
  const auto enter = [&](char32_t first, char32_t last, std::uint64_t set) {
    auto& begin = changes[first];
    begin = {begin.first + mark_of(2 * set), begin.second + mark_of(2 * set + 1)};
    if (last == utf8::kLast) return;
    auto& end = changes[last + 1];
    end = {end.first - mark_of(2 * set), end.second - mark_of(2 * set + 1)};
  };
  changes[0];
  enter('\n', '\n', sets.size());
  for (std::size_t i = 0; i < sets.size(); ++i)
    for (const CharRange& range : sets[i].ranges()) enter(range.first, range.last, i);

  std::map<std::pair<std::uint64_t, std::uint64_t>, Letter> known;
  std::vector<char32_t> examples;
  std::pair<std::uint64_t, std::uint64_t> sum;
  for (const auto& [start, change] : changes) {
    sum = {sum.first + change.first, sum.second + change.second};
    const auto [entry, fresh] = known.try_emplace(sum, static_cast<Letter>(examples.size()));
    if (fresh) examples.push_back(start);
    if (examples.size() > kMostLetters) return false;
    starts_.push_back(start);
    letters_.push_back(entry->second);
  }
  size_ = examples.size();
  words_ = (size_ + 63) / 64;
  if (sets.size() * words_ * 64 > kMostBits) return false;
  for (char32_t c = 0; c < low_.size(); ++c) low_[c] = of_high(c);
  members_.assign(sets.size() * words_, 0);
  for (std::size_t set = 0; set < sets.size(); ++set)
    for (std::size_t letter = 0; letter < size_; ++letter)
      if (sets[set].contains(examples[letter]))
        members_[set * words_ + letter / 64] |= std::uint64_t{1} << letter % 64;
  return true;
}

Letter Alphabet::of_high(char32_t c) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), c);
  return letters_[static_cast<std::size_t>(after - starts_.begin()) - 1];
}

}  // namespace quittance::regex
