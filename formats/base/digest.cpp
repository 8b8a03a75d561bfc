#include "formats/base/digest.h"

namespace quittance {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Result<Sha256> Sha256::parse(std::string_view hex) {
  Sha256 hash;
  if (hex.size() != 64)
    return Error{"SHA256", Retry::never, "not 64 hexadecimal digits: " + std::string(hex.substr(0, 80))};
  for (std::size_t i = 0; i < 32; ++i) {
    const int high = digit(hex[2 * i]);
    const int low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return Error{"SHA256", Retry::never, "not hexadecimal: " + std::string(hex)};
    hash.octets[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return hash;
}

std::string Sha256::hex() const { return to_hex(bytes()); }

}  // namespace quittance
