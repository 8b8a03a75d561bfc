#include "tests/conformance/differential/document.h"

namespace quittance::differential {

namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '&': out += "&amp;"; break;
      case '\'': out += "&#39;"; break;
      case '\n': out += "&#10;"; break;
      case '\t': out += "&#9;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string random_value(Dice& dice) {
  return dice.one_of({"1",
                      "2",
                      "3.50",
                      "a",
                      "0",
                      "abc",
                      "true",
                      "-7",
                      " 2 ",
                      "b c",
                      "10",
                      "2.5",
                      "1e1",
                      "INF",
                      "NaN",
                      "\xC3\xA9",
                      "\xF0\x9F\x92\xB6x",
                      "false",
                      "-0",
                      "a b  c",
                      "0.1",
                      "100000000000000000000",
                      "A",
                      "<&'\">"});
}

class Grower {
 public:
  Grower(Dice& dice, std::size_t most) : dice_(dice), left_(most) {}

  Document grow() {
    out_.nodes.emplace_back();
    element(0, 0);
    return std::move(out_);
  }

 private:
  std::size_t add(Node::Kind kind, std::size_t parent) {
    Node node;
    node.kind = kind;
    node.parent = parent;
    out_.nodes.push_back(std::move(node));
    const std::size_t made = out_.nodes.size() - 1;
    Node& above = out_.nodes[parent];
    (kind == Node::Kind::attribute ? above.attributes : above.children).push_back(made);
    return made;
  }
  void element(std::size_t parent, unsigned depth) {
    --left_;
    const std::size_t made = add(Node::Kind::element, parent);
    out_.nodes[made].local = dice_.one_of({"a", "b", "c", "d"});
    if (dice_.once_in(6)) out_.nodes[made].prefix = "p";
    attributes(made);
    const unsigned children = depth > 5 ? 0 : dice_.below(5);
    bool after_text = false;
    for (unsigned i = 0; i < children || (i == 0 && depth == 0); ++i)
      after_text = child(made, depth, after_text);
  }
  void attributes(std::size_t element) {
    std::string names;
    for (unsigned count = dice_.below(4) % 3; count > 0; --count) {
      const std::string local = dice_.one_of({"x", "y", "a"});
      if (names.find(local) != std::string::npos) continue;
      names += local;
      const std::size_t made = add(Node::Kind::attribute, element);
      out_.nodes[made].local = local;
      if (dice_.once_in(8)) out_.nodes[made].prefix = "p";
      out_.nodes[made].value = random_value(dice_);
    }
  }
  /// True when the child is text, which another may not follow at once.
  bool child(std::size_t parent, unsigned depth, bool after_text) {
    const unsigned kind = dice_.below(12);
    if (kind < 6 && left_ > 0) {
      element(parent, depth + 1);
      return false;
    }
    if (kind == 10) {
      out_.nodes[add(Node::Kind::comment, parent)].value = dice_.one_of({"c", "1", "a"});
      return false;
    }
    if (kind == 11) {
      const std::size_t made = add(Node::Kind::instruction, parent);
      out_.nodes[made].local = dice_.one_of({"t", "u"});
      out_.nodes[made].value = dice_.one_of({"d", "1"});
      return false;
    }
    if (!after_text) out_.nodes[add(Node::Kind::text, parent)].value = random_value(dice_);
    return true;
  }

  Dice& dice_;
  std::size_t left_;
  Document out_;
};

void write(const Document& document, std::size_t at, std::string& out) {
  const Node& node = document.nodes[at];
  switch (node.kind) {
    case Node::Kind::document: break;
    case Node::Kind::text:
    case Node::Kind::attribute: out += escaped(node.value); return;
    case Node::Kind::comment: out += "<!--" + node.value + "-->"; return;
    case Node::Kind::instruction: out += "<?" + node.local + " " + node.value + "?>"; return;
    case Node::Kind::element:
      out += "<" + node.name();
      if (node.parent == 0) out += " xmlns:p='urn:p'";
      for (const std::size_t attribute : node.attributes) {
        out += " " + document.nodes[attribute].name() + "='";
        write(document, attribute, out);
        out += "'";
      }
      out += ">";
  }
  for (const std::size_t child : node.children) write(document, child, out);
  if (node.kind == Node::Kind::element) out += "</" + node.name() + ">";
}

void gather(const Document& document, std::size_t at, std::string& out) {
  const Node& node = document.nodes[at];
  if (node.kind == Node::Kind::text) out += node.value;
  for (const std::size_t child : node.children) gather(document, child, out);
}

}  // namespace

std::string Document::xml() const {
  std::string out;
  write(*this, 0, out);
  return out;
}

std::string Document::string_value(std::size_t node) const {
  const Node::Kind kind = nodes[node].kind;
  if (kind != Node::Kind::document && kind != Node::Kind::element) return nodes[node].value;
  std::string out;
  gather(*this, node, out);
  return out;
}

Document random_document(Dice& dice, std::size_t most) { return Grower(dice, most).grow(); }

Document without(const Document& document, std::size_t node) {
  std::vector<bool> dropped(document.nodes.size());
  std::vector<std::size_t> place(document.nodes.size());
  Document out;
  for (std::size_t n = 0; n < document.nodes.size(); ++n) {
    const Node& old = document.nodes[n];
    dropped[n] = n == node || (n > 0 && dropped[old.parent]);
    // Two texts side by side would be read as one.
    if (n > 0 && !dropped[n] && old.kind == Node::Kind::text) {
      const auto& siblings = out.nodes[place[old.parent]].children;
      dropped[n] = !siblings.empty() && out.nodes[siblings.back()].kind == Node::Kind::text;
    }
    if (dropped[n]) continue;
    Node copy = old;
    copy.attributes.clear();
    copy.children.clear();
    place[n] = out.nodes.size();
    if (n > 0) {
      copy.parent = place[old.parent];
      Node& above = out.nodes[copy.parent];
      (old.kind == Node::Kind::attribute ? above.attributes : above.children).push_back(place[n]);
    }
    out.nodes.push_back(std::move(copy));
  }
  return out;
}

}  // namespace quittance::differential
