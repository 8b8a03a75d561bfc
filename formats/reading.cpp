#include "formats/reading.h"

#include <array>
#include <utility>

namespace quittance::formats {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

struct Prefix {
  std::string_view prefix, start;
};

/// CII and CDAR have the same three namespaces of parts; their root's is the document's own and has no fixed
/// prefix.
constexpr std::array kNamespaces{
    Prefix{"cbc", "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"},
    Prefix{"cac", "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"},
    Prefix{"ext", "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"},
    Prefix{"ram", "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"},
    Prefix{"udt", "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"},
    Prefix{"qdt", "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"}};

struct Step {
  std::string_view uri, local;
};

Step resolved(std::string_view step, std::string_view own) {
  const std::size_t colon = step.find(':');
  if (colon == std::string_view::npos) return {own, step};
  for (const auto& [prefix, uri] : kNamespaces)
    if (prefix == step.substr(0, colon)) return {uri, step.substr(colon + 1)};
  return {own, step.substr(colon + 1)};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

Element Element::child(std::string_view step) const {
  if (!exists()) return {};
  const auto [uri, local] = resolved(step, tree_->namespace_uri(node_));
  return {*tree_, tree_->child(node_, uri, local)};
}

Element Element::at(std::string_view path) const {
  Element here = *this;
  while (here.exists() && !path.empty()) {
    const std::size_t slash = path.find('/');
    here = here.child(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return here;
}

std::vector<Element> Element::all(std::string_view path) const {
  const std::size_t slash = path.rfind('/');
  const Element parent = slash == std::string_view::npos ? *this : at(path.substr(0, slash));
  std::vector<Element> found;
  if (!parent.exists()) return found;
  const auto step = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const auto [uri, local] = resolved(step, tree_->namespace_uri(parent.node_));
  for (xml::NodeId n = tree_->child(parent.node_, uri, local); n != xml::kNoNode;
       n = tree_->next(n, uri, local))
    found.emplace_back(*tree_, n);
  return found;
}

std::string Element::text() const {
  if (!exists()) return {};
  std::string buffer;
  return std::string(trimmed(tree_->string_value(node_, buffer)));
}

std::string Element::attribute(std::string_view name) const {
  return exists() ? std::string(trimmed(tree_->attribute(node_, "", name))) : std::string();
}

}  // namespace quittance::formats
