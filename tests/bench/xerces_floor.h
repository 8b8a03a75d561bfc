// What nobody who uses Xerces-C can beat: its SAX2 parser with a handler that does nothing.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "formats/base/bytes.h"

namespace quittance::bench {

/// Its own grammar pool: loaded once with full checking, locked, used by parse() from the cache.
class XercesFloor {
 public:
  /// Without files: well-formedness and namespaces only. Ends the program when a schema does not load.
  XercesFloor(const std::filesystem::path& folder, std::span<const std::string> schemas);
  ~XercesFloor();

  void parse(BytesView document);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::bench
