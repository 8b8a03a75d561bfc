// A rule pack by the path of its main file, and other files by theirs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "validators/schematron/pack.h"

namespace quittance::bench {

/// Fails with FILE.
Result<Bytes> read_file(const std::filesystem::path& path);

/// A name and a path, written NAME=PATH on the command line.
struct NamedPath {
  std::string name;
  std::filesystem::path path;
};
NamedPath named_path(const std::string& argument);

/// Fails with the error of reading or compiling.
Result<std::shared_ptr<const schematron::Pack>> compile(const std::filesystem::path& main);

}  // namespace quittance::bench
