#include "validators/xpath/pattern.h"

#include <algorithm>

#include "validators/xpath/code/axes.h"

namespace quittance::xpath {

namespace {

/// Predicates that count: look at the node among those the same step finds from its parent.
bool kept_among_siblings(Frame& frame, const PatternStep& step, xml::NodeId node) {
  BoundTree& in = frame.state.bound(frame.focus.item.tree());
  const xml::NodeId parent = in.tree->parent(node);
  std::vector<Item> found;
  const TreeNumber tree = frame.focus.item.tree();
  if (parent == xml::kNoNode) {
    found.push_back(Item::node(tree, node));
  } else {
    walk(frame.state, in, step.attribute ? Axis::attribute : Axis::child, step.test, parent,
         [&](xml::NodeId id) {
           found.push_back(Item::node(tree, id));
           return true;
         });
  }
  for (const auto& predicates : step.predicates) {
    predicates->filter(frame, found);
  }
  const Item item = Item::node(tree, node);
  return std::any_of(found.begin(), found.end(), [&](const Item& other) { return other.same_node(item); });
}

bool keeps(Frame& frame, const PatternStep& step, xml::NodeId node) {
  for (const auto& predicates : step.predicates) {
    if (predicates->positional() || !predicates->streams()) {
      return kept_among_siblings(frame, step, node);
    }
  }
  Frame inner = frame.at(Item::node(frame.focus.item.tree(), node));
  return std::all_of(step.predicates.begin(), step.predicates.end(),
                     [&](const auto& predicates) { return predicates->keep(inner); });
}

bool along_axis(const BoundTree& in, const PatternStep& step, xml::NodeId node) {
  const xml::NodeKind kind = in.tree->kind(node);
  if (step.attribute) {
    return kind == xml::NodeKind::attribute;
  }
  return kind != xml::NodeKind::attribute && kind != xml::NodeKind::document;
}

}  // namespace

bool LinearPattern::anchored(const BoundTree& in, xml::NodeId node) const {
  if (anchor != Anchor::root) {
    return true;
  }  // every tree here has a document node on top
  const xml::NodeId parent = in.tree->parent(node);
  return parent != xml::kNoNode && in.tree->kind(parent) == xml::NodeKind::document;
}

bool LinearPattern::matches_from(Frame& frame, std::size_t left, xml::NodeId node) const {
  const BoundTree& in = frame.state.bound(frame.focus.item.tree());
  const PatternStep& step = steps[left - 1];
  frame.state.step();
  if (!along_axis(in, step, node) || !step.test.passes(in, node)) {
    return false;
  }
  if (left == 1) {
    return anchored(in, node) && keeps(frame, step, node);
  }
  xml::NodeId above = in.tree->parent(node);
  while (above != xml::kNoNode && !matches_from(frame, left - 1, above)) {
    if (!step.below) {
      return false;
    }
    above = in.tree->parent(above);
  }
  return above != xml::kNoNode && keeps(frame, step, node);
}

bool LinearPattern::matches(Frame& frame, xml::NodeId node) const {
  if (steps.empty()) {
    return frame.state.bound(frame.focus.item.tree()).tree->kind(node) == xml::NodeKind::document;
  }
  return matches_from(frame, steps.size(), node);
}

bool LinearPattern::possible_from(std::span<const NamedNode> path, std::size_t left) const {
  const PatternStep& step = steps[left - 1];
  const xml::NodeKind kind = path.front().kind;
  const bool along = step.attribute ? kind == xml::NodeKind::attribute
                                    : kind != xml::NodeKind::attribute && kind != xml::NodeKind::document;
  if (!along || !step.test.passes(path.front())) {
    return false;
  }
  path = path.subspan(1);
  if (left == 1) {
    return anchor != Anchor::root || (!path.empty() && path.front().kind == xml::NodeKind::document);
  }
  while (!path.empty() && !possible_from(path, left - 1)) {
    if (!step.below) {
      return false;
    }
    path = path.subspan(1);
  }
  return !path.empty();
}

bool LinearPattern::possible(std::span<const NamedNode> path) const {
  return steps.empty() ? path.front().kind == xml::NodeKind::document : possible_from(path, steps.size());
}

Chance::Ask LinearPattern::open_questions() const {
  if (steps.empty()) {
    return Chance::Ask::nothing;
  }
  const auto asks = [](const PatternStep& step) { return !step.predicates.empty(); };
  if (std::any_of(steps.begin(), steps.end() - 1, asks)) {
    return Chance::Ask::all;
  }
  return asks(steps.back()) ? Chance::Ask::last_step : Chance::Ask::nothing;
}

void LinearPattern::find_never(FactPool& facts) {
  Code::Alternatives found;
  Origin at;
  for (const PatternStep& step : steps) {
    const Step same{step.below       ? Axis::descendant
                    : step.attribute ? Axis::attribute
                                     : Axis::child,
                    step.test,
                    {},
                    {}};
    at = same.origin(at);
    for (const auto& predicates : step.predicates) {
      for (const Predicate& predicate : predicates->all()) {
        const Code::Alternatives none = predicate.keeps_none({facts, at});
        found.insert(found.end(), none.begin(), none.end());
      }
    }
  }
  never = flat(found);
  if (!steps.empty()) {
    find_shapes();
  }
}

void LinearPattern::find_shapes() {
  for (const xml::Shape shape : {xml::Shape::inner, xml::Shape::filled, xml::Shape::blank}) {
    for (const auto& predicates : steps.back().predicates) {
      for (const Predicate& predicate : predicates->all()) {
        if (predicate.rules_out(shape)) {
          shapes &= static_cast<std::uint8_t>(~static_cast<unsigned>(shape));
        }
      }
    }
  }
}

bool LinearPattern::keeps_last(Frame& frame, xml::NodeId node) const {
  return keeps(frame, steps.back(), node);
}

std::optional<bool> LinearPattern::last_by_name(Frame& frame) const {
  std::optional<bool> all = true;
  for (const auto& predicates : steps.back().predicates) {
    const std::optional<bool> told = predicates->by_name(frame);
    if (told == false) {
      return false;
    }
    if (!told) {
      all = std::nullopt;
    }
  }
  return all;
}

namespace {

bool finds(Frame& frame, const Code& code, const Item& node) {
  return !code.any_order(frame, [&](const Item& item) { return !(item.is_node() && item.same_node(node)); });
}

bool matches_general(Frame& frame, const Code& code, const Item& node) {
  const xml::Tree& tree = *frame.state.bound(node.tree()).tree;
  for (xml::NodeId from = node.id(); from != xml::kNoNode; from = tree.parent(from)) {
    Frame inner = frame.at(Item::node(node.tree(), from));
    if (finds(inner, code, node)) {
      return true;
    }
    if (!code.traits.item) {
      return false;
    }
  }
  return false;
}

bool matches_any(const CompiledPattern& pattern, Frame& frame) {
  const Item node = frame.focus.item;
  for (const LinearPattern& linear : pattern.linear) {
    if (node.type() == Type::node && linear.matches(frame, node.id())) {
      return true;
    }
  }
  return std::any_of(pattern.general.begin(), pattern.general.end(),
                     [&](const CodePtr& code) { return matches_general(frame, *code, node); });
}

}  // namespace

namespace {

/// Runs `ask` with a frame that looks at the node.
template <typename Ask>
auto at_node(const CompiledPattern& pattern, Evaluation& evaluation, const Item& node, Ask&& ask)
    -> Result<decltype(ask(std::declval<Frame&>()))> {
  State& state = evaluation.state();
  const Temporary temporary(state);
  try {
    std::vector<Sequence> locals(pattern.compiled.locals);
    Focus focus;
    focus.item = focus.current = node;
    Frame frame{state, locals.data(), focus};
    return ask(frame);
  } catch (Failure& failure) {
    state.failure_offset = failure.offset;
    return Error{std::move(failure.code), Retry::never, std::move(failure.message)};
  }
}

bool matches_chance(const CompiledPattern& pattern, const Chance& chance, Frame& frame) {
  const Item node = frame.focus.item;
  for (const Chance::Alternative& alternative : chance.alternatives) {
    const LinearPattern& linear = pattern.linear[alternative.number];
    const bool matched = alternative.ask == Chance::Ask::nothing     ? true
                         : alternative.ask == Chance::Ask::last_step ? linear.keeps_last(frame, node.id())
                                                                     : linear.matches(frame, node.id());
    if (matched) {
      return true;
    }
  }
  return chance.general &&
         std::any_of(pattern.general.begin(), pattern.general.end(),
                     [&](const CodePtr& code) { return matches_general(frame, *code, node); });
}

}  // namespace

Result<bool> Pattern::matches(Evaluation& evaluation, Item node) const {
  return at_node(*code_, evaluation, node, [&](Frame& frame) { return matches_any(*code_, frame); });
}

Result<bool> Pattern::matches(Evaluation& evaluation, Item node, const Chance& chance) const {
  const bool certain =
      !chance.alternatives.empty() && chance.alternatives.front().ask == Chance::Ask::nothing;
  if (State& state = evaluation.state(); certain && state.left > 1) {
    state.step();  // not the last one, so that it cannot fail
    return true;
  }
  return at_node(*code_, evaluation, node, [&](Frame& frame) {
    frame.state.step();
    return matches_chance(*code_, chance, frame);
  });
}

Chance Pattern::chance(Evaluation& evaluation, Item node, std::span<const NamedNode> path) const {
  Chance left;
  left.general = !code_->general.empty();
  for (std::uint32_t i = 0; i < code_->linear.size(); ++i) {
    const LinearPattern& linear = code_->linear[i];
    if (!linear.possible(path)) {
      continue;
    }
    Chance::Ask ask = linear.open_questions();
    const auto by_name = [&](Frame& frame) { return linear.last_by_name(frame); };
    if (ask == Chance::Ask::last_step) {
      const Result<std::optional<bool>> told = at_node(*code_, evaluation, node, by_name);
      if (told && *told == false) {
        continue;
      }
      if (told && *told == true) {
        ask = Chance::Ask::nothing;
      }
    }
    left.alternatives.push_back({i, ask});
  }
  return left;
}

bool Pattern::possible(const Evaluation& evaluation, const Chance& chance, std::uint8_t shapes) const {
  const FactSheet& facts = evaluation.state().facts;
  const auto may_match = [&](const Chance::Alternative& alternative) {
    const LinearPattern& linear = code_->linear[alternative.number];
    return (linear.shapes & shapes) != 0 && !facts.any_holds(linear.never);
  };
  return chance.general || std::any_of(chance.alternatives.begin(), chance.alternatives.end(), may_match);
}

std::span<const Pattern::Target> Pattern::targets() const { return code_->targets; }
const std::string& Pattern::source() const { return code_->compiled.source; }

}  // namespace quittance::xpath
