// A TOML file as a flat list of what was written where. The one place that knows toml++ for the
// configuration.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/config/problem.h"

namespace quittance::config {

/// Something that can be no value of ours, by its TOML name: "a table", "a date", …
struct Foreign {
  std::string_view what;
};

using Scalar = std::variant<std::string, std::int64_t, double, bool, Foreign>;
using Written = std::variant<std::string, std::int64_t, double, bool, Foreign, std::vector<Scalar>>;

struct Entry {
  std::string key;
  Place at;        ///< of the key
  Place value_at;  ///< of the value
  Written value;
};

/// One [table], or one element of a [[list]]. Keys before the first table stand in a block without name.
struct Block {
  std::string section;
  bool list = false;  ///< written [[section]]
  Place at;
  std::vector<Entry> entries;
};

struct Document {
  std::vector<Block> blocks;      ///< in the order of the file
  std::vector<Problem> problems;  ///< at most one: TOML stops at its first mistake
};

/// Reads TOML 1.0; `name` stands in messages.
Document read_document(std::string_view text, const std::string& name);

}  // namespace quittance::config
