// A rule source that was read, as octets: so that a program that starts need not read the publisher's files
// anew. Expressions are kept as text; they are compiled, and refused, at each start.
#pragma once

#include <optional>

#include "formats/base/bytes.h"
#include "validators/schematron/source.h"

namespace quittance::schematron {

/// Nothing for a schema that cannot be stored: one whose variables hold literal elements. The octets are for
/// the program that wrote them and for no other.
std::optional<Bytes> store(const Schema& schema);

/// What store() was given. Nothing when the octets end too early or too late. Whoever keeps them answers for
/// their being whole.
std::optional<Schema> restore(BytesView stored);

}  // namespace quittance::schematron
