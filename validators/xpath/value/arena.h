// Memory of one evaluation: strings, decimals and item lists are laid one behind the other and given back
// together. That makes every value of the engine a plain 16 or 24 octets that can be copied without a count
// being kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace quittance::xpath {

class Arena {
 public:
  /// What several arenas may hold together. More ends the evaluation with BUDGET.
  struct Quota {
    std::size_t limit = static_cast<std::size_t>(-1);
    std::size_t held = 0;
  };

  /// Without a quota there is no limit. The quota must outlive the arena.
  explicit Arena(Quota* quota = nullptr) : quota_(quota) {}
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// `size` octets aligned to 8, valid until release() of an earlier mark, clear() or the end of the arena.
  void* allocate(std::size_t size) {
    size = (size + 7) & ~std::size_t{7};
    if (size > room_) {
      grow(size);
    }
    room_ -= size;
    std::byte* const start = top_;
    top_ += size;
    return start;
  }
  [[nodiscard]] std::string_view copy(std::string_view text) {
    if (text.empty()) {
      return std::string_view("");
    }
    auto* const to = static_cast<char*>(allocate(text.size()));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }
  /// A T that lives as long as the memory does; its destructor runs when the memory is given back.
  template <typename T>
  const T* make(T value) {
    static_assert(alignof(T) <= 16);
    void* room = allocate(sizeof(T) + alignof(T) - 8);
    std::size_t space = sizeof(T) + alignof(T) - 8;
    room = std::align(alignof(T), sizeof(T), room, space);
    T* const made = new (room) T(std::move(value));
    if constexpr (!std::is_trivially_destructible_v<T>) {
      owned_.push_back({made, [](void* p) { static_cast<T*>(p)->~T(); }});
    }
    return made;
  }

  /// A place to come back to.
  struct Mark {
    std::size_t block = 0;
    std::byte* top = nullptr;  ///< nullptr: nothing was allocated yet
    std::size_t room = 0;
    std::size_t owned = 0;
  };
  [[nodiscard]] Mark mark() const { return {block_, top_, room_, owned_.size()}; }
  /// Gives back everything allocated since the mark was taken.
  void release(const Mark& mark) {
    if (owned_.size() != mark.owned) {
      destroy(mark.owned);
    }
    if (mark.top == nullptr) {
      return clear();
    }
    block_ = mark.block;
    top_ = mark.top;
    room_ = mark.room;
  }
  void clear() {
    if (!owned_.empty()) {
      destroy(0);
    }
    block_ = 0;
    top_ = first_;
    room_ = first_room_;
  }
  /// Lets go of what an extraordinary document made it grow to. Only when nothing is allocated.
  void give_back();
  /// Ends by raise(BUDGET) when what lies outside of the arena for now, but belongs to the same document,
  /// does not fit into the quota any more.
  void require(std::size_t octets) const;
  /// Octets held, used or not.
  [[nodiscard]] std::size_t memory() const { return held_; }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size;
  };
  struct Owned {
    void* object;
    void (*destroy)(void*);
  };
  void grow(std::size_t size);
  void destroy(std::size_t but_for);

  std::vector<Block> blocks_;
  std::size_t block_ = 0;  ///< index of the block in use
  std::byte* top_ = nullptr;
  std::size_t room_ = 0;
  std::byte* first_ = nullptr;  ///< of the first block
  std::size_t first_room_ = 0;
  std::vector<Owned> owned_;
  std::size_t held_ = 0;
  Quota* quota_;
};

}  // namespace quittance::xpath
