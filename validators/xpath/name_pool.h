// The expanded names that the expressions of a module mention, numbered.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "validators/xpath/value/type.h"

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
  [[nodiscard]] std::size_t place(std::string_view uri, std::string_view local) const;
  void grow();

  std::deque<Entry> names_;        ///< a deque, so that views of what it holds stay valid
  std::vector<PooledName> index_;  ///< open addressing: a power of two, half of it kAnyPooled
};

}  // namespace quittance::xpath
