// The templates of a pack, ranked (XSLT 2.0, 6.4 and 6.5).
#pragma once

#include "validators/schematron/body_code.h"
#include "validators/schematron/text_compiler.h"

namespace quittance::schematron {

/// Ranks the templates and finds out their names, so that bodies can be compiled that call them.
Templates rank_templates(const Schema& schema, const TextCompiler& texts);
/// Compiles patterns and bodies of what was ranked.
void compile_templates(TextCompiler& texts, const Variables& variables, Templates& templates);

/// The priority of a pattern that has none written (6.4): by how much its form leaves open.
double default_priority(std::string_view pattern);

}  // namespace quittance::schematron
