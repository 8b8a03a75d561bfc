#include "validators/regex/char_set.h"

#include <algorithm>

#include "validators/regex/utf8.h"

namespace quittance {

CharSet::CharSet(std::vector<CharRange> ranges) : ranges_(std::move(ranges)) { settle(); }

CharSet CharSet::all() { return CharSet({{0, utf8::kLast}}); }

void CharSet::settle() {
  std::sort(ranges_.begin(), ranges_.end(),
            [](const CharRange& a, const CharRange& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (const CharRange& range : ranges_) {
    if (kept > 0 && range.first <= ranges_[kept - 1].last + 1) {
      ranges_[kept - 1].last = std::max(ranges_[kept - 1].last, range.last);
    } else {
      ranges_[kept++] = range;
    }
  }
  ranges_.resize(kept);
}

void CharSet::add(char32_t first, char32_t last) {
  if (ranges_.empty() || first > ranges_.back().last + 1) {
    ranges_.push_back({first, last});
    return;
  }
  ranges_.push_back({first, last});
  settle();
}

void CharSet::add(const CharSet& other) {
  ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  settle();
}

CharSet CharSet::complement() const {
  CharSet out;
  char32_t from = 0;
  for (const CharRange& range : ranges_) {
    if (range.first > from) out.ranges_.push_back({from, range.first - 1});
    from = range.last + 1;
  }
  if (from <= utf8::kLast) out.ranges_.push_back({from, utf8::kLast});
  return out;
}

void CharSet::remove(const CharSet& other) {
  // a \ b = ¬(¬a ∪ b)
  CharSet rest = complement();
  rest.add(other);
  *this = rest.complement();
}

bool CharSet::contains(char32_t c) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), c,
                                      [](char32_t x, const CharRange& r) { return x < r.first; });
  return after != ranges_.begin() && c <= std::prev(after)->last;
}

}  // namespace quittance
