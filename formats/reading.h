// Reading of documents by element names. What is not there reads as empty, so that readers need no checks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/time.h"
#include "formats/xml/tree.h"

namespace quittance::formats {

/// Without the white space of XML around it.
std::string_view trimmed(std::string_view text);

/// An element of a tree, or none. Paths are steps such as "cac:Party/cbc:EndpointID" with the usual prefixes
/// of UBL, CII and CDAR (cac, cbc, ext, rsm, ram, udt, qdt), whatever prefixes the document itself uses; a
/// step without prefix is a name in the namespace of the element it starts from.
class Element {
 public:
  Element() = default;
  Element(const xml::Tree& tree, xml::NodeId node) : tree_(&tree), node_(node) {}
  /// The document element.
  static Element root(const xml::Tree& tree) { return {tree, tree.root()}; }

  [[nodiscard]] bool exists() const { return tree_ != nullptr && node_ != xml::kNoNode; }
  [[nodiscard]] xml::NodeId node() const { return node_; }
  [[nodiscard]] std::string_view name() const {
    return exists() ? tree_->local_name(node_) : std::string_view();
  }

  /// The first element there.
  [[nodiscard]] Element at(std::string_view path) const;
  /// All elements of the path's last step, below the first of each step before it.
  [[nodiscard]] std::vector<Element> all(std::string_view path) const;
  /// String value, trimmed.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string text(std::string_view path) const { return at(path).text(); }
  /// Value of an attribute in no namespace, trimmed.
  [[nodiscard]] std::string attribute(std::string_view name) const;

 private:
  [[nodiscard]] Element child(std::string_view step) const;
  const xml::Tree* tree_ = nullptr;
  xml::NodeId node_ = xml::kNoNode;
};

/// The date below a CII element: DateTimeString or DateString of format 102, or a plain xs:date or
/// xs:dateTime.
std::optional<Date> cii_day(const Element& element);

}  // namespace quittance::formats
