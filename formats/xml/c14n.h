// Canonical XML 1.0 and Exclusive XML Canonicalization 1.0 of a subtree of the tree, streamed.
#pragma once

#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/xml/tree.h"

namespace quittance::xml {

/// Which canonical form.
struct C14n {
  bool exclusive = true;  ///< REC-xml-exc-c14n-20020718, else REC-xml-c14n-20010315
  bool comments = false;  ///< the "with comments" variant
  /// InclusiveNamespaces PrefixList (exclusive only); "" or "#default" is the default namespace.
  std::vector<std::string> inclusive_prefixes{};
  /// A subtree left out: what the enveloped-signature transform takes away.
  NodeId omitted = kNoNode;
};

/// Takes canonical octets piece by piece, in order.
class OctetSink {
 public:
  virtual ~OctetSink() = default;
  virtual void write(BytesView piece) = 0;
};

/// Writes the canonical form of the subtree of `apex` (an element, or the document node) with the namespace
/// context it has in its document. Pieces are gathered to about 4 KiB; memory does not grow with the
/// document.
void canonicalize(const Tree& tree, NodeId apex, const C14n& form, OctetSink& sink);

/// The canonical form in one piece, for what is small.
Bytes canonical_form(const Tree& tree, NodeId apex, const C14n& form = {});

/// Appends text as canonical XML writes it between tags and in attribute values: for those who write octets
/// that are their own canonical form.
void append_canonical_text(Bytes& out, std::string_view text);
void append_canonical_attribute(Bytes& out, std::string_view value);

}  // namespace quittance::xml
