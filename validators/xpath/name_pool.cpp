#include "validators/xpath/name_pool.h"

namespace quittance::xpath {

PooledName NamePool::intern(std::string_view uri, std::string_view local) {
  const PooledName known = find(uri, local);
  if (known != kAnyPooled) {
    return known;
  }
  const auto number = static_cast<PooledName>(names_.size());
  const Entry& entry = names_.emplace_back(Entry{std::string(uri), std::string(local)});
  index_.emplace(Key{entry.uri, entry.local}, number);
  return number;
}

PooledName NamePool::find(std::string_view uri, std::string_view local) const {
  const auto found = index_.find(Key{uri, local});
  return found == index_.end() ? kAnyPooled : found->second;
}

}  // namespace quittance::xpath
