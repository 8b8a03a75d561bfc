// One parse of a document into a Tree, behind the guard. The only way foreign XML becomes something to work
// on.
#pragma once

#include <memory>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/xml/guard.h"
#include "formats/xml/schema.h"
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

  /// The same for text that guard() has passed, with limits() or stricter ones.
  Result<Tree> read(const Guarded& document);
  [[nodiscard]] const Limits& limits() const;

  /// The same, checked against schemas in the same pass. Findings do not make it fail, and the tree is the
  /// one that read() without schemas gives: nothing is added by defaults, nothing normalised by types.
  Result<Validated> read(BytesView document, const Grammars& grammars);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Tries whether a document type declaration, an entity and deep nesting are refused, by the guard and by the
/// parser behind it. The program does not run when this fails: the libraries are then not those it was built
/// for.
Result<void> self_test();

}  // namespace quittance::xml
