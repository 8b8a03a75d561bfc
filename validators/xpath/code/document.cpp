// Documents and keys: what a pack brings along to look things up in.
#include <algorithm>

#include "validators/xpath/code/axes.h"
#include "validators/xpath/code/call.h"
#include "validators/xpath/code/path.h"
#include "validators/xpath/module_shared.h"
#include "validators/xpath/value/cast.h"

namespace quittance::xpath {

namespace {

const std::shared_ptr<const xml::Tree>* find_document(const Module& module, const StaticContext& statics,
                                                      std::string_view uri) {
  const auto& documents = module.shared().documents;
  auto found = documents.find(resolve_reference(uri, statics.base_uri));
  if (found == documents.end()) {
    found = documents.find(uri);
  }
  return found == documents.end() ? nullptr : &found->second;
}

/// What makes two key values equal: xs:untypedAtomic and xs:anyURI count as strings (XSLT 2.0, 16.3.1),
/// numbers as doubles.
std::string key_text(const Item& value, Arena& arena) {
  if (is_text(value.type())) {
    return "s" + std::string(value.text());
  }
  const Item comparable = is_numeric(value.type()) ? cast(value, Type::double_, arena) : value;
  return std::string(name_of(primitive_of(comparable.type()))) + " " +
         std::string(text_of(comparable, arena));
}

using KeyIndex = std::unordered_map<std::string, std::vector<xml::NodeId>>;

void add_node(Evaluation& evaluation, const KeyDeclaration& key, const Item& node, KeyIndex& index) {
  const auto matched = key.match->matches(evaluation, node);
  if (!matched.ok()) {
    raise(matched.error().code.c_str(), matched.error().detail);
  }
  if (!matched.value()) {
    return;
  }
  Arena& arena = evaluation.state().temporary;
  Focus focus;
  focus.item = focus.current = node;
  const Sequence values = key.use->run(evaluation, focus);
  for (const Item& item : values) {
    std::vector<xml::NodeId>& nodes = index[key_text(evaluation.atomize(item, arena), arena)];
    if (nodes.empty() || nodes.back() != node.id()) {
      nodes.push_back(node.id());
    }
  }
}

/// All nodes of the tree by the values of a key, made once for each evaluation.
const KeyIndex& key_index(Frame& frame, const std::vector<KeyDeclaration>& declarations, TreeNumber tree) {
  auto& known = frame.state.bound(tree).keys;
  const auto number = reinterpret_cast<std::size_t>(&declarations);
  const auto found = known.find(number);
  if (found != known.end()) {
    return found->second;
  }
  KeyIndex index;
  const xml::NodeId size = frame.state.bound(tree).tree->size();
  for (xml::NodeId n = 0; n < size; ++n) {
    frame.state.step();
    for (const KeyDeclaration& key : declarations) {
      add_node(frame.state.evaluation, key, Item::node(tree, n), index);
    }
  }
  return known.emplace(number, std::move(index)).first->second;
}

}  // namespace

std::string resolve_reference(std::string_view reference, std::string_view base) {
  const std::size_t colon = reference.find(':');
  const bool absolute = colon != std::string_view::npos && reference.find('/') > colon;
  const std::size_t slash = base.rfind('/');
  if (absolute || slash == std::string_view::npos || reference.starts_with('/')) {
    return std::string(reference);
  }
  std::string folder(base.substr(0, slash + 1));
  while (reference.starts_with("./")) {
    reference.remove_prefix(2);
  }
  while (reference.starts_with("../") && folder.size() > 1) {
    reference.remove_prefix(3);
    const std::size_t parent = folder.rfind('/', folder.size() - 2);
    if (parent == std::string::npos) {
      break;
    }
    folder.resize(parent + 1);
  }
  return folder + std::string(reference);
}

KeyCode::KeyCode(const std::vector<KeyDeclaration>& declarations, CodePtr values, CodePtr top)
    : declarations_(declarations), values_(std::move(values)), top_(std::move(top)) {
  traits.items = Traits::Items::nodes;
  traits.ordered = true;
  traits.depend_on(values_->traits);
  if (top_) {
    traits.depend_on(top_->traits);
  } else {
    traits.root = true;
  }
}

Sequence KeyCode::evaluate(Frame& frame) const {
  const Item top = top_ ? top_->single(frame) : frame.focus.item;
  if (top.absent()) {
    raise("XTDE1270", "key() has no context node", offset);
  }
  if (!top.is_node()) {
    raise("XTDE1270", "key() is asked where the context item is not a node", offset);
  }
  const KeyIndex& index = key_index(frame, declarations_, top.tree());
  const xml::NodeId end =
      top_ ? frame.state.bound(top.tree()).tree->end(top.id()) : frame.state.bound(top.tree()).tree->size();
  const xml::NodeId begin = top_ ? top.id() : 0;
  SequenceBuilder nodes(frame.arena());
  values_->each(frame, [&](const Item& item) {
    const Item value = frame.state.evaluation.atomize(item, frame.arena());
    const auto found = index.find(key_text(value, frame.arena()));
    if (found == index.end()) {
      return true;
    }
    for (const xml::NodeId n : found->second) {
      if (n >= begin && n < end) {
        nodes.add(Item::node(top.tree(), n));
      }
    }
    return true;
  });
  return in_document_order(nodes);
}

RegexGroupCode::RegexGroupCode(CodePtr groups, CodePtr number)
    : groups_(std::move(groups)), number_(std::move(number)) {
  traits.items = Traits::Items::atomic;
  traits.atomic = Type::string;
  traits.occurrence = Occurrence::one;
  traits.depend_on(groups_->traits);
  traits.depend_on(number_->traits);
}

Sequence RegexGroupCode::evaluate(Frame& frame) const {
  const Sequence groups = groups_->evaluate(frame);
  const Item number = number_->single(frame);
  const bool is_there = !number.is_big() && number.integer() >= 0 &&
                        static_cast<std::uint64_t>(number.integer()) < groups.size();
  return is_there ? groups[static_cast<std::size_t>(number.integer())] : Item::text("");
}

DocumentCode::DocumentCode(CodePtr uris, bool many, const StaticContext& statics, CodePtr base)
    : uris_(std::move(uris)), many_(many), statics_(statics), base_(std::move(base)) {
  traits.items = Traits::Items::nodes;
  traits.ordered = traits.peers = traits.documents = true;
  traits.occurrence = many && !uris_->traits.at_most_one() ? Occurrence::many : Occurrence::optional;
  traits.depend_on(uris_->traits);
  if (base_) {
    traits.depend_on(base_->traits);
  }
}

bool DocumentCode::available(const StaticContext& statics, const Module& module, std::string_view uri) {
  return find_document(module, statics, uri) != nullptr;
}

Sequence DocumentCode::evaluate(Frame& frame) const {
  if (base_) {
    base_->single(frame);
  }
  SequenceBuilder documents(frame.arena());
  uris_->each(frame, [&](const Item& item) {
    const Item uri = frame.state.evaluation.atomize(item, frame.arena());
    if (!is_text(uri.type())) {
      raise("XPTY0004", "the URI of a document is no text", offset);
    }
    const auto* tree = find_document(*frame.state.module, statics_, uri.text());
    if (tree == nullptr) {
      raise(many_ ? "XTDE1162" : "FODC0002",
            "no document '" + std::string(uri.text()) + "' belongs to these rules", offset);
    }
    documents.add(Item::node(frame.state.bind_tree(**tree), xml::Tree::document()));
    return true;
  });
  return in_document_order(documents);
}

}  // namespace quittance::xpath
