// What nodes say of themselves (F&O 2.1 to 2.6, 14; path() of 3.1).
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "validators/xpath/code/namespaces.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/state.h"
#include "validators/xpath/value/uri.h"

namespace quittance::xpath {

namespace {

using xml::NodeId;
using xml::NodeKind;

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

const xml::Tree& tree_of(const Call& call, const Item& node) { return call.evaluation.tree_of(node); }

Sequence run_name(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return Item::text("");
  const Item& node = node_argument(call, 0);
  const xml::Tree& tree = tree_of(call, node);
  if (node.type() == Type::namespace_node) return Item::text(namespace_binding(tree, node).prefix);
  const std::string_view prefix = tree.prefix(node.id());
  const std::string_view local = tree.local_name(node.id());
  if (prefix.empty()) return Item::text(local);
  const std::size_t size = prefix.size() + 1 + local.size();
  auto* const room = static_cast<char*>(call.arena.allocate(size));
  *std::copy(prefix.begin(), prefix.end(), room) = ':';
  std::copy(local.begin(), local.end(), room + prefix.size() + 1);
  return Item::text(std::string_view(room, size));
}

Sequence run_local_name(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return Item::text("");
  const Item& node = node_argument(call, 0);
  const xml::Tree& tree = tree_of(call, node);
  if (node.type() == Type::namespace_node) return Item::text(namespace_binding(tree, node).prefix);
  return Item::text(tree.local_name(node.id()));
}

Sequence run_namespace_uri(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return Item::text("", Type::any_uri);
  const Item& node = node_argument(call, 0);
  if (node.type() == Type::namespace_node) return Item::text("", Type::any_uri);
  return Item::text(tree_of(call, node).namespace_uri(node.id()), Type::any_uri);
}

Sequence run_node_name(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return {};
  const Item& node = node_argument(call, 0);
  const xml::Tree& tree = tree_of(call, node);
  QName name;
  if (node.type() == Type::namespace_node) {
    name.local = namespace_binding(tree, node).prefix;
  } else if (tree.name(node.id()) != xml::kNoName) {
    name = {tree.namespace_uri(node.id()), tree.local_name(node.id()), tree.prefix(node.id())};
  }
  if (name.local.empty()) return {};
  return Item::qname(call.arena.make(name));
}

Sequence run_nilled(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return {};
  const Item& node = node_argument(call, 0);
  // without a schema no element is nilled (XPath data model 3.3.1.1)
  if (node.type() != Type::node || !tree_of(call, node).is_element(node.id())) return {};
  return Item::boolean(false);
}

Sequence run_root(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return {};
  return Item::node(node_argument(call, 0).tree(), xml::Tree::document());
}

/// The element itself, or the one a node of another kind belongs to.
NodeId element_at(const xml::Tree& tree, const Item& node) {
  if (node.type() == Type::namespace_node || tree.is_element(node.id())) return node.id();
  return tree.parent(node.id());
}

Sequence run_lang(const Call& call) {
  const Item& node = node_argument(call, 1);
  const xml::Tree& tree = tree_of(call, node);
  const std::string_view wanted = call.text(0);
  for (NodeId n = element_at(tree, node); n != xml::kNoNode && tree.is_element(n); n = tree.parent(n)) {
    const std::string_view language = tree.attribute(n, kXmlNamespace, "lang");
    if (language.data() == nullptr) continue;
    const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    return Item::boolean(language.size() >= wanted.size() &&
                         std::equal(wanted.begin(), wanted.end(), language.begin(), same) &&
                         (language.size() == wanted.size() || language[wanted.size()] == '-'));
  }
  return Item::boolean(false);
}

/// xml:base of the ancestors, outermost last to be resolved; the document itself has no URI here.
std::string base_of(const xml::Tree& tree, NodeId element) {
  if (element == xml::kNoNode || !tree.is_element(element)) return {};
  const std::string_view own = tree.attribute(element, kXmlNamespace, "base");
  if (own.data() != nullptr && is_absolute_uri(own)) return std::string(own);
  const std::string outer = base_of(tree, tree.parent(element));
  return own.data() == nullptr ? outer : resolve_uri(own, outer).value_or(std::string(own));
}

Sequence run_base_uri(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return {};
  const Item& node = node_argument(call, 0);
  const std::string base = base_of(tree_of(call, node), element_at(tree_of(call, node), node));
  return base.empty() ? Sequence() : new_text(call, base, Type::any_uri);
}

Sequence run_document_uri(const Call&) { return {}; }

/// The elements with an xml:id among the words. Without a DTD or schema no other attribute is an ID.
Sequence run_id(const Call& call) {
  const Item& node = node_argument(call, 1);
  const xml::Tree& tree = tree_of(call, node);
  const xml::NameId name = tree.find_name(kXmlNamespace, "id");
  std::set<std::string_view> wanted;
  for (const Item& item : call.arguments[0]) {
    std::string_view rest = item.text();
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
      if (end > 0) wanted.insert(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  if (name != xml::kNoName) call.evaluation.state().work(tree.size());
  SequenceBuilder out(call.arena);
  for (NodeId n = 0; name != xml::kNoName && n < tree.size(); ++n)
    if (tree.kind(n) == NodeKind::attribute && tree.name(n) == name && wanted.erase(tree.text(n)) > 0)
      out.add(Item::node(node.tree(), tree.parent(n)));
  return out.finish();
}

Sequence run_idref(const Call& call) {
  node_argument(call, 1);
  return {};
}

/// A letter, and digits that no other node of the evaluation has (XSLT 2.0, 16.6.4).
Sequence run_generate_id(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return Item::text("");
  const Item& node = node_argument(call, 0);
  std::string out = "d" + std::to_string(node.tree()) + "n" + std::to_string(node.id());
  if (node.type() == Type::namespace_node) out += "s" + std::to_string(node.ordinal());
  return new_text(call, out);
}

/// Which of its siblings of the same kind and name a node is, from 1.
std::size_t place_of(State& state, const xml::Tree& tree, NodeId n) {
  std::size_t place = 1;
  for (NodeId s = tree.previous_sibling(n); s != xml::kNoNode; s = tree.previous_sibling(s), state.step())
    if (tree.kind(s) == tree.kind(n) && tree.name(s) == tree.name(n)) ++place;
  return place;
}

std::string step_to(State& state, const xml::Tree& tree, NodeId n) {
  const std::string local(tree.local_name(n));
  const std::string expanded = "Q{" + std::string(tree.namespace_uri(n)) + "}" + local;
  const std::string place = "[" + std::to_string(place_of(state, tree, n)) + "]";
  switch (tree.kind(n)) {
    case NodeKind::element: return "/" + expanded + place;
    case NodeKind::attribute: return "/@" + (tree.namespace_uri(n).empty() ? local : expanded);
    case NodeKind::text: return "/text()" + place;
    case NodeKind::comment: return "/comment()" + place;
    case NodeKind::processing_instruction: return "/processing-instruction(" + local + ")" + place;
    case NodeKind::document: break;
  }
  return "";
}

Sequence run_path(const Call& call) {
  if (call.count() > 0 && call.empty(0)) return {};
  const Item& node = node_argument(call, 0);
  const xml::Tree& tree = tree_of(call, node);
  std::string out;
  if (node.type() == Type::namespace_node) {
    const std::string_view prefix = namespace_binding(tree, node).prefix;
    out = "/namespace::" + (prefix.empty() ? "*[Q{http://www.w3.org/2005/xpath-functions}local-name()=\"\"]"
                                           : std::string(prefix));
  }
  for (NodeId n = node.id(); n != xml::Tree::document(); n = tree.parent(n))
    out.insert(0, step_to(call.evaluation.state(), tree, n));
  return new_text(call, out.empty() ? "/" : out);
}

using type::one;
using type::optional;
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kNodeOrNone = type::optional_node;
constexpr SequenceType kUri = optional(Type::any_uri);
constexpr SequenceType kTexts = type::many(Type::string);

constexpr std::array kFunctions{
    Function{"name", 0, 0, {}, kText, run_name, kAtContextName},
    Function{"name", 1, 1, {kNodeOrNone}, kText, run_name, kTotal},
    Function{"local-name", 0, 0, {}, kText, run_local_name, kAtContextName},
    Function{"local-name", 1, 1, {kNodeOrNone}, kText, run_local_name, kTotal},
    Function{"namespace-uri", 0, 0, {}, one(Type::any_uri), run_namespace_uri, kAtContextName},
    Function{"namespace-uri", 1, 1, {kNodeOrNone}, one(Type::any_uri), run_namespace_uri, kTotal},
    Function{"node-name", 0, 0, {}, optional(Type::qname), run_node_name, kAtContextName},
    Function{"node-name", 1, 1, {kNodeOrNone}, optional(Type::qname), run_node_name},
    Function{"nilled", 0, 0, {}, optional(Type::boolean), run_nilled, kAtContextItem},
    Function{"nilled", 1, 1, {kNodeOrNone}, optional(Type::boolean), run_nilled},
    Function{"root", 0, 0, {}, type::node, run_root, kAtContextItem},
    Function{"root", 1, 1, {kNodeOrNone}, kNodeOrNone, run_root},
    Function{"lang", 1, 1, {optional(Type::string)}, one(Type::boolean), run_lang, kAtContextItem},
    Function{"lang", 2, 2, {optional(Type::string), type::node}, one(Type::boolean), run_lang},
    Function{"base-uri", 0, 0, {}, kUri, run_base_uri, kAtContextItem},
    Function{"base-uri", 1, 1, {kNodeOrNone}, kUri, run_base_uri},
    Function{"document-uri", 0, 1, {kNodeOrNone}, kUri, run_document_uri},
    Function{"id", 1, 1, {kTexts}, type::nodes, run_id, kAtContextItem},
    Function{"id", 2, 2, {kTexts, type::node}, type::nodes, run_id},
    Function{"idref", 1, 1, {kTexts}, type::nodes, run_idref, kAtContextItem},
    Function{"idref", 2, 2, {kTexts, type::node}, type::nodes, run_idref},
    Function{"generate-id", 0, 0, {}, kText, run_generate_id, kAtContextItem},
    Function{"generate-id", 1, 1, {kNodeOrNone}, kText, run_generate_id},
    Function{"path", 0, 0, {}, optional(Type::string), run_path, kAtContextItem},
    Function{"path", 1, 1, {kNodeOrNone}, optional(Type::string), run_path},
};

}  // namespace

std::span<const Function> node_functions() { return kFunctions; }

}  // namespace quittance::xpath
