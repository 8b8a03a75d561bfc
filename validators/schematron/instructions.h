// Reads the XSLT elements that rule authors may use: functions, keys, and the instructions inside them.
#pragma once

#include "validators/schematron/elements.h"

namespace quittance::schematron {

/// The alternatives of a pattern: each is a template of its own, with its own priority (XSLT 2.0, 5.5.2).
std::vector<std::string> alternatives(std::string_view pattern);

/// Index of a scope in the schema, added when it is new. The prefixes of sch:ns (scope 0) stand behind its
/// own.
std::uint32_t intern_scope(Schema& schema, Scope scope);

Function read_function(Schema& schema, Elements& elements, const Element& function);
/// Adds a template of the pack's own, one for each alternative of its pattern.
void read_template(Schema& schema, Elements& elements, const Element& element);
Key read_key(Schema& schema, Elements& elements, const Element& key);

/// The sequence constructor inside `parent`, after its xsl:param elements. Refuses what it does not know.
std::vector<Instruction> read_body(Schema& schema, Elements& elements, const Element& parent);

}  // namespace quittance::schematron
