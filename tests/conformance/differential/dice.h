// Where random choices come from: a seed, or the octets a fuzzer hands over.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <string>

namespace quittance::differential {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  /// Every octet is one choice; when they are used up all choices fall on the first of what there is.
  explicit Dice(std::span<const std::uint8_t> octets) : octets_(octets), from_octets_(true) {}

  /// A number in [0, limit); limit is at most 256.
  unsigned below(unsigned limit) {
    if (!from_octets_) return static_cast<unsigned>(random_() % limit);
    if (octets_.empty()) return 0;
    const unsigned chosen = octets_.front() % limit;
    octets_ = octets_.subspan(1);
    return chosen;
  }
  /// Rarely yes: once in `times`. No when the octets are used up.
  bool once_in(unsigned times) { return below(times) == times - 1; }
  std::string one_of(std::initializer_list<const char*> words) {
    return words.begin()[below(static_cast<unsigned>(words.size()))];
  }

 private:
  std::mt19937_64 random_;
  std::span<const std::uint8_t> octets_;
  bool from_octets_ = false;
};

}  // namespace quittance::differential
