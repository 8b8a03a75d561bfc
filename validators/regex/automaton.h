// Says whether a text contains a match, in one look-up a character: the sets of threads of a Program are the
// states of a deterministic automaton, made when they are first met.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "validators/regex/program.h"

namespace quittance::regex {

class Automaton {
 public:
  /// `program` must outlive the automaton and have no back-references.
  explicit Automaton(const Program& program);

  /// Makes all states there are, if they are few. Afterwards find() does not change the automaton.
  bool complete();
  /// Is there a match that begins at or after `from`? Time is linear in the text, whatever the expression.
  bool find(std::string_view text, std::size_t from);
  /// The same for a complete automaton; any number of threads may call it.
  [[nodiscard]] bool find_complete(std::string_view text, std::size_t from) const;

 private:
  using State = std::uint32_t;
  static constexpr State kDead = 0;
  static constexpr State kMatch = 1;
  static constexpr State kUnknown = 0xffffffff;
  static constexpr std::size_t kFewStates = 400;       ///< for complete()
  static constexpr std::size_t kMostCells = 1U << 19;  ///< of the table: 2 MB; then all is forgotten

  /// Threads before what they do without a character, and what stands before the place they are at.
  struct Kernel {
    std::vector<std::uint32_t> threads;
    bool at_start = false;
    bool after_newline = false;
    bool operator==(const Kernel&) const = default;
  };
  struct KernelHash {
    std::size_t operator()(const Kernel& kernel) const;
  };

  [[nodiscard]] std::size_t columns() const { return program_.alphabet.size() + 1; }
  [[nodiscard]] std::size_t end_column() const { return program_.alphabet.size(); }
  [[nodiscard]] State& cell(State state, std::size_t column) { return table_[state * columns() + column]; }
  [[nodiscard]] Kernel first_kernel(std::string_view text, std::size_t from) const;
  State state_of(Kernel kernel);
  State step(State from, std::size_t column);
  /// Follows what needs no character; true when that ends in a match.
  bool close(const Kernel& kernel, const Program::Place& place);
  void forget();

  const Program& program_;
  std::vector<State> table_;
  std::vector<const Kernel*> kernels_;
  std::unordered_map<Kernel, State, KernelHash> states_;
  std::vector<std::uint32_t> closed_;  ///< instructions reached by close()
  std::vector<std::uint32_t> seen_;    ///< generation in which an instruction was reached
  std::uint32_t generation_ = 0;
  std::vector<std::uint32_t> open_;
};

}  // namespace quittance::regex
