// The content of <let> and <xsl:variable>: literal elements, or instructions that compute a value.
#pragma once

#include "validators/schematron/elements.h"

namespace quittance::schematron {

/// Fills `out.content` with a document made of the literal content of `element`, or `out.body` when it holds
/// XSLT instructions. Without content the value is the empty string.
void read_let_content(Schema& schema, Elements& elements, const Element& element, Let& out);

}  // namespace quittance::schematron
