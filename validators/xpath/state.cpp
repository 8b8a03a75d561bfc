#include "validators/xpath/state.h"

#include <algorithm>
#include <cstdlib>

#include "formats/base/decimal.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/module_shared.h"
#include "validators/xpath/value/datetime.h"

namespace quittance::xpath {

namespace {

/// Octets of the thread's stack that functions may fill by calling one another: half of what a thread has.
/// What lies between two calls is bounded by the height of expressions.
constexpr std::ptrdiff_t kMostStack = std::ptrdiff_t{4} * 1024 * 1024;
constexpr std::uint64_t kStepsBetweenLooks = 1U << 17U;

/// A copy of an item that refers to nothing outside `arena` but trees.
Item keep_item(const Item& item, Arena& arena) {
  const Type type = item.type();
  if (is_text(type) || is_binary(type)) {
    return Item::text(arena.copy(item.text()), type);
  }
  if (is_decimal(type)) {
    return item.is_big() ? Item::big(arena.make(item.big()), type) : item;
  }
  if (is_moment(type)) {
    return Item::moment(arena.make(item.moment()), type);
  }
  if (is_duration(type)) {
    return Item::duration(arena.make(item.duration()), type);
  }
  if (type == Type::qname || type == Type::notation) {
    const QName& name = item.qname();
    return Item::qname(
        arena.make(QName{arena.copy(name.uri), arena.copy(name.local), arena.copy(name.prefix)}), type);
  }
  return item;
}

}  // namespace

TreeNumber State::bind_tree(const xml::Tree& tree) {
  for (std::size_t i = 0; i < trees.size(); ++i) {
    if (trees[i]->tree == &tree) {
      return static_cast<TreeNumber>(i);
    }
  }
  if (trees.size() == 0xffff) {
    raise("BUDGET", "too many documents");
  }
  trees.push_back(std::make_unique<BoundTree>(BoundTree{&tree, TreeNames(tree, module->shared().names), {}}));
  return static_cast<TreeNumber>(trees.size() - 1);
}

TreeNumber State::adopt(xml::Tree tree) {
  const std::size_t octets =
      sizeof(BoundTree) + tree.memory() + module->shared().names.size() * sizeof(xml::NameId);
  temporary.require(octets);
  auto owned = std::make_unique<const xml::Tree>(std::move(tree));
  work(owned->size());
  if (trees.size() == 0xffff) {
    raise("BUDGET", "too many documents");
  }
  const auto number = static_cast<TreeNumber>(trees.size());
  trees.push_back(
      std::make_unique<BoundTree>(BoundTree{owned.get(), TreeNames(*owned, module->shared().names), {}}));
  built.push_back({number, octets, std::move(owned)});
  quota.held += octets;
  return number;
}

void State::retain(const Sequence& value) {
  if (built.size() == retained) {
    return;
  }
  const bool has_built = std::any_of(value.begin(), value.end(), [&](const Item& item) {
    return item.is_node() && item.tree() >= built[retained].number;
  });
  if (has_built) {
    retained = built.size();
  }
}

void State::drop_built(std::size_t but_for) {
  // A document of the outside that came after them keeps its number, and so they theirs.
  const bool are_last = static_cast<std::size_t>(built.back().number) + 1 == trees.size();
  if (!are_last) {
    retained = built.size();
    return;
  }
  trees.resize(built[but_for].number);
  forget_built(but_for);
}

void State::forget_built(std::size_t but_for) {
  for (std::size_t i = but_for; i < built.size(); ++i) {
    quota.held -= built[i].octets;
  }
  built.resize(but_for);
  retained = but_for;
}

void State::bind_instance(const xml::Tree& instance) {
  const auto& documents = module->shared().documents;
  if (trees.empty() || module_documents != documents.size()) {
    trees.clear();
    module_joins.clear();
    module_values.clear();
    caches.clear();
    bind_tree(instance);
    for (const auto& [uri, tree] : documents) {
      trees.push_back(
          std::make_unique<BoundTree>(BoundTree{tree.get(), TreeNames(*tree, module->shared().names), {}}));
    }
    module_documents = documents.size();
  }
  trees.resize(1 + module_documents);
  BoundTree& first = *trees.front();
  first.tree = &instance;
  first.names.look_at(instance, module->shared().names);
  first.keys.clear();
}

Sequence State::keep(const Sequence& value, Arena& arena) {
  if (value.empty()) {
    return {};
  }
  if (value.size() == 1) {
    return keep_item(value.front(), arena);
  }
  auto* const room = static_cast<Item*>(arena.allocate(value.size() * sizeof(Item)));
  std::transform(value.begin(), value.end(), room, [&](const Item& item) { return keep_item(item, arena); });
  return Sequence(std::span<const Item>(room, value.size()));
}

const Sequence& State::global(std::uint32_t slot) {
  Global& global = globals[slot];
  switch (global.status) {
    case Global::Status::known: return global.value;
    case Global::Status::unbound: raise("XPDY0002", "a variable has no value");
    case Global::Status::under_way: raise("XTDE0640", "a variable needs its own value");
    case Global::Status::failed: throw Failure(*global.failure);
    case Global::Status::waiting: break;
  }
  const Nested nested(*this);
  global.status = Global::Status::under_way;
  try {
    const Sequence value = global.expression->run(evaluation, global.focus);
    retain(value);
    global.value = keep(value, global.scoped ? scope : document);
    global.status = Global::Status::known;
  } catch (const Failure& failure) {
    // The variable was not at fault when the document has had its share.
    global.status = failure.code == "BUDGET" ? Global::Status::waiting : Global::Status::failed;
    global.failure = std::make_shared<const Failure>(failure);
    throw;
  }
  return global.value;
}

void State::begin_budget(const Budget& given) {
  budget = given;
  // Nothing left: the first step looks at the clock.
  left = budget.cpu.count() <= 0 ? 1 : std::min(kStepsBetweenLooks, budget.steps) + 1;
  granted = left;
  depth = 0;
  deadline = budget.meter() + budget.cpu;
  quota.limit = budget.memory;
}

void State::out_of_steps() {
  if (granted > budget.steps) {
    left = 1;  // whatever comes next ends at once too
    raise("BUDGET", "the steps for this document are used up");
  }
  if (budget.meter() > deadline) {
    left = 1;
    raise("BUDGET", "the time for this document is used up");
  }
  const std::uint64_t more = std::min(kStepsBetweenLooks, budget.steps + 1 - granted);
  left = more;
  granted += more;
}

Nested::Nested(State& state) : state_(state) {
  const auto* const here = static_cast<const char*>(__builtin_frame_address(0));
  if (state.depth == 0) {
    state.stack = here;
  }
  const bool stack_full = std::abs(state.stack - here) > kMostStack;
  if (state.depth >= state.budget.depth || stack_full) {
    raise("BUDGET", "functions call one another too deep");
  }
  ++state.depth;
}

}  // namespace quittance::xpath
