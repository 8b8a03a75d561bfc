#include "formats/xml/write.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "formats/xml/encoding.h"

namespace quittance::xml {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

struct Character {
  std::size_t length;  ///< octets
  bool allowed;        ///< in XML 1.0
};

/// The character that `rest` begins with; an octet that begins none stands for itself.
Character first_character(std::string_view rest) {
  const auto lead = static_cast<unsigned char>(rest[0]);
  if (lead < 0x80) return {1, lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r'};
  const auto text = rest.substr(0, lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
  if (find_invalid_utf8(text) != kAllValid) return {1, false};
  return {text.size(), text != "\xef\xbf\xbe" && text != "\xef\xbf\xbf"};
}

std::string_view reference(char c, bool in_attribute) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '\r': return "&#13;";
    case '"': return in_attribute ? "&quot;" : "";
    case '\t': return in_attribute ? "&#9;" : "";
    case '\n': return in_attribute ? "&#10;" : "";
    default: return "";
  }
}

void append_escaped(std::string_view value, bool in_attribute, Bytes& out) {
  for (std::size_t at = 0; at < value.size();) {
    const auto [length, allowed] = first_character(value.substr(at));
    const auto replaced = length == 1 ? reference(value[at], in_attribute) : std::string_view();
    out += !allowed ? kReplacement : replaced.empty() ? value.substr(at, length) : replaced;
    at += length;
  }
}

constexpr bool starts_name(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

bool is_ncname(std::string_view name) {
  const auto continues = [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return starts_name(octet) || (octet >= '0' && octet <= '9') || octet == '-' || octet == '.';
  };
  return !name.empty() && starts_name(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), continues);
}

}  // namespace

void append_escaped_text(std::string_view text, Bytes& out) { append_escaped(text, false, out); }
void append_escaped_attribute(std::string_view value, Bytes& out) { append_escaped(value, true, out); }

bool is_qualified_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return is_ncname(name);
  return is_ncname(name.substr(0, colon)) && is_ncname(name.substr(colon + 1));
}

Writer::Writer(Layout layout, Declaration declaration) : layout_(layout) {
  if (declaration == Declaration::written)
    out_ = R"(<?xml version="1.0" encoding="UTF-8"?>)"
           "\n";
}

void Writer::close_start_tag() {
  if (!in_start_tag_) return;
  assert(is_declared(open_.back().name));
  out_ += '>';
  in_start_tag_ = false;
}

void Writer::line() {
  if (layout_ == Layout::compact || out_.empty() || out_.back() == '\n') return;
  out_ += '\n';
  out_.append(2 * open_.size(), ' ');
}

bool Writer::is_declared(std::string_view name) const {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos || name.starts_with("xml:")) return true;
  return std::find(prefixes_.begin(), prefixes_.end(), name.substr(0, colon)) != prefixes_.end();
}

Writer& Writer::start(std::string_view name) {
  assert(is_qualified_name(name));
  close_start_tag();
  if (!open_.empty()) {
    if (!open_.back().has_text) line();
    open_.back().has_elements = true;
  }
  out_ += '<';
  out_ += name;
  open_.push_back({std::string(name), false, false, prefixes_.size()});
  in_start_tag_ = true;
  return *this;
}

Writer& Writer::declare(std::string_view prefix, std::string_view uri) {
  assert(in_start_tag_);
  assert(prefix.empty() || is_ncname(prefix));
  out_ += prefix.empty() ? " xmlns" : " xmlns:";
  out_ += prefix;
  out_ += "=\"";
  append_escaped_attribute(uri, out_);
  out_ += '"';
  prefixes_.emplace_back(prefix);
  return *this;
}

Writer& Writer::attribute(std::string_view name, std::string_view value) {
  assert(in_start_tag_);
  assert(is_qualified_name(name) && is_declared(name));
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  append_escaped_attribute(value, out_);
  out_ += '"';
  return *this;
}

Writer& Writer::text(std::string_view value) {
  assert(!open_.empty());
  if (value.empty()) return *this;
  close_start_tag();
  open_.back().has_text = true;
  append_escaped_text(value, out_);
  return *this;
}

Writer& Writer::end() {
  assert(!open_.empty());
  const Open element = std::move(open_.back());
  if (in_start_tag_) {
    assert(is_declared(element.name));
    out_ += "/>";
    in_start_tag_ = false;
    open_.pop_back();
  } else {
    open_.pop_back();
    if (element.has_elements && !element.has_text) line();
    out_ += "</" + element.name + ">";
  }
  prefixes_.resize(element.declared);
  return *this;
}

Writer& Writer::leaf(std::string_view name, std::string_view value) { return start(name).text(value).end(); }

Writer& Writer::comment(std::string_view value) {
  close_start_tag();
  if (!open_.empty() && !open_.back().has_text) line();
  out_ += "<!--";
  std::string safe;
  for (const char c : value) {
    if (c == '-' && !safe.empty() && safe.back() == '-') safe += ' ';
    safe += c;
  }
  if (!safe.empty() && safe.back() == '-') safe += ' ';
  // Escaping keeps characters out that XML cannot hold; references mean nothing here, but do no harm.
  append_escaped_text(safe, out_);
  out_ += "-->";
  return *this;
}

Writer& Writer::copy(const Tree& tree, NodeId element) {
  assert(tree.is_element(element));
  start(tree.qualified_name(element));
  std::vector<NamespaceDeclaration> scope = tree.namespace_declarations(element);
  for (NodeId at = tree.parent(element); at != kNoNode && tree.is_element(at); at = tree.parent(at))
    for (const auto& outer : tree.namespace_declarations(at)) {
      const auto same = [&](const auto& inner) { return inner.prefix == outer.prefix; };
      if (std::none_of(scope.begin(), scope.end(), same)) scope.push_back(outer);
    }
  // A default namespace around the copy must not reach into it.
  const auto is_default = [](const auto& declaration) { return declaration.prefix.empty(); };
  const bool around = std::find(prefixes_.begin(), prefixes_.end(), "") != prefixes_.end();
  if (around && std::none_of(scope.begin(), scope.end(), is_default)) scope.push_back({"", ""});
  for (const auto& declaration : scope) declare(declaration.prefix, declaration.uri);
  for (NodeId at = tree.attributes_begin(element); at < tree.attributes_end(element); ++at)
    attribute(tree.qualified_name(at), tree.text(at));
  open_.back().has_text = true;  // nothing may be added inside, white space neither
  for (NodeId child = tree.first_child(element); child != kNoNode; child = tree.next_sibling(child))
    write_node(tree, child);
  return end();
}

void Writer::write_node(const Tree& tree, NodeId node) {
  close_start_tag();
  switch (tree.kind(node)) {
    case NodeKind::text: append_escaped_text(tree.text(node), out_); return;
    case NodeKind::comment: out_.append("<!--").append(tree.text(node)).append("-->"); return;
    case NodeKind::processing_instruction:
      out_.append("<?").append(tree.local_name(node));
      if (!tree.text(node).empty()) out_.append(" ").append(tree.text(node));
      out_ += "?>";
      return;
    default: break;
  }
  start(tree.qualified_name(node));
  open_.back().has_text = true;
  for (const auto& declaration : tree.namespace_declarations(node))
    declare(declaration.prefix, declaration.uri);
  for (NodeId at = tree.attributes_begin(node); at < tree.attributes_end(node); ++at)
    attribute(tree.qualified_name(at), tree.text(at));
  for (NodeId child = tree.first_child(node); child != kNoNode; child = tree.next_sibling(child))
    write_node(tree, child);
  end();
}

Bytes Writer::finish() {
  while (!open_.empty()) end();
  if (layout_ == Layout::indented && !out_.empty()) out_ += '\n';
  return std::exchange(out_, {});
}

Bytes serialise(const Tree& tree, NodeId element) {
  return Writer(Writer::Layout::compact, Writer::Declaration::omitted).copy(tree, element).finish();
}

}  // namespace quittance::xml
