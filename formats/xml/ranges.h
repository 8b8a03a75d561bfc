// Where elements stand in the bytes of a document, for those who hand on a part of it untouched.
#pragma once

#include <vector>

#include "formats/base/bytes.h"

namespace quittance::xml {

struct ElementRanges {
  BytesView root;                   ///< from "<" of the start tag to ">" of the end tag
  std::vector<BytesView> children;  ///< the child elements of the root, likewise
};

/// Only for UTF-8 text that a Reader has read without error; views into it.
ElementRanges element_ranges(BytesView text);

}  // namespace quittance::xml
