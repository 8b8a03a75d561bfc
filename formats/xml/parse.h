// One parse of a document into a Tree, behind the guard. The only way foreign XML becomes something to work
// on.
#pragma once

#include <memory>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/xml/guard.h"
#include "formats/xml/tree.h"

namespace quittance::xml {

/// Reads documents, one after the other, and reuses its parser. One for each thread: not for use by two at
/// once.
class Reader {
 public:
  explicit Reader(Limits limits = {});
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  /// The document as a tree: comments, instructions, all white space and namespace declarations are kept,
  /// CDATA sections are text, attributes are those written. Checks well-formedness and namespaces (XML 1.0,
  /// Namespaces in XML 1.0), no schema. Nothing outside of `document` is ever opened. Fails with the codes of
  /// guard() and with XML-SYNTAX; the detail is "line:column: reason".
  Result<Tree> read(BytesView document);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::xml
