// The files of a rule source seen as one document: includes are followed, parameters of abstract patterns
// replaced.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "formats/xml/parse.h"
#include "validators/schematron/read.h"

namespace quittance::schematron {

inline constexpr std::string_view kSchematron = "http://purl.oclc.org/dsdl/schematron";
inline constexpr std::string_view kXslt = "http://www.w3.org/1999/XSL/Transform";
inline constexpr std::string_view kSvrl = "http://purl.oclc.org/dsdl/svrl";
inline constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";

/// Thrown by the readers of this folder and caught by read(): a source that is refused.
struct Refused : std::runtime_error {
  explicit Refused(Error why) : std::runtime_error(why.detail), error(std::move(why)) {}
  Error error;
};

struct Document {
  std::string name;
  std::uint32_t index = 0;  ///< in Schema::files
  xml::Tree tree;
};

/// Values for the $parameters of the abstract pattern whose copy is being read.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Replaces each "$name" of a parameter. A name is taken whole ("$ab" is not "$a" and "b"); where the whole
/// is no parameter but a part before '-' or '.' is, that part is replaced, as text substitution would.
std::string substitute(std::string_view text, const Parameters& parameters);

/// The name of a file that another file names: "rules/a.sch" and "../common.sch" give "common.sch".
std::string beside(const std::string& file, const std::string& reference);

/// An element of any of the files.
class Element {
 public:
  Element(const Document& document, xml::NodeId node, const Parameters* parameters, bool is_included)
      : document_(&document), node_(node), parameters_(parameters), is_included_(is_included) {}

  [[nodiscard]] bool is(std::string_view uri, std::string_view local) const {
    return tree().local_name(node_) == local && tree().namespace_uri(node_) == uri;
  }
  [[nodiscard]] bool is_sch(std::string_view local) const { return is(kSchematron, local); }
  [[nodiscard]] bool is_xsl(std::string_view local) const { return is(kXslt, local); }
  [[nodiscard]] std::string_view uri() const { return tree().namespace_uri(node_); }
  [[nodiscard]] std::string_view local() const { return tree().local_name(node_); }
  [[nodiscard]] std::string name() const { return tree().qualified_name(node_); }

  [[nodiscard]] bool has(std::string_view attribute) const {
    return tree().attribute_node(node_, "", attribute) != xml::kNoNode;
  }
  /// Value with parameters replaced; "" when absent.
  [[nodiscard]] std::string attribute(std::string_view name, std::string_view uri = {}) const;
  /// Value of an attribute that must be there. Refuses the source when it is not.
  [[nodiscard]] std::string required(std::string_view name) const;
  /// Its XPath text; the scope is the caller's.
  [[nodiscard]] Text expression(std::string_view attribute, std::uint32_t scope = 0) const;
  /// Refuses attributes without namespace that are not in the list.
  void allow(std::initializer_list<std::string_view> attributes) const;

  [[nodiscard]] Place place() const;
  [[nodiscard]] const Document& document() const { return *document_; }
  [[nodiscard]] const xml::Tree& tree() const { return document_->tree; }
  [[nodiscard]] xml::NodeId node() const { return node_; }
  [[nodiscard]] bool is_included() const { return is_included_; }
  [[nodiscard]] const Parameters* parameters() const { return parameters_; }
  [[nodiscard]] Element with(const Parameters& parameters) const {
    return {*document_, node_, &parameters, is_included_};
  }

  /// Refuses the source here.
  [[noreturn]] void refuse(const std::string& why) const;

 private:
  const Document* document_;
  xml::NodeId node_;
  const Parameters* parameters_;
  bool is_included_;
};

/// Loads files once each and walks them. Bounded: at most 2,000 inclusions, 64 deep.
class Elements {
 public:
  explicit Elements(const Files& files) : files_(files) {}

  /// The document element of a file. Refuses the source when it cannot be read.
  Element open(const std::string& name);
  /// Child elements in order, sch:include replaced by what it names.
  std::vector<Element> children(const Element& parent);
  /// The element that `href` names, seen from `from`: a file's document element, or the one with that
  /// fragment id.
  Element resolve(const Element& from, const std::string& href);
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  const Document& load(const std::string& name, const Element* from);
  void add_children(const Element& parent, int depth, std::vector<Element>& out);
  void add_included(const Element& include, int depth, std::vector<Element>& out);

  const Files& files_;
  xml::Reader reader_;
  std::vector<std::unique_ptr<Document>> documents_;
  std::unordered_map<std::string, const Document*> by_name_;
  int inclusions_ = 0;
};

/// Namespaces in scope at an element, innermost declaration of each prefix.
Scope scope_of(const xml::Tree& tree, xml::NodeId element);

/// All white space at the ends off, runs inside made one blank.
std::string collapse(std::string_view text);

/// Words of a white-space separated list.
std::vector<std::string> words(std::string_view text);

}  // namespace quittance::schematron
