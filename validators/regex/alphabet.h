// Characters that a regular expression does not tell apart share a letter: the machines work on letters, of
// which there are few, and a text is looked up once for each character.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "validators/regex/char_set.h"

namespace quittance::regex {

using Letter = std::uint16_t;

class Alphabet {
 public:
  Alphabet() = default;
  /// Letters for these sets; the newline gets one of its own. False when there would be too many.
  bool build(const std::vector<CharSet>& sets);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Letter of(char32_t c) const { return c < low_.size() ? low_[c] : of_high(c); }
  /// Of an ASCII octet.
  [[nodiscard]] Letter of_ascii(unsigned char c) const { return low_[c]; }
  [[nodiscard]] Letter newline() const { return low_['\n']; }
  [[nodiscard]] bool contains(std::uint32_t set, Letter letter) const {
    return (members_[set * words_ + letter / 64] >> (letter % 64U) & 1U) != 0;
  }

 private:
  [[nodiscard]] Letter of_high(char32_t c) const;

  std::size_t size_ = 1;
  std::size_t words_ = 1;
  std::array<Letter, 256> low_{};
  std::vector<char32_t> starts_;        ///< of intervals, ascending, from 0
  std::vector<Letter> letters_;         ///< of each interval
  std::vector<std::uint64_t> members_;  ///< bit `letter` of set i
};

}  // namespace quittance::regex
