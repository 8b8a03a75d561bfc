// Bodies that do not lie in memory, in pieces as small as one likes: whatever a piece may cut, it cuts.
#pragma once

#include <algorithm>
#include <memory>

#include "formats/base/body.h"

namespace quittance::test {

/// Octets that must be asked for.
class Crumbs : public BodySource {
 public:
  explicit Crumbs(Bytes bytes) : bytes_(std::move(bytes)) {}
  Result<void> read(std::uint64_t offset, char* to, std::size_t count) const override {
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), count, to);
    return {};
  }

 private:
  Bytes bytes_;
};

inline Body in_crumbs(const Bytes& bytes, std::size_t size) {
  const Body whole = Body::stored(std::make_shared<Crumbs>(bytes), bytes.size());
  Body crumbs;
  for (std::uint64_t at = 0; at < bytes.size(); at += size) crumbs.append(whole.range(at, size));
  return crumbs;
}

}  // namespace quittance::test
