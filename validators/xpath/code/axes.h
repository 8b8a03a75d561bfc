// Walks the axes (XPath 2.0, 3.2.1.1). Forward axes in document order, reverse axes away from the node.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "validators/xpath/code/node_test.h"
#include "validators/xpath/syntax/ast.h"

namespace quittance::xpath {

/// Calls take(NodeId) for each node of an axis that passes the test, until it returns false; false then.
/// Not for Axis::namespace_.
template <typename Take>
class AxisWalk {
 public:
  AxisWalk(State& state, BoundTree& in, const NodeTest& test, Take& take)
      : state_(state), in_(in), tree_(*in.tree), test_(test), take_(take) {}

  bool run(Axis axis, xml::NodeId n) {
    switch (axis) {
      case Axis::child: return children(n);
      case Axis::attribute: return attributes(n);
      case Axis::self: return offer(n);
      case Axis::parent: return tree_.parent(n) == xml::kNoNode || offer(tree_.parent(n));
      case Axis::descendant: return descendants(n, n + 1);
      case Axis::descendant_or_self: return is_attribute(n) ? offer(n) : descendants(n, n);
      case Axis::following_sibling: return siblings(n);
      case Axis::preceding_sibling: return previous_siblings(n);
      case Axis::ancestor: return ancestors(tree_.parent(n));
      case Axis::ancestor_or_self: return ancestors(n);
      case Axis::following: return following(n);
      case Axis::preceding: return preceding(n);
      case Axis::namespace_: break;
    }
    return true;
  }

 private:
  [[nodiscard]] bool is_attribute(xml::NodeId n) const { return tree_.kind(n) == xml::NodeKind::attribute; }
  bool offer(xml::NodeId n) {
    state_.step();
    return !test_.passes(in_, n) || take_(n);
  }

  bool children(xml::NodeId n) {
    if (test_.exact_element()) {
      const xml::NameId wanted = in_.names.of(test_.name);
      if (wanted == xml::kNoName) {
        return true;
      }
      if (TreeNames::is_large(tree_, n)) {
        if (const auto named = in_.names.children_named(tree_, n, wanted)) {
          return each_of(*named);
        }
      }
      for (xml::NodeId c = tree_.first_child(n); c != xml::kNoNode; c = tree_.next_sibling(c)) {
        state_.step();
        if (tree_.name(c) == wanted && tree_.is_element(c) && !take_(c)) {
          return false;
        }
      }
      return true;
    }
    for (xml::NodeId c = tree_.first_child(n); c != xml::kNoNode; c = tree_.next_sibling(c)) {
      if (!offer(c)) {
        return false;
      }
    }
    return true;
  }

  bool attributes(xml::NodeId n) {
    if (!tree_.is_element(n)) {
      return true;
    }
    for (xml::NodeId a = tree_.attributes_begin(n); a < tree_.attributes_end(n); ++a) {
      if (!offer(a)) {
        return false;
      }
    }
    return true;
  }

  /// Nodes of the subtree of n from `first` on, attributes left out.
  bool descendants(xml::NodeId n, xml::NodeId first) { return is_attribute(n) || range(first, tree_.end(n)); }

  bool range(xml::NodeId first, xml::NodeId end) {
    return test_.named_elements() ? named_between(first, end) : between(first, end);
  }

  bool between(xml::NodeId first, xml::NodeId end) {
    for (xml::NodeId d = first; d < end; ++d) {
      if (!is_attribute(d) && !offer(d)) {
        return false;
      }
    }
    return true;
  }

  /// Uses the index of elements by name.
  bool named_between(xml::NodeId first, xml::NodeId end) {
    if (test_.names == NodeTest::Names::exact) {
      return each_between(elements_named(test_.name), first, end);
    }
    std::vector<xml::NodeId> merged;
    for (const PooledName name : test_.alternatives) {
      const auto all = elements_named(name);
      merged.insert(merged.end(), std::lower_bound(all.begin(), all.end(), first),
                    std::lower_bound(all.begin(), all.end(), end));
    }
    std::sort(merged.begin(), merged.end());
    return each_between(merged, first, end);
  }

  std::span<const xml::NodeId> elements_named(PooledName name) {
    return in_.names.elements(tree_, in_.names.of(name));
  }

  bool each_between(std::span<const xml::NodeId> nodes, xml::NodeId first, xml::NodeId end) {
    for (auto at = std::lower_bound(nodes.begin(), nodes.end(), first); at != nodes.end() && *at < end;
         ++at) {
      state_.step();
      if (!take_(*at)) {
        return false;
      }
    }
    return true;
  }

  bool each_of(std::span<const xml::NodeId> nodes) {
    for (const xml::NodeId n : nodes) {
      state_.step();
      if (!take_(n)) {
        return false;
      }
    }
    return true;
  }

  bool siblings(xml::NodeId n) {
    if (is_attribute(n)) {
      return true;
    }
    for (xml::NodeId s = tree_.next_sibling(n); s != xml::kNoNode; s = tree_.next_sibling(s)) {
      if (!offer(s)) {
        return false;
      }
    }
    return true;
  }

  bool previous_siblings(xml::NodeId n) {
    if (is_attribute(n)) {
      return true;
    }
    for (xml::NodeId s = tree_.previous_sibling(n); s != xml::kNoNode; s = tree_.previous_sibling(s)) {
      if (!offer(s)) {
        return false;
      }
    }
    return true;
  }

  bool ancestors(xml::NodeId n) {
    for (; n != xml::kNoNode; n = tree_.parent(n)) {
      if (!offer(n)) {
        return false;
      }
    }
    return true;
  }

  bool following(xml::NodeId n) {
    // What follows an attribute are its element's children and what follows the element.
    const xml::NodeId first = is_attribute(n) ? tree_.attributes_end(tree_.parent(n)) : tree_.end(n);
    return range(first, tree_.size());
  }

  bool preceding(xml::NodeId n) {
    if (is_attribute(n)) {
      n = tree_.parent(n);
    }
    if (!test_.exact_element()) {
      xml::NodeId ancestor = tree_.parent(n);
      for (xml::NodeId p = n; p-- > 0;) {
        if (p == ancestor) {
          ancestor = tree_.parent(p);
        } else if (!is_attribute(p) && !offer(p)) {
          return false;
        }
      }
      return true;
    }
    const auto all = elements_named(test_.name);
    auto at = std::lower_bound(all.begin(), all.end(), n);
    while (at != all.begin()) {
      state_.step();
      --at;
      if (tree_.end(*at) <= n && !take_(*at)) {
        return false;
      }
    }
    return true;
  }

  State& state_;
  BoundTree& in_;
  const xml::Tree& tree_;
  const NodeTest& test_;
  Take& take_;
};

template <typename Take>
bool walk(State& state, BoundTree& in, Axis axis, const NodeTest& test, xml::NodeId n, Take&& take) {
  return AxisWalk<std::remove_reference_t<Take>>(state, in, test, take).run(axis, n);
}

}  // namespace quittance::xpath
