// Expressions compiled before. Patterns stand in rules, so there are few; those that come out of a document
// are kept within a bound.
#pragma once

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
  std::unordered_map<std::string, Result<Regex>> known_;
  std::string key_;
};

}  // namespace quittance::regex
