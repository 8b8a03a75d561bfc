// A small document, as a list of nodes in document order: what the reference looks at, and what the engine
// gets as text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/conformance/differential/dice.h"

namespace quittance::differential {

struct Node {
  enum class Kind { document, element, attribute, text, comment, instruction };
  Kind kind = Kind::document;
  std::string prefix;  ///< "p" or ""
  std::string local;   ///< also the target of an instruction
  std::string value;   ///< of all but elements and the document
  std::size_t parent = 0;
  std::vector<std::size_t> attributes;
  std::vector<std::size_t> children;

  [[nodiscard]] std::string uri() const { return prefix.empty() ? "" : "urn:p"; }
  [[nodiscard]] std::string name() const { return prefix.empty() ? local : prefix + ":" + local; }
};

struct Document {
  /// An element is followed by its attributes, then by what is in it. The first is the document node.
  std::vector<Node> nodes;

  [[nodiscard]] std::string xml() const;
  /// All text below a node, or its value.
  [[nodiscard]] std::string string_value(std::size_t node) const;
};

/// A well-formed document of at most `most` elements with few names and telling values.
Document random_document(Dice& dice, std::size_t most);
/// The same without the subtree (or attribute) of one node, which is neither the document nor its element.
Document without(const Document& document, std::size_t node);

}  // namespace quittance::differential
