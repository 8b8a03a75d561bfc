// Expressions compiled before. Patterns stand in rules, so there are few; those that come out of a document
// are kept within a bound.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "validators/regex/regex.h"

namespace quittance::regex {

/// Belongs to one thread.
class Cache {
 public:
  /// The compiled expression, or why there is none; valid until the next call.
  const Result<Regex>& find(std::string_view pattern, std::string_view flags);

 private:
  static constexpr std::size_t kMost = 1000;
  /// An expression found lately, by where the text of its pattern lies: patterns are constants, asked for
  /// again and again from the same place.
  struct Recent {
    std::string pattern;
    std::string flags;
    const Result<Regex>* found = nullptr;
  };
  const Result<Regex>& look_up(std::string_view pattern, std::string_view flags);

  std::unordered_map<std::string, Result<Regex>> known_;
  std::string key_;
  std::array<Recent, 64> recent_;
};

}  // namespace quittance::regex
