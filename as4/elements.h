// Reading element structures whose every child is known: sequences are walked in order, nothing is skipped.
#pragma once

#include <optional>
#include <string_view>

#include "formats/xml/tree.h"

namespace quittance::as4 {

/// Walks the child elements of one element. Comments, instructions and white space between them are passed
/// over.
class Children {
 public:
  Children(const xml::Tree& tree, xml::NodeId parent) : tree_(tree), at_(tree.first_child(parent)) {
    settle();
  }
  /// The next child if it has that name, which is then behind us; else kNoNode.
  xml::NodeId take(std::string_view uri, std::string_view local);
  /// The next child whatever its name, which is then behind us; kNoNode at the end.
  xml::NodeId take_any();
  /// No child is left, and no text stood between them.
  [[nodiscard]] bool done() const { return at_ == xml::kNoNode && !stray_text_; }

 private:
  void settle();
  const xml::Tree& tree_;
  xml::NodeId at_;
  bool stray_text_ = false;
};

[[nodiscard]] bool is(const xml::Tree& tree, xml::NodeId n, std::string_view uri, std::string_view local);

/// Text of an element that holds nothing else; nullopt when it has children, comments ("PO<!-- -->P000306")
/// or instructions. White space is kept.
std::optional<std::string_view> leaf_text(const xml::Tree& tree, xml::NodeId element);

/// Value of an attribute without namespace; "" when absent.
std::string_view attribute(const xml::Tree& tree, xml::NodeId element, std::string_view name);

}  // namespace quittance::as4
