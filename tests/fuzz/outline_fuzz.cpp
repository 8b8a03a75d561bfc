// A document read in pieces against the same document read whole: the first octet says how small the pieces
// are. Both take it or neither does, they hold the same but for comments and instructions, and what is said
// to be the root is a document that says the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/xml/outline.h"
#include "formats/xml/parse.h"
#include "formats/xml/write.h"
#include "tests/support/crumbs.h"

namespace {

using namespace quittance;

void must(bool holds) {
  if (!holds) std::abort();
}

std::size_t elements_below(const xml::Tree& tree, xml::NodeId parent) {
  std::size_t count = 0;
  for (xml::NodeId n = tree.first_child(parent); n != xml::kNoNode; n = tree.next_sibling(n))
    count += tree.is_element(n) ? 1 : 0;
  return count;
}

/// Everything an outline keeps, in document order: comments and processing instructions are left out, and
/// text on both sides of them is one.
std::string kept(const xml::Tree& tree) {
  std::string all;
  for (xml::NodeId n = tree.root(); n < tree.end(tree.root()); ++n) {
    switch (tree.kind(n)) {
      case xml::NodeKind::element:
        all += '<' + tree.qualified_name(n) + ' ' + std::to_string(elements_below(tree, n));
        for (const auto& [prefix, uri] : tree.namespace_declarations(n))
          all.append("|").append(prefix).append("=").append(uri);
        all += '>';
        break;
      case xml::NodeKind::attribute:
        all.append("@").append(tree.qualified_name(n)).append("=").append(tree.text(n)).append("\n");
        break;
      case xml::NodeKind::text: all.append(tree.text(n)); break;
      default: break;
    }
  }
  return all;
}

Bytes text_of(const xml::Outline& seen, const xml::Outline::Range& range) {
  must(range.begin < range.end && range.end <= seen.text.size());
  auto text = seen.text.range(range.begin, range.end - range.begin).load();
  must(text.ok() && text->starts_with("<") && text->ends_with(">"));
  return std::move(text).value();
}

void check(const xml::Outline& seen, const xml::Tree& whole, xml::Reader& reader) {
  must(kept(seen.tree) == kept(whole));
  must(seen.child_count == elements_below(whole, whole.root()));
  must(seen.children.size() <= seen.child_count);
  const auto root = reader.read(text_of(seen, seen.root));
  must(root.ok() && serialise(*root, root->root()) == serialise(whole, whole.root()));
  std::uint64_t after = seen.root.begin;
  for (const xml::Outline::Child& child : seen.children) {
    must(child.range.begin > after && child.range.end < seen.root.end);
    after = child.range.end - 1;
    text_of(seen, child.range);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static xml::Reader reader;
  if (size == 0) return 0;
  const std::string_view document(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto everything = [](std::size_t, std::string_view, std::string_view) { return xml::Keep::whole; };
  const auto seen = xml::outline(test::in_crumbs(Bytes(document), 1 + data[0]), {}, {everything});
  const auto whole = reader.read(document);
  if (!seen && seen.error().code == "XML-SIZE") return 0;  // more than may be kept
  must(seen.ok() == whole.ok());
  if (seen) check(*seen, *whole, reader);
  return 0;
}
