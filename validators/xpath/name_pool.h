// The expanded names that the expressions of a module mention, numbered.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "validators/xpath/type.h"

namespace quittance::xpath {

class NamePool {
 public:
  PooledName intern(std::string_view uri, std::string_view local);
  /// kAnyPooled when it was never interned.
  [[nodiscard]] PooledName find(std::string_view uri, std::string_view local) const;
  [[nodiscard]] std::string_view uri_of(PooledName name) const { return names_[name].uri; }
  [[nodiscard]] std::string_view local_of(PooledName name) const { return names_[name].local; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  struct Entry {
    std::string uri;
    std::string local;
  };
  struct Key {
    std::string_view uri;
    std::string_view local;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      // Few URIs and many locals: the URI's length tells most of them apart well enough.
      return std::hash<std::string_view>{}(key.local) ^ (key.uri.size() * 0x9E3779B97F4A7C15ULL);
    }
  };
  std::deque<Entry> names_;  ///< a deque, so that keys can refer to what it holds
  std::unordered_map<Key, PooledName, Hash> index_;
};

}  // namespace quittance::xpath
