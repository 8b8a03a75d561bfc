#include "validators/xpath/code/join.h"

#include <algorithm>
#include <cassert>

#include "validators/xpath/code/axes.h"
#include "validators/xpath/code/logic.h"
#include "validators/xpath/code/memo.h"
#include "validators/xpath/code/operator.h"
#include "validators/xpath/code/path.h"

namespace quittance::xpath {

namespace {

constexpr std::size_t kMostIndexes = 1000;

bool is_textual(const Traits& t) {
  return t.items == Traits::Items::nodes || (t.items == Traits::Items::atomic && is_text(t.atomic));
}

/// What a condition is asked about: the context item, or the value of a local variable.
struct Asked {
  std::uint64_t local = 0;  ///< bit of the variable; 0: the context item

  [[nodiscard]] bool is_key(const Traits& t) const {
    const bool elsewhere = t.root || t.position || t.size || t.current || t.globals || t.opaque;
    return is_textual(t) && !elsewhere && t.item == (local == 0) && t.locals == local;
  }
  [[nodiscard]] bool is_value(const Traits& t) const {
    return local == 0 ? !t.item && !t.position && !t.size : (t.locals & local) == 0;
  }
};

Join of_comparison(const Code& code, const Asked& asked) {
  const auto* const comparison = dynamic_cast<const GeneralComparisonCode*>(&code);
  if (comparison == nullptr || comparison->op() != Operator::equal) {
    return {};
  }
  const Code& left = comparison->left();
  const Code& right = comparison->right();
  if (asked.is_key(left.traits) && asked.is_value(right.traits)) {
    return {&left, &right};
  }
  if (asked.is_key(right.traits) && asked.is_value(left.traits)) {
    return {&right, &left};
  }
  return {};
}

Join find(const Code& condition, const Asked& asked) {
  const Code& code = MemoCode::inside(condition);
  const auto* const junction = dynamic_cast<const JunctionCode*>(&code);
  if (junction == nullptr || junction->decisive()) {
    return of_comparison(code, asked);
  }
  Join best;
  for (const CodePtr& part : junction->parts()) {
    const Join join = find(*part, asked);
    if (join.better_than(best)) {
      best = {join.key, join.value, false};
    }
    if (part->traits.may_fail) {
      break;
    }
  }
  return best;
}

}  // namespace

bool Join::better_than(const Join& other) const {
  const auto rank = [](const Join& join) {
    return join.key == nullptr ? 0 : join.value->constant() != nullptr ? 1 : 2;
  };
  return rank(*this) > rank(other);
}

Join Join::on_context_item(const Code& condition) { return find(condition, {}); }

Join Join::on_local(const Code& condition, std::uint32_t slot) {
  return slot < Traits::kShared ? find(condition, {Traits::local_bit(slot)}) : Join();
}

JoinIndex* find_join_index(State& state, const JoinKey& key, bool lasting) {
  State::Joins& joins = lasting ? state.module_joins : state.joins;
  const auto known = joins.find(key);
  if (known != joins.end()) {
    return &known->second;
  }
  return joins.size() >= kMostIndexes ? nullptr : &joins[key];
}

bool is_due(JoinIndex* index) {
  return index != nullptr && !index->useless && ++index->asked > kJoinAskedInVain;
}

void add_to_index(Frame& frame, const Code& key, std::uint32_t number, Arena& values, JoinIndex& index) {
  const Temporary temporary(frame.state);
  key.any_order(frame, [&](const Item& value) {
    const std::string_view text =
        value.is_node() ? frame.state.evaluation.string_value(value, values) : value.text();
    auto known = index.nodes.find(text);
    if (known == index.nodes.end()) {
      known = index.nodes.try_emplace(value.is_node() ? text : values.copy(text)).first;
    }
    std::vector<std::uint32_t>& numbers = known->second;
    if (numbers.empty() || numbers.back() != number) {
      numbers.push_back(number);
    }
    return true;
  });
}

std::optional<std::vector<std::uint32_t>> look_up(Frame& frame, const Code& value, const JoinIndex& index) {
  std::vector<std::uint32_t> found;
  std::size_t texts = 0;
  const auto add = [&](const Item& item) {
    // Numbers and booleans make numbers and booleans of the key (XPath 2.0, 3.5.2).
    const Item atom = frame.state.evaluation.atomize(item, frame.arena());
    if (!is_text(atom.type())) {
      return false;
    }
    ++texts;
    if (const auto numbers = index.nodes.find(atom.text()); numbers != index.nodes.end()) {
      found.insert(found.end(), numbers->second.begin(), numbers->second.end());
    }
    return true;
  };
  try {
    if (!value.any_order(frame, add)) {
      return std::nullopt;
    }
  } catch (const Failure& failure) {
    if (failure.code == "BUDGET") {
      throw;
    }
    return std::nullopt;
  }
  if (texts > 1) {
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
  }
  return found;
}

namespace {

void fill_index(Frame& frame, const Step& step, const Item& node, JoinIndex& index) {
  State& state = frame.state;
  const Code* const key = step.predicates.join().key;
  assert(key != nullptr);  // only steps with a join come here
  const bool lasting = state.lasting(node.tree());
  Arena& values = lasting ? state.module_values : state.document;
  std::size_t found = 0;
  Frame inner = frame.at(Item());
  walk(state, state.bound(node.tree()), step.axis, step.test, node.id(), [&](xml::NodeId id) {
    ++found;
    inner.focus.item = Item::node(node.tree(), id);
    add_to_index(inner, *key, id, values, index);
    return true;
  });
  index.useless = found < kJoinFewItems && !lasting;
}

}  // namespace

/// Where a step is to be answered by an index: the index, made. nullptr where it is to be walked.
JoinIndex* AxisPathCode::index_for(Frame& frame, const Step& step, const Item& node) {
  State& state = frame.state;
  const bool down = step.axis == Axis::child || step.axis == Axis::descendant;
  const bool lasting = state.lasting(node.tree());
  const bool worth_it = lasting ? !step.predicates.join().key->traits.environment
                                : TreeNames::is_large(*state.bound(node.tree()).tree, node.id());
  if (!down || !worth_it || state.is_passing(node.tree())) {
    return nullptr;
  }
  const std::uint64_t from = (std::uint64_t{node.tree()} << 32U) | node.id();
  JoinIndex* const index = find_join_index(state, {&step, from}, lasting);
  if (!is_due(index)) {
    return nullptr;
  }
  if (!index->made) {
    make_index(*index, [&] { fill_index(frame, step, node, *index); });
  }
  return index->useless ? nullptr : index;
}

/// False when there is no index to answer from: then the step is walked.
bool AxisPathCode::run_joined(Frame& frame, std::size_t at, const Item& node, Visitor visit,
                              bool& wanted) const {
  const Step& step = steps_[at];
  const JoinIndex* const index = index_for(frame, step, node);
  if (index == nullptr) {
    return false;
  }
  Frame inner = frame.at(node);
  const auto found = look_up(inner, *step.predicates.join().value, *index);
  if (!found) {
    return false;
  }
  const auto take = [&](const Item& item) { return wanted = run(frame, at + 1, item, visit); };
  if (!step.predicates.positional()) {
    const std::size_t first = step.predicates.told_by_join();
    for (std::size_t i = 0; i < found->size() && wanted; ++i) {
      inner.focus.item = Item::node(node.tree(), (*found)[i]);
      wanted = !step.predicates.keep(inner, first) || take(inner.focus.item);
    }
    return true;
  }
  Predicates::Stream filter(step.predicates, frame);
  for (std::size_t i = 0; i < found->size() && wanted && !filter.exhausted(); ++i) {
    const Item item = Item::node(node.tree(), (*found)[i]);
    wanted = !filter.keeps(item) || take(item);
  }
  return true;
}

namespace {

void fill_index(Frame& frame, const Binding& bound, const Code& key, bool lasting, JoinIndex& index) {
  State& state = frame.state;
  Arena& values = lasting ? state.module_values : state.document;
  const Sequence all = bound.in->evaluate(frame);
  index.useless = all.size() < kJoinFewItems && !lasting;
  if (index.useless) {
    return;
  }
  state.retain(all);
  index.items = State::keep(all, values);
  std::uint32_t number = 0;
  for (const Item& item : index.items) {
    state.step();
    frame.locals[bound.slot] = item;
    add_to_index(frame, key, number++, values, index);
  }
}

}  // namespace

/// Where the innermost variable's items are to be looked up in an index: the index, made; else nullptr.
JoinIndex* QuantifiedCode::index_for(Frame& frame) const {
  const Binding& bound = bindings_.back();
  const Traits& in = bound.in->traits;
  const Item& item = frame.focus.item;
  const bool elsewhere = in.root && (!item.is_node() || item.tree() != 0);
  if (join_.key == nullptr || elsewhere) {
    return nullptr;
  }
  const bool lasting = in.per_module() && !join_.key->traits.environment;
  JoinIndex* const index = find_join_index(frame.state, {this, 0}, lasting);
  if (!is_due(index)) {
    return nullptr;
  }
  if (!index->made) {
    make_index(*index, [&] { fill_index(frame, bound, *join_.key, lasting, *index); });
  }
  return index->useless ? nullptr : index;
}

bool QuantifiedCode::decided_by_index(Frame& frame, const JoinIndex& index, bool& decided) const {
  const auto found = look_up(frame, *join_.value, index);
  if (!found) {
    return false;
  }
  decided = std::any_of(found->begin(), found->end(), [&](std::uint32_t number) {
    frame.state.step();
    frame.locals[bindings_.back().slot] = index.items[number];
    return join_.whole || satisfies_->test(frame);
  });
  return true;
}

}  // namespace quittance::xpath
