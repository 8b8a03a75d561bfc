// ISO/IEC 19757-3 schemas.
#pragma once

#include "validators/schematron/elements.h"

namespace quittance::schematron {

/// Reads the schema whose document element is `root`. Throws Refused.
Schema read_sch(Elements& elements, const Element& root);

}  // namespace quittance::schematron
