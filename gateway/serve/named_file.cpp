#include "gateway/serve/named_file.h"

#include <fstream>

namespace quittance::serve {
namespace {

constexpr std::size_t kLargest = std::size_t{1} << 20;

Error wrong(const std::filesystem::path& file, const std::string& why) {
  return {"CONFIG", Retry::never, file.string() + ": " + why};
}

}  // namespace

Result<Bytes> read_named(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return wrong(file, "cannot be opened");
  Bytes bytes(kLargest + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return wrong(file, "cannot be read");
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > kLargest) return wrong(file, "is larger than 1 MB");
  return bytes;
}

Result<keys::Certificate> certificate_in(const std::filesystem::path& file) {
  const auto bytes = read_named(file);
  if (!bytes) return bytes.error();
  auto parsed = bytes->find("-----BEGIN") != Bytes::npos ? keys::Certificate::parse_pem(*bytes)
                                                         : keys::Certificate::parse(*bytes);
  if (!parsed) return wrong(file, parsed.error().detail);
  return parsed;
}

}  // namespace quittance::serve
