#include "validators/xpath/value/value.h"

#include <algorithm>

namespace quittance::xpath {

void SequenceBuilder::grow(std::size_t needed) {
  const std::size_t capacity = std::max(needed, capacity_ * 2);
  auto* const room = static_cast<Item*>(arena_.allocate(capacity * sizeof(Item)));
  std::copy(data_, data_ + size_, room);
  data_ = room;
  capacity_ = capacity;
}

}  // namespace quittance::xpath
