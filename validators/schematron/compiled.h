// Compiled stylesheets read back into rules.
#pragma once

#include "validators/schematron/elements.h"

namespace quittance::schematron {

/// A stylesheet of the ISO skeleton: mode M<n> is a pattern, falling priority is rule order, xsl:variable is
/// let, choose/when is assert, if is report. Throws Refused.
Schema read_skeleton(Elements& elements, const Element& root);

/// A stylesheet of SchXslt 1.x: rules say their pattern themselves, falling priority is rule order. Throws
/// Refused.
Schema read_schxslt(Elements& elements, const Element& root);

/// A stylesheet of SchXslt2, known by the names of its variables: a mode has the rules of all patterns,
/// falling priority is rule order, and each asks whether its pattern claimed the node. Throws Refused.
bool is_schxslt2(const Element& root);
Schema read_schxslt2(Elements& elements, const Element& root);

/// "not(test)" → "test", as both write asserts. What an author wrote over it by hand (ZATCA did) is the
/// condition of failure all the same: "test" → "not(test)".
std::string negated(const std::string& condition);

/// What failed-assert and successful-report elements share in both forms: attributes by AVT or xsl:attribute,
/// message, diagnostics. `test` is the assert's test, already turned the right way round.
Assertion read_compiled_assertion(Elements& elements, const Element& svrl, Text test);

/// Is there an svrl element in it?
bool holds_finding(const Element& element);

/// An instruction of the author's that stands beside the asserts of a rule: the compiler copied it, and what
/// it writes is no finding (OIOUBL has xsl:for-each-group with an <Error>). It becomes a remark. Refuses the
/// source when there is an assert in it, or when it would stop the run.
void read_aside(Schema& schema, const Element& instruction);

/// xsl:variable or xsl:param of the top level, or of a rule.
Let read_compiled_let(Schema& schema, Elements& elements, const Element& variable);

/// The scope of a stylesheet becomes scope 0, for its expressions use the namespaces of the document element.
void start_compiled(Schema& schema, const Element& root);

}  // namespace quittance::schematron
