// What a document says about itself (formats/document.h), as scenarios ask it; and a glance at its bytes
// before it is parsed.
#pragma once

#include "formats/base/bytes.h"
#include "formats/xml/tree.h"
#include "validators/scenario.h"

namespace quittance::validators {

/// Syntax, root, BT-24 and BT-23; "" where a document does not say.
Subject subject_of(const xml::Tree& tree);

/// The schema of the scenario that a glance at the bytes promises (first start tag, BT-24 near the
/// beginning), so that the right one is at hand when parsing begins. "" when it cannot be told. When it was
/// wrong the document is parsed again.
std::string glance_schema(BytesView document, std::span<const Scenario> scenarios);

/// The namespace of the root element by a glance at the bytes; "" when it cannot be told, and it may be
/// wrong.
std::string glance_namespace(BytesView document);

}  // namespace quittance::validators
