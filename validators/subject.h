// What a document says about itself, as far as scenarios ask.
#pragma once

#include "formats/base/bytes.h"
#include "formats/xml/tree.h"
#include "validators/scenario.h"

namespace quittance::validators {

/// Syntax, root, BT-24 and BT-23 of UBL, CII and CDAR documents; "" where a document does not say.
Subject subject_of(const xml::Tree& tree);

/// The syntax by a glance at the first start tag, so that the right schema is at hand when parsing begins. ""
/// when it cannot be told; then, and when the glance was wrong, the document is parsed again.
std::string glance_syntax(BytesView document);

}  // namespace quittance::validators
