// Resolved node tests (XPath 2.0, 3.2.1.2 and 2.5.4.3).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "validators/xpath/state.h"
#include "validators/xpath/value/type.h"

namespace quittance::xpath {

struct NodeTest {
  enum class Names : std::uint8_t { any, exact, any_local, any_prefix, among };
  ItemKind kind = ItemKind::node;
  Names names = Names::any;
  bool never = false;                    ///< asks for a type that no node of a tree without schema has
  PooledName name = kAnyPooled;          ///< Names::exact
  std::vector<PooledName> alternatives;  ///< Names::among
  std::string text;  ///< URI for any_local, local name for any_prefix; exact of a namespace node

  [[nodiscard]] bool exact_element() const {
    return kind == ItemKind::element && names == Names::exact && !never;
  }
  [[nodiscard]] bool exact_attribute() const {
    return kind == ItemKind::attribute && names == Names::exact && !never;
  }
  [[nodiscard]] bool any_node() const { return kind == ItemKind::node && names == Names::any && !never; }
  [[nodiscard]] bool named_elements() const {
    return kind == ItemKind::element && (names == Names::exact || names == Names::among) && !never;
  }
  /// Does a node other than a namespace node pass?
  [[nodiscard]] bool passes(const BoundTree& in, xml::NodeId n) const;
  [[nodiscard]] bool passes(const State& state, const Item& node) const;
  /// The same by kind and name alone, for any test but document-node(element(…)).
  [[nodiscard]] bool passes(const NamedNode& node) const;

 private:
  [[nodiscard]] bool passes_name(const BoundTree& in, xml::NodeId n) const;
};

/// Is the item of that type (occurrence aside)? XPath 2.0, 2.5.4.2.
bool matches_item(const State& state, const SequenceType& type, const Item& item);
/// XPath 2.0, 2.5.4.1: is the sequence of that type?
bool matches(const State& state, const SequenceType& type, const Sequence& value);

}  // namespace quittance::xpath
