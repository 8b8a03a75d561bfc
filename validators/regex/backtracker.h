// Matches expressions with back-references, which no automaton can: it tries one way after the other. The
// number of steps is bounded, so that a text can make it give up but never hang.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "validators/regex/program.h"
#include "validators/regex/search.h"

namespace quittance::regex {

class Backtracker {
 public:
  static constexpr std::uint64_t kMostSteps =
      10'000'000;  ///< for the life of a backtracker: some tenths of a second
  static constexpr std::size_t kMostPending = 1'000'000;  ///< ways not tried yet

  /// `program` must outlive the backtracker. Case is ignored in back-references when `fold_case`.
  Backtracker(const Program& program, bool fold_case);

  /// The leftmost match that begins at or after `from`. False also when it gave up.
  bool find(std::string_view text, std::size_t from);
  [[nodiscard]] const std::vector<Span>& groups() const { return groups_; }
  [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
  /// A way not tried yet, or a value to put back before the next one is.
  struct Pending {
    enum class Kind : std::uint8_t { way, capture, visit };
    Kind kind;
    std::uint32_t index;  ///< instruction, slot, instruction
    std::size_t value;    ///< place in the text; old value
  };

  bool match_at(std::string_view text, std::size_t start);
  /// Follows one way to its end; true when that is a match, at `end_`.
  bool follow(std::string_view text, std::uint32_t at, std::size_t place);
  /// Takes what group `number` caught from the text at `place`; false when it does not stand there.
  bool take_again(std::string_view text, std::uint32_t number, std::size_t& place) const;
  void push(const Pending& pending);

  const Program& program_;
  bool fold_case_;
  bool gave_up_ = false;
  std::uint64_t steps_ = 0;
  std::size_t end_ = 0;
  std::vector<Span> groups_;
  std::vector<std::size_t> captures_;
  std::vector<std::size_t> visited_;  ///< where each split was met last on the way under trial
  std::vector<Pending> pending_;
};

}  // namespace quittance::regex
