// Sets of code points.
#pragma once

#include <vector>

namespace quittance {

struct CharRange {
  char32_t first;
  char32_t last;
  bool operator==(const CharRange&) const = default;
};

/// A set of Unicode code points, kept as sorted ranges that neither touch nor overlap.
class CharSet {
 public:
  CharSet() = default;
  explicit CharSet(std::vector<CharRange> ranges);
  static CharSet of(char32_t c) { return CharSet({{c, c}}); }
  static CharSet all();

  void add(char32_t first, char32_t last);
  void add(const CharSet& other);
  void remove(const CharSet& other);
  [[nodiscard]] CharSet complement() const;

  [[nodiscard]] bool contains(char32_t c) const;
  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] const std::vector<CharRange>& ranges() const { return ranges_; }
  bool operator==(const CharSet&) const = default;

 private:
  void settle();
  std::vector<CharRange> ranges_;
};

}  // namespace quittance
