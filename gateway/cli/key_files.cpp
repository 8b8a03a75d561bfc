#include "gateway/cli/key_files.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "gateway/cli/commands.h"

namespace quittance::cli {

Result<Bytes> read_file(const std::string& path, std::size_t limit_bytes) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  if (failed || size > limit_bytes)
    return Error{"FILE", Retry::never, path + ": cannot be read, or is too large"};
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) return Error{"FILE", Retry::never, path + ": cannot be read"};
  return content.str();
}

Result<std::string> passphrase_of(const std::string& passphrase_file) {
  return passphrase_file.empty() ? Result<std::string>(std::string())
                                 : keys::read_passphrase(passphrase_file);
}

Result<std::shared_ptr<const keys::PrivateKey>> load_key(const std::string& path,
                                                         const std::string& passphrase_file) {
  const auto passphrase = passphrase_of(passphrase_file);
  if (!passphrase) return passphrase.error();
  return keys::key_from_file(path, *passphrase);
}

int complain(const Error& error) {
  std::cerr << "quittance: " << error.detail << '\n';
  return kFailed;
}

Result<Instant> instant_or_now(const std::string& text) {
  if (!text.empty()) return parse_instant(text);
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace quittance::cli
