// What a key is: its name, purpose, unit, default and range, and the member it fills. The table itself is
// options().
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "gateway/config/config.h"

namespace quittance::config {

enum class Kind {
  text,
  host,
  participant,
  country,
  mail_address,
  url,
  path,
  address,
  secret,
  choice,
  integer,
  size,
  duration,
  durations
};

/// A value of a key, understood. A choice is the index in Option::choices.
using Value =
    std::variant<std::string, Path, Address, Secret, std::uint64_t, Duration, std::vector<Duration>>;

/// The configuration while it is read, with the list elements at hand.
struct Draft : Config {
  Folder folder;
  Partner partner;
};

struct Option {
  std::string_view section, key;
  Kind kind;
  std::string_view fallback;  ///< the default as it would be written; empty: none
  std::string_view example;   ///< where there is no default
  std::string_view purpose;   ///< whole sentences
  void (*store)(Draft&, const Value&);
  std::vector<std::string_view> choices = {};
  std::uint64_t least = 0;  ///< of integers; octets of sizes; milliseconds of durations
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};

struct Section {
  std::string_view name;
  bool list;  ///< written [[name]], any number of times
  std::string_view purpose;
};

/// Every section, in the order of the reference copy.
const std::vector<Section>& sections();

/// Every key, section by section.
const std::vector<Option>& options();

/// The key of a section; nullptr when there is none.
const Option* find_option(std::string_view section, std::string_view key);

/// The section; nullptr when there is none.
const Section* find_section(std::string_view name);

template <typename T>
void assign(T& slot, const Value& value) {
  if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    slot = static_cast<T>(std::get<std::uint64_t>(value));
  } else {
    slot = std::get<T>(value);
  }
}

template <typename T>
void assign(std::optional<T>& slot, const Value& value) {
  assign(slot.emplace(), value);
}

inline void assign(std::optional<Secret>& slot, const Value& value) { slot = std::get<Secret>(value); }

/// put<&Draft::retry, &Retry::ladder>: the setter of one member.
template <auto Part, auto Member>
void put(Draft& draft, const Value& value) {
  assign((draft.*Part).*Member, value);
}

}  // namespace quittance::config
