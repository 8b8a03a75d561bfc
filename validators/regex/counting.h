// Says whether a text contains a match of an expression with long repetitions of one character. A counter
// keeps where in the text it was entered, oldest first: all its threads take the same characters, so each
// place is put in once and taken out once, and time stays linear in the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "validators/regex/program.h"

namespace quittance::regex {

class Counting {
 public:
  /// `program` must outlive it and have no back-references.
  explicit Counting(const Program& program);

  /// Is there a match anywhere in the text?
  bool find(std::string_view text);

 private:
  /// Follows what takes no character, from one instruction, at the present place.
  void follow(std::uint32_t from);
  void enter(std::uint32_t counter);
  /// Threads that have counted enough go on.
  void leave_counters();
  void take(Letter letter);

  const Program& program_;
  std::vector<std::uint32_t> exits_;              ///< of each counter: the instruction after it
  std::vector<std::deque<std::size_t>> entries_;  ///< of each counter: places, in characters
  std::vector<std::uint32_t> waiting_;            ///< set instructions reached at this place
  std::vector<std::uint32_t> arrived_;            ///< instructions behind the character just taken
  std::vector<std::size_t> seen_;  ///< of each instruction: the place it was reached at, plus 1
  std::vector<std::uint32_t> open_;
  Program::Place place_{};
  std::size_t index_ = 0;  ///< of the place, in characters
  bool matched_ = false;
};

}  // namespace quittance::regex
