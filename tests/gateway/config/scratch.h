// A folder of one test with files in it, gone when the test is.
#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

#include "tests/support/temporary_folder.h"

namespace quittance {

class Scratch {
 public:
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Writes a file below the folder, its parents too, and gives its path.
  std::filesystem::path write(const std::filesystem::path& name, std::string_view text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

 private:
  test::TemporaryFolder folder_;
  std::filesystem::path path_{folder_.path()};
};

}  // namespace quittance
