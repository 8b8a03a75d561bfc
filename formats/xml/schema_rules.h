// What Xerces' validity errors are called in XML Schema. Internal to this folder.
#pragma once

#include <cstddef>
#include <string>

namespace quittance::xml {

/// The validation rule of XML Schema Part 1 or 2 that an xercesc::XMLValid code means; "XSD" where there is
/// none.
const char* schema_rule(unsigned code);

/// The rule of XML Schema Part 2 that an xercesc::XMLExcepts code means, which a value was refused with.
const char* datatype_rule(unsigned code);

/// Whether Xerces does not hand on the text it complains of.
bool drops_text(unsigned code);

/// At most `size` octets of a UTF-8 text, cut between characters and then ended by "…".
std::string shortened(std::string text, std::size_t size);

}  // namespace quittance::xml
