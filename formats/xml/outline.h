// What a large document says in the places one asks for, and where its outermost elements stand: read in
// pieces, so that memory does not grow with the document. For all that is small enough a Reader is simpler.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "formats/base/body.h"
#include "formats/xml/guard.h"
#include "formats/xml/tree.h"

namespace quittance::xml {

/// What becomes of an element.
enum class Keep {
  whole,   ///< it and its text and attributes; its children are asked about in their turn
  hollow,  ///< its start tag; nothing below it
  text,    ///< its start tag; all text below it is handed out, and not kept
  nothing
};

/// What is asked of an outline.
struct OutlineChoice {
  /// `depth` of the root is 1. Not asked below an element that is hollow, text or nothing.
  std::function<Keep(std::size_t depth, std::string_view uri, std::string_view local)> keep;
  std::function<Result<void>(std::string_view)> text = {};  ///< takes the text of Keep::text, UTF-8
  /// How much may be kept: octets of text and attributes, and some for each element.
  std::size_t most_bytes = std::size_t{2} << 20;
};

struct Outline {
  /// Octets of `text`, from "<" of a start tag to ">" of the end tag.
  struct Range {
    std::uint64_t begin = 0, end = 0;
  };
  /// A child element of the root.
  struct Child {
    Range range;
    std::vector<std::string> borrowed;  ///< prefixes it uses that only the root declares
  };

  Tree tree;  ///< what was kept: elements, attributes and text; no comments and processing instructions
  Body text;  ///< the document as UTF-8 without byte order mark
  Range root;
  std::vector<Child> children;  ///< the first few of them
  std::size_t child_count = 0;
};

/// Only so many children of a root are told of one by one.
inline constexpr std::size_t kOutlinedChildren = 4;
/// A document in another encoding than UTF-8 is converted in memory, up to this size.
inline constexpr std::uint64_t kConvertedBytes = std::uint64_t{4} << 20;

/// Reads a document as Reader::read() does, with the same limits, of which each is checked before the octets
/// reach the parser. Fails as that does (of places the detail tells only octets), with XML-ENCODING where a
/// document above kConvertedBytes is not UTF-8, with XML-SIZE when more is to be kept than may be, and with
/// the codes of Body and of `choice.text`.
Result<Outline> outline(const Body& document, const Limits& limits, const OutlineChoice& choice);

}  // namespace quittance::xml
