// SHA-256 as a value, and the port that computes it. The implementation is keys' (OpenSSL); main hands it
// down.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance {

struct Sha256 {
  std::array<std::uint8_t, 32> octets{};

  /// 64 hexadecimal digits, either case. Fails with SHA256 when it is anything else.
  static Result<Sha256> parse(std::string_view hex);
  [[nodiscard]] std::string hex() const;
  [[nodiscard]] BytesView bytes() const {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
  }

  auto operator<=>(const Sha256&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Sha256& hash) { return out << hash.hex(); }
};

/// A running SHA-256. finish() ends it; afterwards only destruction is allowed.
class RunningDigest {
 public:
  virtual ~RunningDigest() = default;
  virtual void update(BytesView bytes) = 0;
  virtual Sha256 finish() = 0;
};

/// Computes SHA-256.
class Digest {
 public:
  virtual ~Digest() = default;
  [[nodiscard]] virtual std::unique_ptr<RunningDigest> start() const = 0;
  [[nodiscard]] Sha256 of(BytesView bytes) const {
    auto running = start();
    running->update(bytes);
    return running->finish();
  }
};

}  // namespace quittance
