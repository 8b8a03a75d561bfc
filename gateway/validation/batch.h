// Checks many documents by several threads and hands the reports over in the order of the input.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "formats/base/result.h"
#include "validators/validators.h"

namespace quittance::validation {

/// What a command line names: files as they are, folders with all files below them in the order of their
/// names (links to folders are not followed), "-" for standard input. What cannot be read, a folder too,
/// stands in the list itself, and so does a folder without files: read_input() says why.
std::vector<std::string> input_files(std::span<const std::string> paths);

/// A file's bytes, of a pipe or device too; "-" is standard input. Fails with FILE, also beyond the size any
/// document may have.
Result<Bytes> read_input(const std::string& file);

struct Batch {
  validators::Library& library;
  std::span<const validators::Scenario> scenarios;
  const Digest& digest;
  validators::CheckOptions options;
  unsigned threads = 1;
};

/// Calls `take` for each file in order, always on the calling thread, as soon as it and those before it are
/// done. At most 8 documents a thread wait to be taken, so that memory does not grow with the length of the
/// list.
void check_files(const Batch& batch, std::span<const std::string> files,
                 const std::function<void(const validators::Report&)>& take);

}  // namespace quittance::validation
