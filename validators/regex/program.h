// A regular expression as instructions for a machine that follows all its threads at once (Thompson 1968,
// Pike).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "formats/base/result.h"
#include "validators/regex/alphabet.h"
#include "validators/regex/syntax.h"

namespace quittance::regex {

enum class Op : std::uint8_t { set, count, split, save, begin, end, back_reference, match };

struct Instruction {
  Op op;
  std::uint32_t next = 0;  ///< split: the way that is preferred
  /// split: the second way; set: number of the set; count: number of the counter; save: slot; back_reference:
  /// group
  std::uint32_t other = 0;
};

/// One character of a set, so often that it is counted and not written out: ".{1,6826666}".
struct Counter {
  std::uint32_t set = 0;    ///< number
  std::uint32_t least = 1;  ///< not 0
  std::uint32_t most = 1;   ///< kUnbounded
};

struct Program {
  std::vector<Instruction> code;
  std::vector<Counter> counters;  ///< not empty: only Counting can run it
  std::uint32_t start = 0;
  std::uint32_t groups = 0;
  bool multi_line = false;
  bool back_references = false;
  bool anchored = false;  ///< can match at the very beginning only
  Alphabet alphabet;

  /// What stands around a place in the text, as anchors see it.
  struct Place {
    bool at_start;
    bool after_newline;
    bool at_end;
    bool before_newline;
  };
  [[nodiscard]] bool holds(Op anchor, const Place& place) const;
  static Place place_in(std::string_view text, std::size_t at);
};

/// Fails with FORX0002 when the program would be too large: repetitions are written out, but for long ones of
/// a single character.
Result<Program> translate(const Syntax& syntax, const Flags& flags);

}  // namespace quittance::regex
