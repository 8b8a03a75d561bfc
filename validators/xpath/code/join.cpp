// x[key = value], asked again and again from the same node: looked up instead of walked. Without this, rules
// that look the parent of a line up among its siblings would grow with the square of the lines.
#include <algorithm>
#include <cassert>

#include "validators/xpath/code/axes.h"
#include "validators/xpath/code/path.h"

namespace quittance::xpath {

namespace {

constexpr std::uint32_t kAskedInVain = 2;  ///< walks before an index is made
constexpr std::size_t kFewNodes = 16;      ///< below this many walking is as quick
constexpr std::size_t kMostIndexes = 1000;

JoinIndex* find_index(State& state, const Step& step, const Item& node) {
  const std::uint64_t from = (std::uint64_t{node.tree()} << 32U) | node.id();
  State::Joins& joins = state.lasting(node.tree()) ? state.module_joins : state.joins;
  const auto known = joins.find({&step, from});
  if (known != joins.end()) {
    return &known->second;
  }
  if (joins.size() >= kMostIndexes) {
    return nullptr;
  }
  return &joins[{&step, from}];
}

void fill_index(Frame& frame, const Step& step, const Item& node, JoinIndex& index) {
  State& state = frame.state;
  const Code* const join_key = step.predicates.join().key;
  assert(join_key != nullptr);  // only steps with a join come here
  const Code& key = *join_key;
  std::size_t found = 0;
  Arena& values = state.lasting(node.tree()) ? state.module_values : state.document;
  Frame inner = frame.at(Item());
  walk(state, state.bound(node.tree()), step.axis, step.test, node.id(), [&](xml::NodeId id) {
    ++found;
    inner.focus.item = Item::node(node.tree(), id);
    return key.any_order(inner, [&](const Item& value) {
      std::vector<xml::NodeId>& nodes = index.nodes[state.evaluation.string_value(value, values)];
      if (nodes.empty() || nodes.back() != id) {
        nodes.push_back(id);
      }
      return true;
    });
  });
  index.useless = found < kFewNodes && !state.lasting(node.tree());
}

void make_index(Frame& frame, const Step& step, const Item& node, JoinIndex& index) {
  index.made = true;
  try {
    fill_index(frame, step, node, index);
  } catch (const Failure& failure) {
    // A walk may end before it comes to the node whose key fails: leave it to the walk.
    if (failure.code == "BUDGET") {
      throw;
    }
    index.nodes.clear();
    index.useless = true;
  }
}

}  // namespace

/// False when there is no index to answer from: then the step is walked.
bool AxisPathCode::run_joined(Frame& frame, std::size_t at, const Item& node, Visitor visit,
                              bool& wanted) const {
  const Step& step = steps_[at];
  State& state = frame.state;
  const bool down = step.axis == Axis::child || step.axis == Axis::descendant;
  const bool worth_it =
      state.lasting(node.tree()) || TreeNames::is_large(*state.bound(node.tree()).tree, node.id());
  if (!down || !worth_it || state.is_passing(node.tree())) {
    return false;
  }
  JoinIndex* const index = find_index(state, step, node);
  if (index == nullptr || index->useless || ++index->asked <= kAskedInVain) {
    return false;
  }
  if (!index->made) {
    make_index(frame, step, node, *index);
  }
  if (index->useless) {
    return false;
  }

  Frame inner = frame.at(node);
  const Code* const value_code = step.predicates.join().value;
  assert(value_code != nullptr);
  const Sequence values = value_code->evaluate(inner);
  std::vector<Item> found;
  for (const Item& value : values) {
    // Numbers and booleans make numbers and booleans of the key (XPath 2.0, 3.5.2).
    const Item atom = state.evaluation.atomize(value, frame.arena());
    if (!is_text(atom.type())) {
      return false;
    }
    const auto nodes = index->nodes.find(atom.text());
    if (nodes == index->nodes.end()) {
      continue;
    }
    for (const xml::NodeId id : nodes->second) {
      found.push_back(Item::node(node.tree(), id));
    }
  }
  if (values.size() > 1) {
    std::sort(found.begin(), found.end(), precedes);
    const auto same = [](const Item& a, const Item& b) { return a.same_node(b); };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
  }
  step.predicates.filter(frame, found, 1);
  wanted = std::all_of(found.begin(), found.end(),
                       [&](const Item& item) { return run(frame, at + 1, item, visit); });
  return true;
}

}  // namespace quittance::xpath
