// Guard, parser and tree on any bytes: no crash, and a tree that is what a tree must be.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/xml/parse.h"
#include "formats/xml/write.h"

namespace {

using namespace quittance::xml;

void must(bool holds) {
  if (!holds) std::abort();
}

/// Every node lies inside its parent, siblings follow each other, and names resolve.
void check(const Tree& tree) {
  must(tree.root() != kNoNode);
  must(tree.end(Tree::document()) == tree.size());
  for (NodeId n = 1; n < tree.size(); ++n) {
    const NodeId above = tree.parent(n);
    must(above < n && tree.end(n) > n && tree.end(n) <= tree.end(above));
    if (const NodeId next = tree.next_sibling(n); next != kNoNode) {
      must(next == tree.end(n) && tree.previous_sibling(next) == n && tree.parent(next) == above);
    }
    if (!tree.is_element(n)) continue;
    must(tree.resolve_prefix(n, tree.prefix(n)) == tree.namespace_uri(n));
    must(tree.find_name(tree.namespace_uri(n), tree.local_name(n)) == tree.name(n));
  }
}

/// What is written reads back as the same document.
void check_written(const Tree& tree, Reader& reader) {
  const auto written = serialise(tree, tree.root());
  const auto again = reader.read(written);
  must(again.ok());
  must(serialise(*again, again->root()) == written);
  must(again->string_value(Tree::document()) == tree.string_value(Tree::document()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Reader reader;
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  const auto tree = reader.read(document);
  if (!tree) {
    must(tree.error().code.rfind("XML-", 0) == 0);
    return 0;
  }
  check(*tree);
  check_written(*tree, reader);
  return 0;
}
