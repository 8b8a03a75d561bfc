#include "validators/xpath/value/arena.h"

#include <algorithm>

#include "validators/xpath/failure.h"

namespace quittance::xpath {

namespace {
constexpr std::size_t kBlock = std::size_t{16} * 1024;
/// What an arena may keep from one document to the next.
constexpr std::size_t kOrdinary = std::size_t{16} * 1024 * 1024;
}  // namespace

Arena::~Arena() {
  clear();
  if (quota_ != nullptr) {
    quota_->held -= held_;
  }
}

void Arena::give_back() {
  if (held_ <= kOrdinary) {
    return;
  }
  if (quota_ != nullptr) {
    quota_->held -= held_;
  }
  blocks_.clear();
  block_ = 0;
  top_ = first_ = nullptr;
  room_ = first_room_ = 0;
  held_ = 0;
}

void Arena::require(std::size_t octets) const {
  if (quota_ != nullptr && (octets > quota_->limit || quota_->held > quota_->limit - octets)) {
    raise("BUDGET", "intermediate values take too much memory");
  }
}

void Arena::grow(std::size_t size) {
  // Blocks behind the current one are empty and are used again when they are large enough.
  std::size_t next = blocks_.empty() ? 0 : block_ + 1;
  while (next < blocks_.size() && blocks_[next].size < size) {
    ++next;
  }
  if (next == blocks_.size()) {
    const std::size_t wanted =
        std::max(size, std::min<std::size_t>(kBlock << std::min<std::size_t>(next, 6), 1U << 20U));
    require(wanted);
    blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(wanted), wanted});
    if (next == 0) {
      first_ = blocks_.front().bytes.get();
      first_room_ = wanted;
    }
    held_ += wanted;
    if (quota_ != nullptr) {
      quota_->held += wanted;
    }
  }
  block_ = next;
  top_ = blocks_[next].bytes.get();
  room_ = blocks_[next].size;
}

void Arena::destroy(std::size_t but_for) {
  while (owned_.size() > but_for) {
    owned_.back().destroy(owned_.back().object);
    owned_.pop_back();
  }
}

}  // namespace quittance::xpath
