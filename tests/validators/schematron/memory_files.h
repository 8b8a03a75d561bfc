// A pack's files as a map.
#pragma once

#include <map>
#include <string>

#include "validators/schematron/read.h"

namespace quittance::schematron {

struct MemoryFiles : Files {
  MemoryFiles(std::initializer_list<std::pair<const std::string, Bytes>> files) : by_name(files) {}
  MemoryFiles() = default;
  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    const auto found = by_name.find(name);
    if (found == by_name.end()) return Error{"FILE", Retry::never, "no file " + name};
    return found->second;
  }
  std::map<std::string, Bytes> by_name;
};

}  // namespace quittance::schematron
