// Reads a rule source into the one model: an ISO Schematron schema with all it includes, or a compiled
// stylesheet of the ISO skeleton or of SchXslt. What it does not know it refuses with file:line:column; it
// ignores nothing silently.
#pragma once

#include <string>
#include <string_view>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "validators/schematron/source.h"

namespace quittance::schematron {

/// The files of one pack, by name relative to the pack's folder ("../common.sch" is for the port to allow or
/// not).
struct Files {
  virtual ~Files() = default;
  /// The octets of that file. Fails with any code when there is none or it may not be read.
  [[nodiscard]] virtual Result<Bytes> read(const std::string& name) const = 0;
};

/// Reads `main` and what it includes. Fails with SCHEMATRON and "file:line:column: what" when the source
/// breaks the standard or uses what we do not know, with the parser's code when a file is not well-formed.
Result<Schema> read(const std::string& main, const Files& files);

}  // namespace quittance::schematron
