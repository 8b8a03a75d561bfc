// Functions that are values or look at the focus alone (F&O 9.1, 16.1, 16.2). not, boolean, count, exists and
// empty stop early, so the compiler makes code of them; they stand here for their signatures.
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/functions.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

namespace {

Sequence run_true(const Call&) { return Item::boolean(true); }
Sequence run_false(const Call&) { return Item::boolean(false); }

Sequence run_position(const Call& call) {
  if (call.focus.item.absent()) {
    raise("XPDY0002", "position() has no context item");
  }
  return Item::integer(call.focus.position);
}

Sequence run_last(const Call& call) {
  if (call.focus.item.absent()) {
    raise("XPDY0002", "last() has no context item");
  }
  return Item::integer(call.focus.size);
}

constexpr std::array kCore{
    Function{"true", 0, 0, {}, type::one(Type::boolean), run_true},
    Function{"false", 0, 0, {}, type::one(Type::boolean), run_false},
    Function{"position", 0, 0, {}, type::one(Type::integer), run_position, kAtPosition | kAtContextItem},
    Function{"last", 0, 0, {}, type::one(Type::integer), run_last, kAtSize | kAtContextItem},
};

}  // namespace

std::span<const Function> core_functions() { return kCore; }

}  // namespace quittance::xpath
