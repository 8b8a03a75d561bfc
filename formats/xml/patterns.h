// The regular expressions of schema types, made fit to be shared by threads. Internal to this folder.
#pragma once

#include <xercesc/validators/datatype/DatatypeValidator.hpp>

namespace quittance::xml {

/// Builds what Xerces would build at the first match, without a lock: the expression of the type's pattern,
/// if it has one, and the bitmap of each character class in it. Two threads that meet there end the process
/// (an assertion of RangeToken::doCreateMap), or one is told that a letter does not match. Not for use by two
/// threads at once.
void complete_pattern(xercesc::DatatypeValidator& type);

/// The same for the types that XML Schema itself brings (xs:language has a pattern), which all sets share.
void complete_built_in_patterns();

}  // namespace quittance::xml
