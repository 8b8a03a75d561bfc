#include "validators/regex/cache.h"

namespace quittance::regex {

const Result<Regex>& Cache::find(std::string_view pattern, std::string_view flags) {
  key_.assign(flags).append(1, '/').append(
      pattern);  // flags have no '/': an unknown one is an error whatever follows
  if (const auto found = known_.find(key_); found != known_.end()) return found->second;
  if (known_.size() >= kMost) known_.clear();
  return known_.emplace(key_, Regex::compile(pattern, flags)).first->second;
}

}  // namespace quittance::regex
