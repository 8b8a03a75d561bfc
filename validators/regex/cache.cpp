#include "validators/regex/cache.h"

#include <cstdint>

namespace quittance::regex {

const Result<Regex>& Cache::find(std::string_view pattern, std::string_view flags) {
  Recent& recent = recent_[reinterpret_cast<std::uintptr_t>(pattern.data()) / 8 % recent_.size()];
  if (recent.found != nullptr && recent.pattern == pattern && recent.flags == flags) return *recent.found;
  const auto& found = look_up(pattern, flags);
  recent = {std::string(pattern), std::string(flags), &found};
  return found;
}

const Result<Regex>& Cache::look_up(std::string_view pattern, std::string_view flags) {
  key_.assign(flags).append(1, '\0').append(pattern);  // no string of XPath has that character
  if (const auto found = known_.find(key_); found != known_.end()) return found->second;
  if (known_.size() >= kMost) {
    known_.clear();
    recent_ = {};
  }
  return known_.emplace(key_, Regex::compile(pattern, flags)).first->second;
}

}  // namespace quittance::regex
