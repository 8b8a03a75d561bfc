#include "formats/xml/c14n.h"

#include <algorithm>
#include <unordered_map>

namespace quittance::xml {

namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::size_t kPieceBytes = 4096;

constexpr std::string_view kTextSpecials = "&<>\r", kAttributeSpecials = "&<\"\t\n\r";

std::string_view text_reference(char c) {
  return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&#xD;";
}

std::string_view attribute_reference(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '"': return "&quot;";
    case '\t': return "&#x9;";
    case '\n': return "&#xA;";
    default: return "&#xD;";
  }
}

template <typename Put>
void escape(std::string_view text, std::string_view special, std::string_view (*reference)(char), Put put) {
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of(special), text.size());
    put(text.substr(0, plain));
    if (plain == text.size()) return;
    put(reference(text[plain]));
    text.remove_prefix(plain + 1);
  }
}

/// Prefix bindings with undo. Looking one up does not cost more in a document that declares many.
class Scope {
 public:
  [[nodiscard]] std::size_t mark() const { return log_.size(); }
  void bind(std::string_view prefix, std::string_view uri) {
    bindings_[prefix].push_back(uri);
    log_.push_back(prefix);
  }
  void undo_to(std::size_t mark) {
    for (; log_.size() > mark; log_.pop_back()) bindings_[log_.back()].pop_back();
  }
  /// "" when unbound: XML 1.0 namespaces cannot bind a prefix to "" except the default one, where it means
  /// the same.
  [[nodiscard]] std::string_view find(std::string_view prefix) const {
    const auto found = bindings_.find(prefix);
    return found == bindings_.end() || found->second.empty() ? std::string_view() : found->second.back();
  }
  /// Every prefix bound to something now.
  [[nodiscard]] std::vector<NamespaceDeclaration> all() const {
    std::vector<NamespaceDeclaration> bound;
    for (const auto& [prefix, uris] : bindings_)
      if (!uris.empty() && !uris.back().empty()) bound.push_back({prefix, uris.back()});
    return bound;
  }

 private:
  std::unordered_map<std::string_view, std::vector<std::string_view>> bindings_;
  std::vector<std::string_view> log_;
};

class Writer {
 public:
  Writer(const Tree& tree, NodeId apex, const C14n& form, OctetSink& sink)
      : tree_(tree), apex_(apex), form_(form), sink_(sink) {
    piece_.reserve(kPieceBytes + 256);
  }

  void run() {
    if (tree_.is_element(apex_)) enter_ancestors();
    for (NodeId n = apex_; n < tree_.end(apex_);) {
      close_until(n);
      if (n == form_.omitted) {
        n = tree_.end(n);
        continue;
      }
      visit(n);
      n = tree_.is_element(n) ? tree_.attributes_end(n) : n + 1;
    }
    close_until(tree_.end(apex_));
    if (!piece_.empty()) sink_.write(piece_);
  }

 private:
  struct Open {
    NodeId element;
    std::size_t in_scope, rendered;
  };

  void visit(NodeId n) {
    switch (tree_.kind(n)) {
      case NodeKind::element: start(n); break;
      case NodeKind::text: escape_text(tree_.text(n)); break;
      case NodeKind::comment:
        if (form_.comments) outside_root(n, [&] { put("<!--"), put(tree_.text(n)), put("-->"); });
        break;
      case NodeKind::processing_instruction: outside_root(n, [&] { instruction(n); }); break;
      case NodeKind::attribute:
      case NodeKind::document: break;
    }
  }

  void enter_ancestors() {
    std::vector<NodeId> ancestors;
    for (NodeId at = tree_.parent(apex_); at != kNoNode && tree_.is_element(at); at = tree_.parent(at))
      ancestors.push_back(at);
    for (auto at = ancestors.rbegin(); at != ancestors.rend(); ++at) declare(*at);
  }

  void declare(NodeId element) {
    for (const NamespaceDeclaration& own : tree_.namespace_declarations(element))
      if (own.prefix != "xml") in_scope_.bind(own.prefix, own.uri);
  }

  void start(NodeId element) {
    open_.push_back({element, in_scope_.mark(), rendered_.mark()});
    declare(element);
    put("<");
    put_name(element);
    namespaces_.clear();
    form_.exclusive ? collect_utilized(element) : collect_inclusive(element);
    std::sort(namespaces_.begin(), namespaces_.end(),
              [](const auto& a, const auto& b) { return a.prefix < b.prefix; });
    for (const NamespaceDeclaration& one : namespaces_) put_declaration(one);
    put_attributes(element);
    put(">");
  }

  /// Exclusive: what the element's own name and its attributes use, and what the PrefixList names.
  void collect_utilized(NodeId element) {
    render(tree_.prefix(element));
    for (NodeId a = tree_.attributes_begin(element); a < tree_.attributes_end(element); ++a)
      if (!tree_.prefix(a).empty()) render(tree_.prefix(a));
    for (const std::string& prefix : form_.inclusive_prefixes)
      render(prefix == "#default" ? std::string_view() : std::string_view(prefix));
  }

  /// Inclusive: every binding in scope at the apex, below it only what changes.
  void collect_inclusive(NodeId element) {
    if (element == apex_) {
      for (const NamespaceDeclaration& one : in_scope_.all()) render(one.prefix);
      return;
    }
    for (const NamespaceDeclaration& own : tree_.namespace_declarations(element)) render(own.prefix);
  }

  /// Writes the binding of a prefix unless the output's nearest ancestor already has it.
  void render(std::string_view prefix) {
    if (prefix == "xml") return;
    const std::string_view uri = in_scope_.find(prefix);
    if (rendered_.find(prefix) == uri) return;
    if (uri.empty() && !prefix.empty()) return;  // a PrefixList may name what is not bound here
    rendered_.bind(prefix, uri);
    namespaces_.push_back({prefix, uri});
  }

  void put_declaration(const NamespaceDeclaration& one) {
    put(one.prefix.empty() ? " xmlns" : " xmlns:");
    put(one.prefix);
    put("=\"");
    escape_attribute(one.uri);
    put("\"");
  }

  void put_attributes(NodeId element) {
    attributes_.clear();
    for (NodeId a = tree_.attributes_begin(element); a < tree_.attributes_end(element); ++a)
      attributes_.push_back(a);
    if (!form_.exclusive && element == apex_) inherit_xml_attributes(element);
    std::sort(attributes_.begin(), attributes_.end(), [&](NodeId a, NodeId b) {
      const int by_namespace = tree_.namespace_uri(a).compare(tree_.namespace_uri(b));
      return by_namespace != 0 ? by_namespace < 0 : tree_.local_name(a) < tree_.local_name(b);
    });
    for (const NodeId a : attributes_) {
      put(" ");
      put_name(a);
      put("=\"");
      escape_attribute(tree_.text(a));
      put("\"");
    }
  }

  /// Canonical XML 1.0, 2.4: attributes of the XML namespace come down from omitted ancestors, the nearest
  /// first.
  void inherit_xml_attributes(NodeId element) {
    for (NodeId at = tree_.parent(element); at != kNoNode && tree_.is_element(at); at = tree_.parent(at))
      for (NodeId a = tree_.attributes_begin(at); a < tree_.attributes_end(at); ++a) {
        const bool known = std::any_of(attributes_.begin(), attributes_.end(),
                                       [&](NodeId other) { return tree_.name(other) == tree_.name(a); });
        if (tree_.namespace_uri(a) == kXmlNamespace && !known) attributes_.push_back(a);
      }
  }

  void close_until(NodeId n) {
    while (!open_.empty() && tree_.end(open_.back().element) <= n) {
      put("</");
      put_name(open_.back().element);
      put(">");
      in_scope_.undo_to(open_.back().in_scope);
      rendered_.undo_to(open_.back().rendered);
      open_.pop_back();
    }
  }

  void instruction(NodeId n) {
    put("<?");
    put(tree_.local_name(n));
    if (!tree_.text(n).empty()) put(" "), put(tree_.text(n));
    put("?>");
  }

  /// Comments and instructions beside the root stand on lines of their own.
  template <typename Put>
  void outside_root(NodeId n, Put put_node) {
    const bool outside = tree_.parent(n) == Tree::document();
    if (outside && n > tree_.root()) put("\n");
    put_node();
    if (outside && n < tree_.root()) put("\n");
  }

  void put_name(NodeId n) {
    if (!tree_.prefix(n).empty()) put(tree_.prefix(n)), put(":");
    put(tree_.local_name(n));
  }

  void escape_text(std::string_view text) {
    escape(text, kTextSpecials, text_reference, [this](std::string_view piece) { put(piece); });
  }
  void escape_attribute(std::string_view text) {
    escape(text, kAttributeSpecials, attribute_reference, [this](std::string_view piece) { put(piece); });
  }

  void put(std::string_view text) {
    if (text.size() >= kPieceBytes) {  // a large text goes out as it lies in the tree
      if (!piece_.empty()) sink_.write(piece_);
      piece_.clear();
      sink_.write(text);
      return;
    }
    piece_.append(text);
    if (piece_.size() < kPieceBytes) return;
    sink_.write(piece_);
    piece_.clear();
  }

  const Tree& tree_;
  const NodeId apex_;
  const C14n& form_;
  OctetSink& sink_;
  Bytes piece_;
  Scope in_scope_, rendered_;
  std::vector<Open> open_;
  std::vector<NamespaceDeclaration> namespaces_;
  std::vector<NodeId> attributes_;
};

}  // namespace

void canonicalize(const Tree& tree, NodeId apex, const C14n& form, OctetSink& sink) {
  Writer(tree, apex, form, sink).run();
}

Bytes canonical_form(const Tree& tree, NodeId apex, const C14n& form) {
  struct Gather : OctetSink {
    Bytes all;
    void write(BytesView piece) override { all.append(piece); }
  } gather;
  canonicalize(tree, apex, form, gather);
  return std::move(gather.all);
}

void append_canonical_text(Bytes& out, std::string_view text) {
  escape(text, kTextSpecials, text_reference, [&](std::string_view piece) { out.append(piece); });
}

void append_canonical_attribute(Bytes& out, std::string_view value) {
  escape(value, kAttributeSpecials, attribute_reference, [&](std::string_view piece) { out.append(piece); });
}

}  // namespace quittance::xml
