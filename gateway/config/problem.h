// One thing that is wrong with the configuration, and where it stands.
#pragma once

#include <compare>
#include <ostream>
#include <string>

namespace quittance::config {

struct Place {
  std::string file;
  unsigned line = 0, column = 0;  ///< 1-based; 0: the file as a whole

  auto operator<=>(const Place&) const = default;
};

struct Problem {
  Place at;
  std::string message;

  /// "file:line:col: error: message", or "file: error: message".
  [[nodiscard]] std::string text() const;

  bool operator==(const Problem&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Problem& problem) { return out << problem.text(); }
};

}  // namespace quittance::config
