// Finds where matches are and what their groups caught. All threads of the Program go through the text
// together, each with its own captures, the preferred first: that gives the match a backtracking matcher
// would find, in time linear in the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "validators/regex/program.h"

namespace quittance::regex {

inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// Octets [begin, end) of the text; kNowhere where a group took no part.
struct Span {
  std::size_t begin = kNowhere;
  std::size_t end = kNowhere;
  bool operator==(const Span&) const = default;
};

/// Whoever lets a search run, and may stop it.
class Meter {
 public:
  virtual ~Meter() = default;
  /// So much has been done since last asked: a step takes one instruction over one character. May it go on?
  virtual bool spend(std::uint64_t steps) = 0;
  /// May the result grow to so many octets?
  virtual bool hold(std::size_t octets) = 0;
};

class Matcher {
 public:
  /// `program` must outlive the matcher and have no back-references.
  explicit Matcher(const Program& program);

  /// The leftmost match that begins at or after `from`; groups()[0] is all of it. False also when `meter`
  /// stopped it.
  bool find(std::string_view text, std::size_t from, Meter* meter = nullptr);
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] const std::vector<Span>& groups() const { return groups_; }

 private:
  /// Instructions at one place in the text, in order of preference, with the captures of each.
  struct Threads {
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> position;  ///< of an instruction in `order`; checked against it
    std::vector<std::size_t> captures;    ///< slots() for each instruction
    [[nodiscard]] bool has(std::uint32_t at) const {
      return position[at] < order.size() && order[position[at]] == at;
    }
    void add(std::uint32_t at) {
      position[at] = static_cast<std::uint32_t>(order.size());
      order.push_back(at);
    }
  };
  /// What is left to do in follow(): an instruction, or a capture to put back.
  struct Job {
    std::uint32_t at;
    std::size_t slot = kNowhere;
    std::size_t old = 0;
  };

  [[nodiscard]] std::size_t slots() const { return 2 * groups_.size(); }
  void follow(Threads& threads, std::uint32_t from, std::size_t at);
  /// Moves all threads over one character; true when one of them had matched, and those after it are given
  /// up.
  bool advance(std::string_view text, std::size_t at, std::size_t next, std::size_t letter);
  [[nodiscard]] bool can_start_with(std::size_t letter) const { return any_start_ || starts_[letter]; }

  const Program& program_;
  std::vector<Span> groups_;
  Threads now_;
  Threads next_;
  std::vector<Job> jobs_;
  std::vector<std::size_t> captures_;  ///< of the thread being followed
  std::vector<std::size_t> best_;
  std::vector<bool> starts_;  ///< letters that a match can begin with
  bool any_start_ = false;    ///< a match may take no character
  bool stopped_ = false;
  std::uint64_t steps_ = 0;  ///< not told to a meter yet
  std::string_view text_;
};

}  // namespace quittance::regex
