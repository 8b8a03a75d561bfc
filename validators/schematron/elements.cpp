#include "validators/schematron/elements.h"

#include <algorithm>

#include "validators/schematron/encoding.h"

namespace quittance::schematron {

namespace {

constexpr int kMaxInclusions = 2000;
constexpr int kMaxInclusionDepth = 64;

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The parameter that stands at the beginning of `name`, or nullptr.
const std::pair<std::string, std::string>* find_parameter(std::string_view name,
                                                          const Parameters& parameters) {
  const std::pair<std::string, std::string>* best = nullptr;
  for (const auto& parameter : parameters) {
    const std::string& key = parameter.first;
    if (key == name) return &parameter;
    const bool is_part = name.size() > key.size() && name.substr(0, key.size()) == key &&
                         (name[key.size()] == '-' || name[key.size()] == '.');
    if (is_part && (best == nullptr || key.size() > best->first.size())) best = &parameter;
  }
  return best;
}

/// "a/b/../c.sch" → "a/c.sch"; leading ".." stay.
std::string normalized(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
    begin = end + 1;
  }
  std::string out = path.starts_with('/') ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i ? "/" : "") + parts[i];
  return out;
}

std::string folder_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? "" : name.substr(0, slash + 1);
}

xml::NodeId find_id(const xml::Tree& tree, std::string_view id) {
  for (xml::NodeId n = 0; n < tree.size(); ++n) {
    if (!tree.is_element(n)) continue;
    if (tree.attribute(n, "", "id") == id || tree.attribute(n, kXml, "id") == id) return n;
  }
  return xml::kNoNode;
}

Error error_at(const std::string& file, xml::Position at, const std::string& why) {
  return {"SCHEMATRON", Retry::never,
          file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + why};
}

}  // namespace

std::string beside(const std::string& file, const std::string& reference) {
  return normalized(reference.starts_with('/') ? reference : folder_of(file) + reference);
}

std::string substitute(std::string_view text, const Parameters& parameters) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t dollar = text.find('$', at);
    out += text.substr(at, dollar == std::string_view::npos ? dollar : dollar - at);
    if (dollar == std::string_view::npos) break;
    std::size_t end = dollar + 1;
    while (end < text.size() && is_name_byte(text[end])) ++end;
    const std::string_view name = text.substr(dollar + 1, end - dollar - 1);
    if (const auto* found = find_parameter(name, parameters)) {
      out += found->second;
      at = dollar + 1 + found->first.size();
    } else {
      out += text.substr(dollar, end - dollar);
      at = end;
    }
  }
  return out;
}

std::string Element::attribute(std::string_view name, std::string_view uri) const {
  const std::string_view value = tree().attribute(node_, uri, name);
  if (parameters_ == nullptr || value.find('$') == std::string_view::npos) return std::string(value);
  return substitute(value, *parameters_);
}

std::string Element::required(std::string_view name) const {
  if (!has(name)) refuse("<" + this->name() + "> needs the attribute " + std::string(name));
  return attribute(name);
}

Text Element::expression(std::string_view attribute, std::uint32_t scope) const {
  return {required(attribute), place(), scope};
}

void Element::allow(std::initializer_list<std::string_view> attributes) const {
  for (xml::NodeId a = tree().attributes_begin(node_); a < tree().attributes_end(node_); ++a) {
    if (!tree().namespace_uri(a).empty()) continue;
    if (std::find(attributes.begin(), attributes.end(), tree().local_name(a)) != attributes.end()) continue;
    refuse("unknown attribute " + std::string(tree().local_name(a)) + " of <" + name() + ">");
  }
}

Place Element::place() const {
  const xml::Position at = tree().position(node_);
  return {document_->index, at.line, at.column};
}

void Element::refuse(const std::string& why) const {
  throw Refused(error_at(document_->name, tree().position(node_), why));
}

const Document& Elements::load(const std::string& name, const Element* from) {
  if (const auto known = by_name_.find(name); known != by_name_.end()) return *known->second;
  Result<Bytes> bytes = files_.read(name);
  if (!bytes) {
    if (from != nullptr) from->refuse("cannot read " + name + ": " + bytes.error().detail);
    throw Refused(bytes.error());
  }
  Result<xml::Tree> tree = reader_.read(in_utf8(std::move(bytes).value()));
  if (!tree) throw Refused({tree.error().code, Retry::never, name + ":" + tree.error().detail});
  auto document = std::make_unique<Document>();
  document->name = name;
  document->index = static_cast<std::uint32_t>(documents_.size());
  document->tree = std::move(tree).value();
  documents_.push_back(std::move(document));
  by_name_[name] = documents_.back().get();
  return *documents_.back();
}

Element Elements::open(const std::string& name) {
  const Document& document = load(name, nullptr);
  return {document, document.tree.root(), nullptr, false};
}

Element Elements::resolve(const Element& from, const std::string& href) {
  if (++inclusions_ > kMaxInclusions) from.refuse("more than 2000 inclusions");
  const std::size_t hash = href.find('#');
  const std::string file = href.substr(0, hash);
  if (file.find("://") != std::string::npos)
    from.refuse("only files of the pack may be included, not " + file);
  const Document* document = &from.document();
  if (!file.empty()) document = &load(beside(from.document().name, file), &from);
  if (hash == std::string::npos) return {*document, document->tree.root(), from.parameters(), true};
  const std::string id = href.substr(hash + 1);
  const xml::NodeId node = find_id(document->tree, id);
  if (node == xml::kNoNode) from.refuse("no element with id " + id + " in " + document->name);
  return {*document, node, from.parameters(), true};
}

std::vector<Element> Elements::children(const Element& parent) {
  std::vector<Element> out;
  add_children(parent, 0, out);
  return out;
}

void Elements::add_children(const Element& parent, int depth, std::vector<Element>& out) {
  const xml::Tree& tree = parent.tree();
  for (xml::NodeId n = tree.first_child(parent.node()); n != xml::kNoNode; n = tree.next_sibling(n)) {
    if (!tree.is_element(n)) continue;
    const Element child(parent.document(), n, parent.parameters(), parent.is_included());
    if (child.is_sch("include")) {
      add_included(child, depth + 1, out);
    } else {
      out.push_back(child);
    }
  }
}

void Elements::add_included(const Element& include, int depth, std::vector<Element>& out) {
  include.allow({"href", "id"});
  if (depth > kMaxInclusionDepth) include.refuse("inclusions nested deeper than 64 (a circle?)");
  const Element target = resolve(include, include.required("href"));
  if (target.is_sch("include")) {
    add_included(target, depth + 1, out);
  } else if (target.is_sch("schema")) {
    add_children(target, depth + 1, out);  // a whole schema is included for what stands in it
  } else {
    out.push_back(target);
  }
}

std::vector<std::string> Elements::names() const {
  std::vector<std::string> out;
  out.reserve(documents_.size());
  for (const auto& document : documents_) out.push_back(document->name);
  return out;
}

Scope scope_of(const xml::Tree& tree, xml::NodeId element) {
  Scope scope;
  for (xml::NodeId n = element; n != xml::kNoNode && tree.is_element(n); n = tree.parent(n)) {
    for (const auto& [prefix, uri] : tree.namespace_declarations(n)) {
      const bool known = std::any_of(scope.namespaces.begin(), scope.namespaces.end(),
                                     [&p = prefix](const auto& entry) { return entry.first == p; });
      if (!prefix.empty() && !known) scope.namespaces.emplace_back(prefix, uri);
    }
    if (!scope.default_element_namespace.empty()) continue;
    std::string_view by_default =
        tree.attribute(n, tree.namespace_uri(n) == kXslt ? "" : kXslt, "xpath-default-namespace");
    scope.default_element_namespace = by_default;
  }
  return scope;
}

std::string collapse(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_white(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text) {
    if (!is_white(c)) {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

}  // namespace quittance::schematron
