// The one tree that every reader of a document works on: XPath, format readers, canonicalisation, signatures.
// Flat arrays in document order; immutable once built; safe to read from any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::xml {

/// Index of a node in document order. 0 is the document node. An element is followed by its attributes, then
/// by its children, each with its own subtree: `a < b` is document order, and the subtree of n is [n,
/// end(n)).
using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xffffffff;

/// Index of an expanded name in one tree. Names of two trees are not comparable: look them up by find_name().
using NameId = std::uint32_t;
inline constexpr NameId kNoName = 0xffffffff;

/// Index of a class of nodes in one tree: those with the same kinds and names as written, and with the same
/// ones above them up to the document node, whose class is 0.
using ClassId = std::uint16_t;
/// Of nodes beyond the bound on classes.
inline constexpr ClassId kNoClass = 0xffff;

enum class NodeKind : std::uint8_t { document, element, attribute, text, comment, processing_instruction };

/// Where an element's start tag ends, or any other node ends, as the parser's locator gives it. 1-based; 0 =
/// unknown.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Position&) const = default;
};

/// A namespace declaration written on an element; prefix "" is the default namespace, uri "" undeclares it.
struct NamespaceDeclaration {
  std::string_view prefix;
  std::string_view uri;
};

/// What there is in an element; as bits.
enum class Shape : std::uint8_t {
  inner = 1,   ///< child elements
  filled = 2,  ///< none, but text other than white space
  blank = 4    ///< neither
};
inline constexpr std::uint8_t kAllShapes = 7;

/// What the nodes of a class have in common.
struct NodeClass {
  ClassId parent = kNoClass;  ///< class of the nodes above: a smaller number
  NodeKind kind = NodeKind::document;
  NameId name = kNoName;
  std::uint32_t prefix = 0;  ///< as Tree::prefix_number()
  NodeId first = 0;          ///< the first of them in document order
  NodeId count = 0;
  std::uint8_t shapes = 0;  ///< of elements: those that some of them have
};

class Tree {
 public:
  [[nodiscard]] NodeId size() const { return static_cast<NodeId>(nodes_.size()); }
  [[nodiscard]] static constexpr NodeId document() { return 0; }
  /// The document element, or kNoNode in an empty tree.
  [[nodiscard]] NodeId root() const;

  [[nodiscard]] NodeKind kind(NodeId n) const { return kinds_.data()[n]; }
  [[nodiscard]] bool is_element(NodeId n) const { return kinds_.data()[n] == NodeKind::element; }

  [[nodiscard]] NodeId parent(NodeId n) const { return nodes_.data()[n].parent; }
  /// One past the last node of the subtree, attributes included.
  [[nodiscard]] NodeId end(NodeId n) const { return nodes_.data()[n].end; }
  /// First and one past the last attribute of an element; an empty range on other nodes.
  [[nodiscard]] NodeId attributes_begin(NodeId n) const { return n + 1; }
  [[nodiscard]] NodeId attributes_end(NodeId n) const { return n + 1 + attribute_counts_.data()[n]; }
  /// kNoNode where there is none. Attributes have no siblings.
  [[nodiscard]] NodeId first_child(NodeId n) const {
    const NodeId first = attributes_end(n);
    return first < nodes_.data()[n].end ? first : kNoNode;
  }
  [[nodiscard]] NodeId next_sibling(NodeId n) const { return nodes_.data()[n].next; }
  [[nodiscard]] NodeId previous_sibling(NodeId n) const { return previous_.data()[n]; }

  /// Expanded name of an element or attribute, target of a processing instruction; kNoName for the rest.
  [[nodiscard]] NameId name(NodeId n) const { return nodes_.data()[n].name; }
  [[nodiscard]] std::string_view local_name(NodeId n) const { return local_of(nodes_.data()[n].name); }
  [[nodiscard]] std::string_view namespace_uri(NodeId n) const { return uri_of(nodes_.data()[n].name); }
  /// Prefix as written, "" where there is none.
  [[nodiscard]] std::string_view prefix(NodeId n) const { return strings_.data()[prefix_number(n)]; }
  /// Number of that prefix: the same for all nodes of this tree that are written with it.
  [[nodiscard]] std::uint32_t prefix_number(NodeId n) const {
    const ClassId of = class_of_.data()[n];
    return of != kNoClass ? classes_.data()[of].prefix : late_prefixes_.data()[n - first_late_];
  }
  /// "cbc:ID" as written.
  [[nodiscard]] std::string qualified_name(NodeId n) const;

  /// Class of a node, or kNoClass: a document with more than 65,535 classes has nodes without one.
  [[nodiscard]] ClassId class_of(NodeId n) const { return class_of_.data()[n]; }
  /// By ClassId; a class comes after that of the nodes above.
  [[nodiscard]] std::span<const NodeClass> classes() const { return classes_; }
  [[nodiscard]] bool all_classed() const { return late_prefixes_.empty(); }

  [[nodiscard]] std::size_t name_count() const { return names_.size(); }
  [[nodiscard]] std::string_view local_of(NameId id) const {
    return id == kNoName ? std::string_view{} : strings_.data()[names_.data()[id].local];
  }
  [[nodiscard]] std::string_view uri_of(NameId id) const {
    return id == kNoName ? std::string_view{} : strings_.data()[names_.data()[id].uri];
  }
  /// kNoName when no node of this tree has that name. Looks through all names.
  [[nodiscard]] NameId find_name(std::string_view uri, std::string_view local) const;

  /// Value of an attribute, text, comment, or the data of a processing instruction. For an element whose only
  /// child is one text node: that text (the usual leaf); else "".
  [[nodiscard]] std::string_view text(NodeId n) const {
    return std::string_view(characters_).substr(nodes_.data()[n].text, nodes_.data()[n].length);
  }
  /// XPath string value: of elements and the document, all text below, in order. `buffer` is used only when
  /// the value is not stored in one piece; the view is valid as long as both the tree and the buffer are.
  std::string_view string_value(NodeId n, std::string& buffer) const;
  [[nodiscard]] std::string string_value(NodeId n) const;

  /// Value of the attribute of that name, or nullptr-view (data() == nullptr) when it is not there.
  [[nodiscard]] std::string_view attribute(NodeId element, std::string_view uri,
                                           std::string_view local) const;
  [[nodiscard]] NodeId attribute_node(NodeId element, std::string_view uri, std::string_view local) const;
  /// First child element of that name, or kNoNode.
  [[nodiscard]] NodeId child(NodeId parent, std::string_view uri, std::string_view local) const;
  /// Next sibling element of that name after `n`, or kNoNode.
  [[nodiscard]] NodeId next(NodeId n, std::string_view uri, std::string_view local) const;

  /// Declarations written on this element itself, in their order.
  [[nodiscard]] std::vector<NamespaceDeclaration> namespace_declarations(NodeId element) const;
  /// Namespace bound to a prefix in the scope of an element; data() == nullptr when the prefix is not bound.
  /// "xml" is always bound; prefix "" gives the default namespace ("" when none).
  [[nodiscard]] std::string_view resolve_prefix(NodeId element, std::string_view prefix) const;

  [[nodiscard]] Position position(NodeId n) const { return positions_.data()[n]; }
  /// "/*:Invoice[1]/*:ID[1]", attributes "/@*:currencyID" (ISO skeleton's schematron-select-full-path shape).
  [[nodiscard]] std::string path(NodeId n) const;
  /// Octets held by the arrays of this tree.
  [[nodiscard]] std::size_t memory() const;

 private:
  friend class TreeBuilder;
  struct Node {
    NameId name = kNoName;
    NodeId parent = kNoNode;
    NodeId end = 0;
    NodeId next = kNoNode;
    std::uint32_t text = 0;
    std::uint32_t length = 0;
  };
  struct Name {
    std::uint32_t uri;
    std::uint32_t local;
  };
  struct Declaration {
    NodeId element;
    std::uint32_t prefix;
    std::uint32_t uri;
  };

  std::vector<Node> nodes_;
  std::vector<NodeKind> kinds_;
  std::vector<std::uint16_t> attribute_counts_;
  std::vector<NodeId> previous_;
  std::vector<ClassId> class_of_;
  std::vector<NodeClass> classes_;
  NodeId first_late_ = 0;                     ///< the first node without a class, where there is one
  std::vector<std::uint32_t> late_prefixes_;  ///< of the nodes from there on
  std::vector<Position> positions_;
  std::vector<Declaration> declarations_;  ///< by element
  std::string characters_;
  std::vector<Name> names_;
  std::vector<std::string> strings_;
};

}  // namespace quittance::xml
