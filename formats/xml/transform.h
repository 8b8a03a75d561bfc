// XSLT 1.0, for our own stylesheets only: a tree of a foreign document becomes HTML or text.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/xml/tree.h"

namespace quittance::xml {

/// A compiled stylesheet. Copies share it; any number of threads may apply it at once.
class Stylesheet {
 public:
  /// Compiles a stylesheet that we ship. It stands alone: xsl:import, xsl:include, document() and extension
  /// elements are refused, so that a transformation reaches no file and no address. Fails with XSLT, or with
  /// the codes of Reader::read().
  static Result<Stylesheet> compile(BytesView xslt);

  /// Applies it. Parameters are strings, given as they are; those the stylesheet does not declare are
  /// ignored. Fails with XSLT when the stylesheet does, for instance by xsl:message terminate="yes".
  [[nodiscard]] Result<Bytes> apply(const Tree& document,
                                    const std::map<std::string, std::string>& parameters = {}) const;

 private:
  struct Parts;
  explicit Stylesheet(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

}  // namespace quittance::xml
