#include "formats/xml/tree_events.h"

#include <string>
#include <utility>
#include <vector>
#include <xercesc/sax2/Attributes.hpp>
#include <xercesc/util/XMLString.hpp>

#include "formats/xml/encoding.h"

namespace quittance::xml {
namespace {

/// The attributes of one element.
class TreeAttributes : public xercesc::Attributes {
 public:
  void add(const Tree& tree, NodeId n) {
    items_.push_back({to_utf16(tree.namespace_uri(n)), to_utf16(tree.local_name(n)),
                      to_utf16(tree.qualified_name(n)), to_utf16(tree.text(n))});
  }

  XMLSize_t getLength() const override { return items_.size(); }
  const XMLCh* getURI(XMLSize_t i) const override { return text(i, &Item::uri); }
  const XMLCh* getLocalName(XMLSize_t i) const override { return text(i, &Item::local); }
  const XMLCh* getQName(XMLSize_t i) const override { return text(i, &Item::qualified); }
  const XMLCh* getType(XMLSize_t) const override { return u"CDATA"; }
  const XMLCh* getValue(XMLSize_t i) const override { return text(i, &Item::value); }

  bool getIndex(const XMLCh* uri, const XMLCh* local, XMLSize_t& index) const override {
    for (index = 0; index < items_.size(); ++index)
      if (items_[index].uri == uri && items_[index].local == local) return true;
    return false;
  }
  bool getIndex(const XMLCh* qualified, XMLSize_t& index) const override {
    for (index = 0; index < items_.size(); ++index)
      if (items_[index].qualified == qualified) return true;
    return false;
  }
  int getIndex(const XMLCh* uri, const XMLCh* local) const override {
    XMLSize_t index = 0;
    return getIndex(uri, local, index) ? static_cast<int>(index) : -1;
  }
  int getIndex(const XMLCh* qualified) const override {
    XMLSize_t index = 0;
    return getIndex(qualified, index) ? static_cast<int>(index) : -1;
  }
  const XMLCh* getType(const XMLCh*, const XMLCh*) const override { return u"CDATA"; }
  const XMLCh* getType(const XMLCh*) const override { return u"CDATA"; }
  const XMLCh* getValue(const XMLCh* uri, const XMLCh* local) const override {
    XMLSize_t index = 0;
    return getIndex(uri, local, index) ? getValue(index) : nullptr;
  }
  const XMLCh* getValue(const XMLCh* qualified) const override {
    XMLSize_t index = 0;
    return getIndex(qualified, index) ? getValue(index) : nullptr;
  }

 private:
  struct Item {
    std::u16string uri, local, qualified, value;
  };
  const XMLCh* text(XMLSize_t i, std::u16string Item::* member) const {
    return i < items_.size() ? (items_[i].*member).c_str() : nullptr;
  }
  std::vector<Item> items_;
};

class Sender {
 public:
  Sender(const Tree& tree, xercesc::ContentHandler& content, xercesc::LexicalHandler* lexical)
      : tree_(tree), content_(content), lexical_(lexical) {}

  void children(NodeId parent) {
    for (NodeId at = tree_.first_child(parent); at != kNoNode; at = tree_.next_sibling(at)) node(at);
  }

 private:
  void node(NodeId n) {
    switch (tree_.kind(n)) {
      case NodeKind::element: element(n); return;
      case NodeKind::text: {
        const auto text = to_utf16(tree_.text(n));
        content_.characters(text.c_str(), text.size());
        return;
      }
      case NodeKind::comment: {
        const auto text = to_utf16(tree_.text(n));
        if (lexical_ != nullptr) lexical_->comment(text.c_str(), text.size());
        return;
      }
      default:
        content_.processingInstruction(to_utf16(tree_.local_name(n)).c_str(),
                                       to_utf16(tree_.text(n)).c_str());
    }
  }

  void element(NodeId n) {
    const auto declared = tree_.namespace_declarations(n);
    for (const auto& one : declared)
      content_.startPrefixMapping(to_utf16(one.prefix).c_str(), to_utf16(one.uri).c_str());
    TreeAttributes attributes;
    for (NodeId at = tree_.attributes_begin(n); at < tree_.attributes_end(n); ++at) attributes.add(tree_, at);
    const auto uri = to_utf16(tree_.namespace_uri(n));
    const auto local = to_utf16(tree_.local_name(n));
    const auto qualified = to_utf16(tree_.qualified_name(n));
    content_.startElement(uri.c_str(), local.c_str(), qualified.c_str(), attributes);
    children(n);
    content_.endElement(uri.c_str(), local.c_str(), qualified.c_str());
    for (const auto& one : declared) content_.endPrefixMapping(to_utf16(one.prefix).c_str());
  }

  const Tree& tree_;
  xercesc::ContentHandler& content_;
  xercesc::LexicalHandler* lexical_;
};

}  // namespace

void send(const Tree& tree, xercesc::ContentHandler& content, xercesc::LexicalHandler* lexical) {
  content.startDocument();
  Sender(tree, content, lexical).children(Tree::document());
  content.endDocument();
}

}  // namespace quittance::xml
