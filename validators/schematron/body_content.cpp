#include "validators/schematron/body_content.h"

#include <algorithm>
#include <string>
#include <utility>

#include "formats/xml/tree_builder.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/value/cast.h"

namespace quittance::schematron {

namespace {

using xpath::Evaluation;
using xpath::Item;

/// The index behind the end of the node that begins at `at`.
std::size_t behind(std::span<const Piece> pieces, std::size_t at) {
  std::size_t depth = 0;
  do {
    if (pieces[at].begins()) ++depth;
    if (pieces[at].kind == Piece::Kind::end) --depth;
    ++at;
  } while (depth > 0);
  return at;
}

/// Writes pieces as the content of nodes: joins texts, leaves documents in documents out, declares
/// namespaces.
class TreeWriter {
 public:
  explicit TreeWriter(Evaluation& evaluation) : evaluation_(evaluation) { builder_.keep_text_outside(); }

  void content(std::span<const Piece> pieces) {
    for (std::size_t i = 0; i < pieces.size();) i = piece(pieces, i);
    flush_text();
  }
  Item finish() { return evaluation_.adopt(builder_.finish()); }

 private:
  std::size_t piece(std::span<const Piece> pieces, std::size_t at) {
    const Piece& piece = pieces[at];
    switch (piece.kind) {
      case Piece::Kind::item: item(piece.item); break;
      case Piece::Kind::text: text(piece.item.text(), false); break;
      case Piece::Kind::begin_element: return element(pieces, at);
      case Piece::Kind::begin_document: {
        const std::size_t end = behind(pieces, at);
        for (std::size_t i = at + 1; i + 1 < end;) i = this->piece(pieces, i);
        return end;
      }
      case Piece::Kind::attribute:
        xpath::raise(builder_.depth() == 0 ? "XTDE0420" : "XTDE0410",
                     "an attribute comes behind other content, or in a document");
      case Piece::Kind::comment:
        flush_text();
        builder_.comment(piece.item.text(), {});
        break;
      case Piece::Kind::instruction:
        flush_text();
        builder_.processing_instruction(piece.name->local, piece.item.text(), {});
        break;
      case Piece::Kind::end: break;
    }
    return at + 1;
  }

  void item(const Item& item) {
    if (item.is_node()) {
      Output copy;
      copy_node(evaluation_, item, copy);
      for (std::size_t i = 0; i < copy.size();) i = piece(copy, i);
    } else {
      text(xpath::text_of(item, evaluation_.arena()), true);
    }
  }

  void text(std::string_view text, bool is_atomic) {
    if (is_atomic && after_atomic_) text_ += ' ';
    after_atomic_ = is_atomic;
    evaluation_.arena().require(text_.size() + text.size());
    text_ += text;
  }
  void flush_text() {
    builder_.text(text_, {});
    text_.clear();
    after_atomic_ = false;
  }

  std::size_t element(std::span<const Piece> pieces, std::size_t at) {
    flush_text();
    const std::size_t end = behind(pieces, at);
    std::size_t first = at + 1;  // of the content, behind the attributes
    attributes_.clear();
    Output own;
    for (; first + 1 < end; ++first) {
      const Piece& piece = pieces[first];
      if (piece.kind == Piece::Kind::attribute) {
        own.push_back(piece);
      } else if (!is_attribute(piece)) {
        break;
      } else {
        copy_node(evaluation_, piece.item, own);
      }
    }
    start(*pieces[at].name, own);
    for (std::size_t i = first; i + 1 < end;) i = piece(pieces, i);
    flush_text();
    builder_.end_element();
    scopes_.pop_back();
    return end;
  }

  [[nodiscard]] bool is_attribute(const Piece& piece) const {
    return piece.kind == Piece::Kind::item && piece.item.type() == xpath::Type::node &&
           evaluation_.tree_of(piece.item).kind(piece.item.id()) == xml::NodeKind::attribute;
  }

  void start(const NodeName& name, const Output& attributes) {
    scopes_.emplace_back();
    declare(name.prefix, name.uri);
    for (const Piece& piece : attributes) {
      const NodeName& own = *piece.name;
      std::string_view prefix = own.prefix;
      if (prefix.empty() && !own.uri.empty()) prefix = "ns0";
      if (!prefix.empty() && prefix != "xml") declare(prefix, own.uri);
      const auto same = std::find_if(attributes_.begin(), attributes_.end(), [&](const auto& known) {
        return known.local == own.local && known.uri == own.uri;
      });
      if (same != attributes_.end()) attributes_.erase(same);  // the last of that name counts
      attributes_.push_back({own.uri, own.local, prefix, piece.item.text()});
    }
    builder_.start_element(name.uri, name.local, name.prefix, attributes_, scopes_.back(), {});
  }

  /// Adds a declaration to the innermost element when the prefix does not mean that already.
  void declare(std::string_view prefix, std::string_view uri) {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      const auto found = std::find_if(scope->begin(), scope->end(),
                                      [&](const auto& known) { return known.prefix == prefix; });
      if (found == scope->end()) continue;
      if (found->uri == uri) return;
      break;
    }
    const bool is_nothing = prefix.empty() && uri.empty() && scopes_.size() == 1;
    if (!is_nothing) scopes_.back().push_back({prefix, uri});
  }

  Evaluation& evaluation_;
  xml::TreeBuilder builder_;
  std::string text_;
  bool after_atomic_ = false;
  std::vector<xml::AttributeEvent> attributes_;
  std::vector<std::vector<xml::NamespaceDeclaration>> scopes_;  ///< of the open elements
};

/// A node that stands alone: the first child of the document that is made of it.
Item first_child(Evaluation& evaluation, const Item& document) {
  return Item::node(document.tree(), evaluation.tree_of(document).first_child(document.id()));
}

/// A text among other items must be a node: side by side they become one where their text is asked for.
Item text_node(Evaluation& evaluation, const Piece& piece) {
  if (piece.item.text().empty()) return piece.item;
  return first_child(evaluation, document_of(evaluation, std::span(&piece, 1)));
}

Item lone_attribute(Evaluation& evaluation, const Piece& attribute) {
  const NodeName bearer{"", "attribute", ""};
  const Output around{{Piece::Kind::begin_element, {}, &bearer}, attribute, {Piece::Kind::end, {}, nullptr}};
  const Item document = document_of(evaluation, around);
  const xml::NodeId element = evaluation.tree_of(document).root();
  return Item::node(document.tree(), evaluation.tree_of(document).attributes_begin(element));
}

const NodeName* name_of(Evaluation& evaluation, const xml::Tree& tree, xml::NodeId n) {
  xpath::Arena& arena = evaluation.arena();
  return arena.make(NodeName{arena.copy(tree.namespace_uri(n)), arena.copy(tree.local_name(n)),
                             arena.copy(tree.prefix(n))});
}

Item text_item(std::string_view text) { return Item::text(text, xpath::Type::untyped_atomic); }

void copy_subtree(Evaluation& evaluation, const xml::Tree& tree, xml::NodeId n, Output& out) {
  switch (tree.kind(n)) {
    case xml::NodeKind::document:
    case xml::NodeKind::element: {
      const bool is_element = tree.is_element(n);
      out.push_back({is_element ? Piece::Kind::begin_element : Piece::Kind::begin_document,
                     {},
                     is_element ? name_of(evaluation, tree, n) : nullptr});
      if (is_element) {
        for (xml::NodeId a = tree.attributes_begin(n); a < tree.attributes_end(n); ++a)
          copy_subtree(evaluation, tree, a, out);
      }
      for (xml::NodeId c = tree.first_child(n); c != xml::kNoNode; c = tree.next_sibling(c))
        copy_subtree(evaluation, tree, c, out);
      out.push_back({Piece::Kind::end, {}, nullptr});
      break;
    }
    case xml::NodeKind::attribute:
      out.push_back({Piece::Kind::attribute, text_item(tree.text(n)), name_of(evaluation, tree, n)});
      break;
    case xml::NodeKind::text: out.push_back({Piece::Kind::text, text_item(tree.text(n)), nullptr}); break;
    case xml::NodeKind::comment:
      out.push_back({Piece::Kind::comment, text_item(tree.text(n)), nullptr});
      break;
    case xml::NodeKind::processing_instruction:
      out.push_back({Piece::Kind::instruction, text_item(tree.text(n)), name_of(evaluation, tree, n)});
      break;
  }
}

}  // namespace

Item joined(Evaluation& evaluation, std::span<const Piece> pieces, std::string_view between) {
  std::string text;
  bool after_atomic = false;
  for (const Piece& piece : pieces) {
    const bool is_item = piece.kind == Piece::Kind::item;
    if (!is_item && piece.kind != Piece::Kind::text) continue;
    const bool is_atomic = is_item && !evaluation.is_text_node(piece.item);
    const Item item = evaluation.atomize(piece.item, evaluation.arena());
    const std::string_view own = xpath::text_of(item, evaluation.arena());
    evaluation.arena().require(text.size() + own.size());
    if (is_atomic && after_atomic) text += between;
    after_atomic = is_atomic;
    text += own;
  }
  return text_item(evaluation.arena().copy(text));
}

Item document_of(Evaluation& evaluation, std::span<const Piece> pieces) {
  TreeWriter writer(evaluation);
  writer.content(pieces);
  return writer.finish();
}

xpath::Sequence items_of(Evaluation& evaluation, std::span<const Piece> pieces) {
  xpath::SequenceBuilder out(evaluation.arena());
  const bool is_alone = pieces.size() == 1;
  for (std::size_t i = 0; i < pieces.size();) {
    const Piece& piece = pieces[i];
    const std::size_t end = behind(pieces, i);
    const auto own = pieces.subspan(i, end - i);
    switch (piece.kind) {
      case Piece::Kind::item: out.add(piece.item); break;
      case Piece::Kind::text: out.add(is_alone ? piece.item : text_node(evaluation, piece)); break;
      case Piece::Kind::begin_document: out.add(document_of(evaluation, own)); break;
      case Piece::Kind::attribute: out.add(lone_attribute(evaluation, piece)); break;
      case Piece::Kind::end: break;
      default: out.add(first_child(evaluation, document_of(evaluation, own))); break;
    }
    i = end;
  }
  return out.finish();
}

void copy_node(Evaluation& evaluation, const Item& node, Output& out) {
  if (node.type() == xpath::Type::namespace_node) return;  // declared where it is needed
  const xml::Tree& tree = evaluation.tree_of(node);
  const std::size_t before = out.size();
  copy_subtree(evaluation, tree, node.id(), out);
  // The texts of a tree stay where they are; what was made of them is charged.
  evaluation.arena().require((out.size() - before) * sizeof(Piece));
}

}  // namespace quittance::schematron
