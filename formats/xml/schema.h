// XML Schema sets: loaded once from pinned files, then shared read-only by the Readers of all threads.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/xml/tree.h"

namespace quittance::xml {

/// What a schema says against a document.
struct SchemaFinding {
  std::string
      code;  ///< the rule of XML Schema Part 1 or 2 that is broken: "cvc-complex-type.2.4"; else "XSD"
  std::string message;  ///< at most 500 octets
  Position position;    ///< where the start tag of the element ends
  std::string path;     ///< of the element: "/*:Invoice[1]/*:ID[1]"
};

/// A document and what the schema says about it.
struct Validated {
  Tree tree;
  std::vector<SchemaFinding> findings;  ///< as the parser met them: content is judged at an element's end
  bool more = false;                    ///< there were more findings than Limits::schema_findings
};

/// A compiled set of schemas. Copies share it; it is never changed, so that any number of threads may use it.
class Grammars {
 public:
  /// Loads the main files (relative to `folder`) and all they import or include into one set. Files are read
  /// from `folder` and below only; nothing is fetched from anywhere. A document type declaration in a schema
  /// is read, for W3C's own have one, but not the DTD it names, which adds nothing. Fails with
  /// XSD when a file is missing or is not a valid schema: the detail begins with its name. Takes some 0.3 s
  /// for UBL; serialise() and restore() are ten times faster.
  static Result<Grammars> load(const std::filesystem::path& folder, std::span<const std::string> main_files);

  /// The compiled set as bytes for restore() by the same build of Xerces-C, for a cache on disk.
  [[nodiscard]] Result<Bytes> serialise() const;

  /// Fails with XSD when the bytes are cut or of another version of the library. The bytes are trusted: never
  /// from a sender, and checked by their digest before they come here, since Xerces does not survive damaged
  /// ones.
  static Result<Grammars> restore(BytesView bytes);

  /// Whether an element of that name may be a document's root.
  [[nodiscard]] bool declares(std::string_view namespace_uri, std::string_view local_name) const;

  struct Parts;

 private:
  friend class Reader;
  explicit Grammars(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

}  // namespace quittance::xml
