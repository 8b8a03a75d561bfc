// Writes XML: escaping, and a streaming writer whose output is well-formed by construction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/xml/tree.h"

namespace quittance::xml {

/// Appends character data. What XML 1.0 cannot hold (control characters, U+FFFE, U+FFFF, octets that are not
/// UTF-8) becomes U+FFFD; a carriage return becomes a reference, since a parser would turn it into a line
/// feed.
void append_escaped_text(std::string_view text, Bytes& out);

/// The same for a value between double quotes; white space but the blank becomes references too.
void append_escaped_attribute(std::string_view value, Bytes& out);

/// Whether it may be an element's or attribute's name, with or without a prefix (Namespaces in XML 1.0,
/// QName).
bool is_qualified_name(std::string_view name);

/// Writes one document, UTF-8. Names and prefixes come from our own code: that they are names, and that a
/// prefix is declared, is asserted. Values may be anything.
class Writer {
 public:
  enum class Layout { compact, indented };  ///< indented: elements on lines of their own, leaves in one piece
  enum class Declaration { written, omitted };

  explicit Writer(Layout layout = Layout::compact, Declaration declaration = Declaration::written);

  /// Opens an element. declare() and attribute() are for the start tag that was opened last.
  Writer& start(std::string_view qualified_name);
  /// Prefix "" declares the default namespace.
  Writer& declare(std::string_view prefix, std::string_view uri);
  Writer& attribute(std::string_view qualified_name, std::string_view value);
  Writer& text(std::string_view value);
  Writer& end();
  /// start(), text(), end().
  Writer& leaf(std::string_view qualified_name, std::string_view value);
  /// An element of a tree with all below it. Declarations that it inherits are written on it.
  Writer& copy(const Tree& tree, NodeId element);
  /// A comment; "--" in it is taken apart.
  Writer& comment(std::string_view value);

  /// Closes what is open and gives the document. The writer is empty afterwards.
  [[nodiscard]] Bytes finish();

 private:
  struct Open {
    std::string name;
    bool has_elements = false;
    bool has_text = false;
    std::size_t declared = 0;  ///< prefixes in scope before this element
  };

  void close_start_tag();
  void line();
  [[nodiscard]] bool is_declared(std::string_view qualified_name) const;
  void write_node(const Tree& tree, NodeId node);

  Layout layout_;
  Bytes out_;
  std::vector<Open> open_;
  std::vector<std::string> prefixes_;
  bool in_start_tag_ = false;
};

/// An element of a tree as a document of its own, without XML declaration, as Writer::copy() writes it.
Bytes serialise(const Tree& tree, NodeId element);

}  // namespace quittance::xml
