// What sequence constructors have made so far, and the trees it becomes (XSLT 2.0, 5.7).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "validators/xpath/evaluation.h"

namespace quittance::schematron {

/// Name of a node that is made; the texts lie where the values of the evaluation do.
struct NodeName {
  std::string_view uri, local, prefix;
};

/// An item, or part of a node under construction. What lies between begin and end is inside the node.
struct Piece {
  enum class Kind : std::uint8_t {
    item,
    text,  ///< a text node, its text as xs:untypedAtomic in `item`
    begin_element,
    begin_document,
    end,
    attribute,
    comment,
    instruction,
  };
  Kind kind = Kind::item;
  xpath::Item item;
  const NodeName* name = nullptr;  ///< of element, attribute, instruction

  [[nodiscard]] bool begins() const { return kind == Kind::begin_element || kind == Kind::begin_document; }
};

using Output = std::vector<Piece>;

/// The pieces' values as one text: atomic values that stand side by side have `between` between them, text
/// nodes nothing.
xpath::Item joined(xpath::Evaluation& evaluation, std::span<const Piece> pieces, std::string_view between);

/// A document node with the pieces as its children (5.7.1). Ends by raise(XTDE0410, XTDE0420 …).
xpath::Item document_of(xpath::Evaluation& evaluation, std::span<const Piece> pieces);

/// The pieces as items: each node that was made is a tree of its own; a text node that is alone is
/// xs:untypedAtomic.
xpath::Sequence items_of(xpath::Evaluation& evaluation, std::span<const Piece> pieces);

/// A copy of a node and what is inside it, as pieces.
void copy_node(xpath::Evaluation& evaluation, const xpath::Item& node, Output& out);

}  // namespace quittance::schematron
